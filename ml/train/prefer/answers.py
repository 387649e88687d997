"""What a day's prompt shows, read back from its text, and what is wrong with an answer to it."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import msgspec
from msgspec import Struct

from domain.coaching.planning.proposal import EMPTY
from ml.prompts.schemas import SLOT_KEYS

_SCHEMES: Final = re.compile(r"^Allowed schemes: (.+)$", re.MULTILINE)
_SLOT: Final = re.compile(r"^(s\d) \w+: (.+)$", re.MULTILINE)
_ID: Final = re.compile(r"(?:^|; )(E\d\d) ")


class Fault(StrEnum):
    """UNREADABLE: no flat object with the scheme and every listed slot. SCHEME: not an allowed one. STRANGER: an id
    that its slot does not show. REPEAT: an id twice. EMPTY: no exercise where candidates are listed."""

    UNREADABLE = "unreadable"
    SCHEME = "scheme"
    STRANGER = "stranger"
    REPEAT = "repeat"
    EMPTY = "empty"


class Shown(Struct, frozen=True, kw_only=True):
    """The allowed schemes, and the ids that each listed slot shows, both in the prompt's order."""

    schemes: tuple[str, ...]
    slots: Mapping[str, tuple[str, ...]]


def shown_in(user: str) -> Shown:
    """What the person's part of a day prompt shows. Raises `ValueError` when it lists no scheme or no slot."""
    schemes = _SCHEMES.search(user)
    slots = {key: tuple(_ID.findall(text)) for key, text in _SLOT.findall(user)}
    if schemes is None or not slots or not all(slots.values()):
        raise ValueError("the prompt lists no schemes, or no slots with ids")
    return Shown(schemes=tuple(schemes[1].split(", ")), slots=slots)


def faults_of(answer: str, shown: Shown) -> tuple[Fault, ...]:
    """Everything wrong with an answer, each kind once, in the order of `Fault`; empty for a valid one.

    A slot that is not listed may be left out or be `EMPTY`, as the static text says.
    """
    try:
        picks = msgspec.json.decode(answer, type=dict[str, str])
    except (msgspec.MsgspecError, UnicodeError):
        return (Fault.UNREADABLE,)
    if not {"scheme", *shown.slots} <= set(picks) <= {"scheme", *SLOT_KEYS}:
        return (Fault.UNREADABLE,)
    scheme = picks.pop("scheme")
    listed = {key: picks.get(key, EMPTY) for key in shown.slots}
    used = [pick for pick in picks.values() if pick != EMPTY]
    found = {
        Fault.SCHEME: scheme not in shown.schemes,
        Fault.STRANGER: any(pick != EMPTY and pick not in shown.slots.get(key, ()) for key, pick in picks.items()),
        Fault.REPEAT: len(set(used)) < len(used),
        Fault.EMPTY: EMPTY in listed.values(),
    }
    return tuple(fault for fault, holds in found.items() if holds)


def written(scheme: str, picks: Mapping[str, str]) -> str:
    """An answer, byte for byte as the training pairs write it."""
    return msgspec.json.encode({"scheme": scheme, **picks}).decode()
