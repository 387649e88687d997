"""Which jobs an operator means: filters, what may be done to the jobs they find, and the word that confirms it."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

import msgspec
from msgspec import Struct

from domain.errors import FieldProblem, InvalidInput
from domain.jobs.job import JobKind, JobState
from domain.operations.redaction import SHOWN

MOST = 5000
"""Jobs that one action may change: what a transaction of a second or two can do."""

_DEEPEST = 4


class JobAction(StrEnum):
    """What an operator may do to jobs."""

    RETRY = "retry"
    CANCEL = "cancel"

    @property
    def applies_to(self) -> tuple[JobState, ...]:
        """The states in which it does something. What its owner cancelled is not tried again behind their back."""
        return (JobState.FAILED,) if self is JobAction.RETRY else (JobState.QUEUED, JobState.RUNNING)


Scalar = str | int | float | bool | None


class Argument(Struct, frozen=True, kw_only=True):
    """`path` (names from the outside in) of a job's `args` holds one of `values`."""

    path: tuple[str, ...]
    values: tuple[Scalar, ...]

    def documents(self) -> list[str]:
        """JSON objects, one of which the job's `args` must contain."""
        return [_nested(self.path, value) for value in self.values]


class JobFilter(Struct, frozen=True, kw_only=True):
    """Jobs for which everything that is set holds; made from `since` on and before `until`."""

    state: JobState | None = None
    kind: JobKind | None = None
    queue: str | None = None
    user_id: UUID | None = None
    args: tuple[Argument, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


def argument(text: str) -> Argument:
    """`engine=tgi` or `wishes.budget=3` as a condition; a value that is also a JSON scalar is looked for as both.

    Raises `InvalidInput` for another shape, and for arguments that operators do not see: a filter would tell them.
    """
    path, equals, value = text.partition("=")
    names = tuple(path.removeprefix("args.").split("."))
    if not equals or not all(names) or len(names) > _DEEPEST or names[0] not in SHOWN:
        allowed = f"name=value, with a name of: {', '.join(sorted(SHOWN))}"
        raise InvalidInput(
            "The filter of arguments cannot be used.",
            (FieldProblem(field="args", message=f"{text[:60]!r} is not a condition", allowed=allowed),),
        )
    return Argument(path=names, values=(value, *_scalars(value)))


def confirmation(action: JobAction, actor: UUID, chosen: JobFilter, ids: Sequence[UUID]) -> str:
    """The word that a preview gives and the action asks for: it holds for this person, filter and these very jobs.

    It is no secret, for whoever may ask for it may act; it only proves that what is done is what was shown.
    """
    said = msgspec.json.encode((action, actor, chosen, sorted(ids)))
    return f"{len(ids)}-{sha256(said).hexdigest()[:32]}"


def _scalars(value: str) -> tuple[Scalar, ...]:
    try:
        found: Scalar = msgspec.json.decode(value, type=int | float | bool | None)
    except msgspec.DecodeError:
        return ()
    return (found,)


def _nested(path: tuple[str, ...], value: Scalar) -> str:
    document: object = value
    for name in reversed(path):
        document = {name: document}
    return msgspec.json.encode(document).decode()
