"""Rate-limit zones: how often whom may do what."""

import asyncio
import ipaddress
from collections.abc import Mapping
from functools import lru_cache

import structlog
from msgspec import Struct

from domain.ports import RateLimits

_log = structlog.get_logger(__name__)

ANSWER_S = 1.0
"""Longest wait for the store that counts."""


class Zone(Struct, frozen=True, kw_only=True):
    """At most `limit` uses in `window_s` seconds by one principal or address."""

    limit: int
    window_s: int


ZONES: Mapping[str, Zone] = {
    "login": Zone(limit=20, window_s=60),  # by address: guessing at many accounts
    "account": Zone(limit=30, window_s=3600),  # by e-mail: guessing at one account from many addresses (ASVS 6.3.1)
    "register": Zone(limit=20, window_s=3600),
    "password": Zone(limit=10, window_s=3600),
    "api": Zone(limit=600, window_s=60),
    "plans": Zone(limit=60, window_s=3600),  # each costs seconds of a model server
    "chats": Zone(limit=300, window_s=3600),  # each may cost seconds of a model server
    "meals": Zone(limit=240, window_s=3600),  # each costs a tenth of a second or more of a core
    "events": Zone(limit=240, window_s=60),  # a batch of 500 events each: an import or a device that was offline
    "refused": Zone(limit=60, window_s=60),  # by address: sessions and tokens that are none
    "socket": Zone(limit=60, window_s=60),
    "exports": Zone(limit=10, window_s=3600),  # each reads everything of a person
    "uploads": Zone(limit=30, window_s=3600),  # of files of up to half a gigabyte
}


class Limiter:
    """The zones over the store that counts."""

    def __init__(self, store: RateLimits, zones: Mapping[str, Zone] = ZONES) -> None:
        self._store = store
        self._zones = zones

    async def hit(self, zone: str, principal: str) -> None:
        """Count one use. Raises `RateLimited`."""
        limits = self._zones[zone]
        try:
            async with asyncio.timeout(ANSWER_S):
                await self._store.hit(zone, principal, limits.limit, limits.window_s)
        except TimeoutError:
            # As when it is away: limits are about pace, and must not become an outage of their own.
            _log.warning("rate_limit_slow", zone=zone, seconds=ANSWER_S)


def address_of(client: tuple[str, int] | None) -> str:
    """The peer's address as a principal: IPv4 whole, IPv6 by its /64, which is what one customer has.

    `X-Forwarded-For` is not read: anybody can write it. Behind a proxy, the proxy limits by address.
    """
    return "unknown" if client is None else _network(client[0])


@lru_cache(maxsize=1024)
def _network(host: str) -> str:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False).network_address)
