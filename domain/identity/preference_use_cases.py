"""Gathering the preference pairs of everybody who agreed to it."""

from collections.abc import AsyncIterator
from uuid import UUID

from domain.catalogue.types import Catalogue
from domain.events.event import Event
from domain.events.projection import effective
from domain.identity.consents import Purpose
from domain.identity.preferences import Preference, order, preferences_of
from domain.ports import Direct


async def preferences(direct: Direct, catalogue: Catalogue, purpose: Purpose) -> list[Preference]:
    """The pairs of all people who agree to `purpose` now, sorted by what they say.

    Nothing of anybody who withdrew before the last of their events was read.
    """
    found: list[Preference] = []
    for person in await direct.consents.people(purpose):
        events = [event async for event in _all(direct, person)]
        if await direct.consents.given(person, purpose):
            found.extend(preferences_of(effective(events).events, catalogue))
    return sorted(found, key=order)


async def _all(direct: Direct, person: UUID) -> AsyncIterator[Event]:
    async for chunk in direct.events.since(person, 0):
        for event in chunk:
            yield event
