"""Wire structs of changes of a plan."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from api.schemas.coaching import JobLinks, PlanSummary, plan_summary
from domain.adaptation.changes import Change, ChangeState, StoredChange
from domain.adaptation.swap import Alternative
from domain.adaptation.use_cases import Decided
from domain.events.kinds import Id
from domain.jobs.events import topic
from domain.profile import Weekday


class ChangeView(Struct, frozen=True, kw_only=True):
    """A change that a rule asked for. `proposed` waits to be accepted or declined; the other states are final.

    `change` is what would be done, `text` why and `summary` what changes line by line, in the person's language;
    `numbers` are what the rule compared. `at_once`: it was made without asking. `referral`: whom to see. `base` is the
    plan version it was found on, `plan` the one that it made.
    """

    id: UUID
    state: ChangeState
    rule: str
    subject: str
    change: Change
    at_once: bool
    text: str
    summary: tuple[str, ...]
    numbers: dict[str, float]
    referral: str
    base: UUID
    plan: UUID | None
    created_at: datetime
    decided_at: datetime | None


class ChangeList(Struct, frozen=True, kw_only=True):
    """Newest first. `next` is the cursor of the following page, null on the last."""

    items: tuple[ChangeView, ...]
    next: str | None


class ChangeOutcome(Struct, frozen=True, kw_only=True):
    """A change after the decision, with the plan version it made, or the job that makes a new plan."""

    change: ChangeView
    plan: PlanSummary | None = None
    job: JobLinks | None = None


class ExerciseSwap(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`exercise` of the plan (a catalogue id) becomes `to`, with its load carried over.

    Without `to` nothing changes and what may take its place is told. `weekday`: on that day only.
    """

    exercise: Id
    to: Id | None = None
    weekday: Weekday | None = None


class SwapAlternatives(Struct, frozen=True, kw_only=True):
    """What may take the exercise's place, best first."""

    exercise: str
    alternatives: tuple[Alternative, ...]


def change_view(stored: StoredChange) -> ChangeView:
    """A stored change as its owner sees it."""
    found = stored.suggestion
    return ChangeView(
        id=stored.id,
        state=stored.state,
        rule=found.rule,
        subject=found.subject,
        change=found.change,
        at_once=found.at_once,
        text=found.text,
        summary=found.summary,
        numbers=found.numbers,
        referral=found.referral,
        base=stored.base,
        plan=stored.plan,
        created_at=stored.created_at,
        decided_at=stored.decided_at,
    )


def change_outcome(decided: Decided) -> ChangeOutcome:
    """What a decision led to."""
    job = decided.job_id
    return ChangeOutcome(
        change=change_view(decided.change),
        plan=None if decided.plan is None else plan_summary(decided.plan),
        job=None if job is None else JobLinks(job=f"/api/jobs/{job}", socket_topic=topic(job)),
    )
