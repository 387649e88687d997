"""The one way this project connects to Redis or Valkey."""

import asyncio
from typing import Any

from arq.connections import ArqRedis
from msgspec import json
from redis.asyncio import ConnectionPool
from redis.asyncio.connection import AbstractConnection
from redis.asyncio.retry import Retry
from redis.backoff import ConstantBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

CONNECT_S = 1.0
ANSWER_S = 5.0
"""Longest wait for an answer; every blocking read must ask for less."""

DOWN = (RedisError, OSError)
"""What a Redis that does not answer raises."""


class _Answering(AbstractConnection):
    """A connection whose time limit on answers is our own.

    redis-py's `socket_timeout` also guards writes, with `asyncio.wait_for`, and that of Python 3.11 drops a
    cancellation that comes just as the write ends: a job told to stop would run on.
    """

    async def read_response(self, disable_decoding: bool = False, timeout: float | None = None, **more: Any) -> Any:  # noqa: FBT001, FBT002, ASYNC109 - redis-py's signature
        """The answer to the last command. Raises redis-py's `TimeoutError` after `ANSWER_S`."""
        if timeout is not None:
            return await super().read_response(disable_decoding, timeout, **more)
        try:
            async with asyncio.timeout(ANSWER_S):
                return await super().read_response(disable_decoding, **more)
        except TimeoutError as error:
            raise RedisTimeoutError(f"no answer within {ANSWER_S} s") from error


def connect(url: str) -> ArqRedis:
    """A pooled client for `redis://` or `rediss://` `url`; nothing connects before the first command.

    A command whose connection broke is sent once more, so a restarted server costs its callers nothing; a
    command may thereby run twice. (arq's own `RedisSettings.from_dsn` is not used: it leaves a percent-encoded password
    encoded and refuses `redis://host:6379/`.)
    """
    pool = ConnectionPool.from_url(
        url,
        socket_connect_timeout=CONNECT_S,
        retry=Retry(ConstantBackoff(0.02), 1),
        retry_on_error=[RedisConnectionError, RedisTimeoutError],
    )
    pool.connection_class = type("AnsweringConnection", (_Answering, pool.connection_class), {})
    return ArqRedis(pool, job_serializer=json.encode, job_deserializer=json.decode)
