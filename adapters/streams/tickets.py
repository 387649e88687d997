"""`Tickets` over Redis: by hash, gone when read or after `TICKET_S`."""

import msgspec
from redis.asyncio import Redis

from adapters.queue.connection import DOWN
from domain.errors import NotAuthenticated, Unavailable
from domain.identity.account import Presented
from domain.identity.policies import TICKET_S, secret_hash
from domain.identity.use_cases import Secrets

_PREFIX = "fitai:ticket:"


class RedisTickets:
    """`ports.Tickets`: a ticket itself is stored nowhere."""

    def __init__(self, redis: Redis, secrets: Secrets) -> None:
        self._redis = redis
        self._secrets = secrets

    async def issue(self, presented: Presented) -> str:
        ticket = self._secrets.new()
        try:
            await self._redis.set(_key(ticket), msgspec.json.encode(presented), ex=TICKET_S)
        except DOWN as error:
            raise Unavailable("Tickets cannot be made now; try again soon.") from error
        return ticket

    async def redeem(self, ticket: str) -> Presented:
        try:
            stored = await self._redis.getdel(_key(ticket))
        except DOWN as error:
            raise Unavailable("Tickets cannot be checked now; try again soon.") from error
        if stored is None:
            raise NotAuthenticated("The ticket is unknown, used or too old.")
        return msgspec.json.decode(stored, type=Presented)


def _key(ticket: str) -> str:
    return _PREFIX + secret_hash(ticket).hex()
