"""Injuries in a person's own words, mapped to joints."""

from collections.abc import Iterable

from msgspec import Struct

from domain.catalogue.types import Joint
from domain.safety.phrases import Mention, Status, read_text


class Injuries(Struct, frozen=True, kw_only=True):
    """Joints that hurt now, joints said to be healed, texts that no word is known for, and every mention.

    `unmapped` texts are never dropped: they are shown, and loads, impact and volume are held down for them.
    """

    regions: frozenset[Joint] = frozenset()
    healed: frozenset[Joint] = frozenset()
    unmapped: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()


def read_injuries(texts: Iterable[str]) -> Injuries:
    """Map free texts in English, French or Arabic. Denied is no injury; "almost healed" still is one."""
    mentions: list[Mention] = []
    unmapped: list[str] = []
    for text in texts:
        found = read_text(text)
        mentions += found.mentions
        placed = any(each.section in {"region", "condition", "symptom"} for each in found.mentions)
        if not found.nothing and (found.unplaced or not placed):
            unmapped.append(text)
    present = _joints(mentions, Status.PRESENT)
    return Injuries(
        regions=present,
        healed=_joints(mentions, Status.HEALED) - present,
        unmapped=tuple(dict.fromkeys(unmapped)),
        mentions=tuple(mentions),
    )


def _joints(mentions: Iterable[Mention], status: Status) -> frozenset[Joint]:
    return frozenset(Joint(each.entry) for each in mentions if each.section == "region" and each.status is status)
