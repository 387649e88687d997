"""One-use tickets: what a page that cannot send a header or cookie opens the socket with."""

from typing import Protocol

import msgspec
from msgspec import Struct
from redis.asyncio import Redis
from redis.exceptions import RedisError

from domain.errors import NotAuthenticated, Unavailable
from domain.identity.policies import secret_hash
from domain.identity.use_cases import Secrets

TICKET_S = 30
"""Seconds a ticket is good for."""

_PREFIX = "fitai:ticket:"


class Presented(Struct, frozen=True, kw_only=True):
    """A secret as it was presented, by hash: enough to look the credential up, again and again, and no more.

    `via` is "session" or "token".
    """

    via: str
    token_hash: bytes


class Tickets(Protocol):
    async def issue(self, presented: Presented) -> str:
        """A new ticket for who presented it. Raises `Unavailable`."""

    async def redeem(self, ticket: str) -> Presented:
        """Use it up. Raises `NotAuthenticated` when unknown, used or too old, and `Unavailable`."""


class RedisTickets:
    """Tickets by hash in Redis, gone when read or after `TICKET_S`."""

    def __init__(self, redis: Redis, secrets: Secrets) -> None:
        self._redis = redis
        self._secrets = secrets

    async def issue(self, presented: Presented) -> str:
        """A new ticket for who presented it. Raises `Unavailable`."""
        ticket = self._secrets.new()
        try:
            await self._redis.set(_key(ticket), msgspec.json.encode(presented), ex=TICKET_S)
        except (RedisError, OSError) as error:
            raise Unavailable("Tickets cannot be made now; try again soon.") from error
        return ticket

    async def redeem(self, ticket: str) -> Presented:
        """Use it up. Raises `NotAuthenticated` when unknown, used or too old, and `Unavailable`."""
        try:
            stored = await self._redis.getdel(_key(ticket))
        except (RedisError, OSError) as error:
            raise Unavailable("Tickets cannot be checked now; try again soon.") from error
        if stored is None:
            raise NotAuthenticated("The ticket is unknown, used or too old.")
        return msgspec.json.decode(stored, type=Presented)


def _key(ticket: str) -> str:
    return _PREFIX + secret_hash(ticket).hex()
