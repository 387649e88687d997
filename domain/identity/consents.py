"""What a person agreed to, purpose by purpose: off until they say otherwise, and every yes and no is kept.

Texts are `consents.PURPOSE.title` and `.text`. A text that comes to mean something else gets a new version: a yes to an
older one does not count for it.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol
from uuid import UUID

from msgspec import Struct


class Purpose(StrEnum):
    """LEADERBOARD: others see the week's XP under an alias. IMPROVE_MODELS: choices become training data, without ids.

    RESEARCH: the same for published studies.
    """

    LEADERBOARD = "leaderboard"
    IMPROVE_MODELS = "improve_models"
    RESEARCH = "research"


VERSIONS: Final[Mapping[Purpose, int]] = {Purpose.LEADERBOARD: 1, Purpose.IMPROVE_MODELS: 1, Purpose.RESEARCH: 1}
"""The version of each purpose's text."""

CONSENT_AGE: Final = 16
"""Younger people cannot consent alone (GDPR, Art. 8; member states may say 13)."""


class Consent(Struct, frozen=True, kw_only=True):
    """One yes or no, to a version of the purpose's text."""

    id: UUID
    user_id: UUID
    purpose: Purpose
    granted: bool
    version: int
    at: datetime


class Consents(Protocol):
    """Yeses and noes: added, never changed."""

    async def hold(self, owner: UUID) -> None:
        """Lock the owner's row until the transaction ends, so that words come one after another. Raises `NotFound`."""

    async def add(self, consent: Consent) -> None:
        """Store it, after `hold`."""

    async def history(self, owner: UUID) -> list[Consent]:
        """All of the owner's, oldest first."""

    async def given(self, owner: UUID, purpose: Purpose) -> bool:
        """Whether the latest word on the purpose is a yes to today's text."""

    async def people(self, purpose: Purpose) -> list[UUID]:
        """Everybody for whom `given` is true."""


class Standing(Struct, frozen=True, kw_only=True):
    """Where a purpose stands: `since` is when the latest word was given (None: never asked)."""

    purpose: Purpose
    granted: bool
    version: int
    since: datetime | None


def standing(history: Iterable[Consent]) -> tuple[Standing, ...]:
    """Every purpose as it stands after the history (oldest first)."""
    latest = {consent.purpose: consent for consent in history}
    found = []
    for purpose, version in VERSIONS.items():
        word = latest.get(purpose)
        holds = word is not None and word.granted and word.version == version
        found.append(Standing(purpose=purpose, granted=holds, version=version, since=word.at if word else None))
    return tuple(found)
