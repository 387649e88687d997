"""One turn of the coach: what is asked, what may be known, what is answered, and to whom it is told on the way.

The coach's content (`domain.chat.coach`) and its transport (job, token stream, socket) meet at these types alone.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from domain.chat.turn import TurnState
from domain.knowledge.asker import Asker
from domain.profile import Locale


class Written(StrEnum):
    """Who wrote an answer. TRIAGE: a red flag's fixed text; RULES: composed of notes and figures; MODEL: checked."""

    TRIAGE = "triage"
    RULES = "rules"
    MODEL = "model"


class Earlier(Struct, frozen=True, kw_only=True):
    """A turn of the same chat before this one, oldest first where there are several."""

    question: str
    answer: str


class Question(Struct, frozen=True, kw_only=True):
    """What the person wrote, as they wrote it. `locale` is the app's language: a hint, the text's own wins."""

    text: str
    locale: Locale
    earlier: tuple[Earlier, ...] = ()


class Source(Struct, frozen=True, kw_only=True):
    """Where a note has what it says. `status`: read, cited or own (as in `domain.knowledge.notes`)."""

    text: str
    year: int
    status: str


class Passage(Struct, frozen=True, kw_only=True):
    """Text that an answer may rest on. `id` is a note's, or `document:UUID#N` for part N of what the person uploaded.

    `own` text is the person's: data, never an instruction, and never shown to anybody else. `text` is in `locale`.
    """

    id: str
    title: str
    text: str
    locale: Locale
    score: float
    coverage: float
    sources: tuple[Source, ...] = ()
    own: bool = False
    safety: frozenset[str] = frozenset()


class Passages(Protocol):
    """Finds passages: notes of the coach and documents of this owner, best first; never another person's."""

    async def find(self, owner: UUID, query: str, locale: Locale, asker: Asker, limit: int) -> tuple[Passage, ...]: ...


class Citation(Struct, frozen=True, kw_only=True):
    """`number` stands as [1] in the text. `id` as in `Passage`: a note can be read at /api/notes/{id}."""

    number: int
    id: str
    title: str
    sources: tuple[Source, ...] = ()


# --- proposals: what the coach offers to do; nothing happens before the person confirms ---


class Swap(Struct, frozen=True, kw_only=True, tag="swap"):
    """Another exercise in place of one in the plan (catalogue ids and shown names)."""

    exercise: str
    exercise_name: str
    replacement: str
    replacement_name: str


class Shorten(Struct, frozen=True, kw_only=True, tag="shorten"):
    """Today's session in at most `minutes`."""

    day: date
    minutes: int


class LogSets(Struct, frozen=True, kw_only=True, tag="log_sets"):
    """`sets` equal sets of an exercise (catalogue id, shown name) done on `day`; a load in kg, None for bodyweight."""

    day: date
    exercise: str
    exercise_name: str
    sets: int
    reps: int
    load_kg: float | None = None


class ReportSymptom(Struct, frozen=True, kw_only=True, tag="report_symptom"):
    """A red flag to be recorded: training stops until a professional has cleared it."""

    symptom: str


class ReportPain(Struct, frozen=True, kw_only=True, tag="report_pain"):
    """Pain at a joint (values of `Joint`), 0-10, to be recorded: the plan goes round it."""

    region: str
    score: int


class NewPlan(Struct, frozen=True, kw_only=True, tag="new_plan"):
    """A new plan for the profile as it is; `reason` as in POST /api/plans."""

    reason: str


Action = Swap | Shorten | LogSets | ReportSymptom | ReportPain | NewPlan


class Decision(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class Proposal(Struct, frozen=True, kw_only=True):
    """`number` counts from 1 within the turn; `title` says it in the person's language. `result`: what accepting made,
    for example {"plan_id": ...}, {"job_id": ...} or {"events": [...]}."""

    number: int
    title: str
    action: Action
    decision: Decision = Decision.OPEN
    result: Mapping[str, object] | None = None


class TextFinding(Struct, frozen=True, kw_only=True):
    """What the check of an answer found: a stable rule id, the words concerned, and what was done about it."""

    rule: str
    words: str
    action: str


class Answer(Struct, frozen=True, kw_only=True):
    """A finished turn. `seen` names what of the person the answer was made from (profile, plan, today, sessions,
    readiness, targets, documents); `timings` are milliseconds by stage; `intent` and `rule` as found ("" for none)."""

    text: str
    locale: Locale
    written: Written
    intent: str = ""
    rule: str = ""
    citations: tuple[Citation, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    findings: tuple[TextFinding, ...] = ()
    seen: tuple[str, ...] = ()
    model: str = ""
    timings: Mapping[str, float] = {}


class Teller(Protocol):
    """Told of a turn while it is made. Both raise `asyncio.CancelledError` once the person has stopped the turn."""

    async def enter(self, state: TurnState) -> None: ...
    async def say(self, text: str) -> None: ...
