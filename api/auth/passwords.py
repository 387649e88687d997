"""argon2id for passwords, and new secrets."""

import asyncio
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP ASVS 5.0, appendix C: argon2id with t=2, m=19 MiB, p=1.
_TIME_COST, _MEMORY_KIB, _PARALLELISM = 2, 19 * 1024, 1
# Hashes made at a time: each takes 19 MiB, and a log-in storm must not take the machine's memory.
_AT_A_TIME = 4


class Argon2Passwords:
    """`Passwords` in threads, so that the event loop goes on during the 20-50 ms of a hash."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=_TIME_COST, memory_cost=_MEMORY_KIB, parallelism=_PARALLELISM)
        self._turns = asyncio.Semaphore(_AT_A_TIME)
        self._nobody: str | None = None

    async def hash(self, password: str) -> str:
        """The encoded hash, with its own salt."""
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Whether they match. For no hash the same work is done against a hash of nobody's."""
        if self._nobody is None:
            self._nobody = await self.hash(secrets.token_urlsafe(32))
        async with self._turns:
            matches = await asyncio.to_thread(self._matches, password_hash or self._nobody, password)
        return matches and password_hash is not None

    def _matches(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False

    def is_outdated(self, password_hash: str) -> bool:
        """True when the parameters above have been raised since it was made."""
        return self._hasher.check_needs_rehash(password_hash)


class RandomSecrets:
    """`Secrets` of the operating system: 256 bits, 43 URL-safe characters."""

    def new(self) -> str:
        """A new secret."""
        return secrets.token_urlsafe(32)
