"""A batch of events as a device sends it: the good ones, and for each bad one what is wrong with it.

A bad event never holds up the others: a device that was offline for days must not get stuck on one of them.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, Final, get_args
from uuid import UUID

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import fields

from domain.catalogue.types import Catalogue
from domain.errors import FieldProblem, InvalidInput
from domain.events.allowed import allowed
from domain.events.event import NewEvent
from domain.events.kinds import EventCorrected, Fact, Reported
from domain.events.rules import Offers, problems_of

BATCH_MOST: Final = 500
"""Events in one batch: a week of a very active person, and a bound on the work of one request."""

_SHOWN = 40


class Rejected(Struct, frozen=True, kw_only=True):
    """An event that was not taken: its place in the batch, its id when that can be read, and what is wrong."""

    index: int
    id: UUID | None
    problems: tuple[FieldProblem, ...]


class ReadBatch(Struct, frozen=True, kw_only=True):
    """`events` in the order of the batch."""

    events: tuple[NewEvent, ...]
    rejected: tuple[Rejected, ...] = ()


class _Envelope(Struct, frozen=True, forbid_unknown_fields=True):
    events: list[Raw]


_ENVELOPE = msgspec.json.Decoder(_Envelope)
_EVENT = msgspec.json.Decoder(NewEvent)
_TAGS: Final[Mapping[str, type[Struct]]] = {kind.__struct_config__.tag: kind for kind in get_args(Reported)}
_FACT_TAGS: Final[Mapping[str, type[Struct]]] = {kind.__struct_config__.tag: kind for kind in get_args(Fact)}
_UNKNOWN = re.compile(r"unknown field `(?P<name>.*?)`")


def read_batch(body: bytes, now: datetime, catalogue: Catalogue) -> ReadBatch:
    """Read `{"events": [...]}`. Raises `InvalidInput` only when the body is no batch of 1 to `BATCH_MOST` events."""
    try:
        raws = _ENVELOPE.decode(body).events
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        what = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise _no_batch("body", what, 'an object {"events": [...]}') from error
    if not 1 <= len(raws) <= BATCH_MOST:
        raise _no_batch("events", f"{len(raws)} events", f"1 to {BATCH_MOST} events; send the rest in further batches")
    good: list[NewEvent] = []
    bad: list[Rejected] = []
    offers = Offers(catalogue)
    for index, raw in enumerate(raws):
        event, id_, problems = _read(raw, now, offers)
        if event is not None and not problems:
            good.append(event)
        else:
            bad.append(Rejected(index=index, id=id_, problems=problems))
    return ReadBatch(events=tuple(good), rejected=tuple(bad))


def _no_batch(field: str, message: str, allowed: str) -> InvalidInput:
    problem = FieldProblem(field=field, message=message, allowed=allowed)
    return InvalidInput("The body is not a batch of events.", (problem,))


def _read(raw: Raw, now: datetime, offers: Offers) -> tuple[NewEvent | None, UUID | None, tuple[FieldProblem, ...]]:
    try:
        event = _EVENT.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:
        id_, problems = _explained(raw)
        fallback = FieldProblem(field="", message=str(error)[:200], allowed=allowed(NewEvent))
        return None, id_, problems or (fallback,)
    return event, event.id, problems_of(event, now, offers)


def _explained(raw: Raw) -> tuple[UUID | None, tuple[FieldProblem, ...]]:
    """The id if it can be read, and a problem for each field that cannot."""
    try:
        tree = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:
        problem = FieldProblem(field="", message=str(error)[:200] or "not JSON", allowed=allowed(NewEvent))
        return None, (problem,)
    if not isinstance(tree, dict):
        return None, (FieldProblem(field="", message=_shown(tree), allowed=allowed(NewEvent)),)
    found = [problem for name in ("id", "at", "day", "version") for problem in _field(NewEvent, tree, name, "")]
    found += _data(tree.get("what", msgspec.UNSET), "what", _TAGS)
    try:
        id_ = msgspec.convert(tree.get("id"), UUID)
    except msgspec.ValidationError:
        id_ = None
    return id_, tuple(found)


def _data(tree: object, path: str, tags: Mapping[str, type[Struct]]) -> list[FieldProblem]:
    """What is wrong with an event's data, field by field."""
    types = ", ".join(tags)
    if not isinstance(tree, dict):
        message = "missing" if tree is msgspec.UNSET else _shown(tree)
        return [FieldProblem(field=path, message=message, allowed=f"an object whose type is one of {types}")]
    tag = tree.get("type")
    kind = tags.get(tag) if isinstance(tag, str) else None
    if kind is None:
        message = _shown(tag) if "type" in tree else "missing"
        return [FieldProblem(field=f"{path}.type", message=message, allowed=types)]
    names = [field.encode_name for field in fields(kind)]
    found = [
        FieldProblem(field=f"{path}.{_short(name)}", message="not a field of this type", allowed=", ".join(names))
        for name in tree
        if name not in names and name != "type"
    ]
    for name in names:
        if kind is EventCorrected and name == "now":
            found += _data(tree.get(name, msgspec.UNSET), f"{path}.now", _FACT_TAGS)
        else:
            found += _field(kind, tree, name, f"{path}.")
    return found


def _field(struct: type[Struct], tree: Mapping[str, object], name: str, prefix: str) -> list[FieldProblem]:
    kind, required = _kinds(struct)[name]
    if name not in tree:
        return [FieldProblem(field=prefix + name, message="missing", allowed=allowed(kind))] if required else []
    try:
        msgspec.convert(tree[name], kind)
    except (msgspec.ValidationError, RecursionError, ValueError, OverflowError):
        return [FieldProblem(field=prefix + name, message=_shown(tree[name]), allowed=allowed(kind))]
    return []


@cache
def _kinds(struct: type[Struct]) -> Mapping[str, tuple[Any, bool]]:
    """The type of each field, and whether it must be given."""
    return {field.encode_name: (field.type, field.required) for field in fields(struct)}


def _shown(value: object) -> str:
    """The value as it was given, cut short."""
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    return _short(msgspec.json.encode(value).decode(errors="replace"))


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
