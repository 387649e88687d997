"""The leaderboard: the week's XP of those who joined, under aliases, among people of similar level."""

from datetime import date, datetime
from hashlib import sha256
from typing import Final, Protocol
from uuid import UUID

from msgspec import Struct

from domain.text.messages import say

TOP: Final = 50
"""Places shown."""

ANIMALS: Final = (
    "badger", "bear", "crane", "deer", "dolphin", "falcon", "fox", "gazelle", "goat", "hare", "hawk", "heron", "horse",
    "ibex", "kestrel", "leopard", "lynx", "marten", "otter", "owl", "raven", "stork", "tortoise", "wolf",
)  # fmt: skip


class Standing(Struct, frozen=True, kw_only=True):
    """A person's week: `cohort` is the first level of those they are compared with."""

    user_id: UUID
    monday: date
    cohort: int
    xp: int
    level: int
    updated_at: datetime


class Ranked(Struct, frozen=True, kw_only=True):
    """A standing with its place (equal XP share one) among `of` people of the cohort."""

    place: int
    of: int
    standing: Standing


class Standings(Protocol):
    """One row for each person and week; only of people who consented."""

    async def put(self, standing: Standing) -> None:
        """Store it in place of the week's older one, if the consent is still given when the transaction ends."""

    async def top(self, monday: date, cohort: int, limit: int) -> list[Ranked]: ...
    async def of(self, owner: UUID, monday: date) -> Ranked | None: ...
    async def delete(self, owner: UUID) -> None: ...


def alias_of(user_id: UUID, locale: str) -> str:
    """What others see: an animal and a number, always the same for a person and telling nothing about them."""
    digest = sha256(b"fitai leaderboard alias " + user_id.bytes).digest()
    animal = ANIMALS[digest[0] % len(ANIMALS)]
    number = 1000 + int.from_bytes(digest[1:5]) % 9000
    return f"{say(locale, f'game.animal.{animal}')} {number}"
