"""What happens when a person confirms a proposal: the use case that the app itself would have called.

Every id that is made comes from the turn and the proposal's number, so a second confirmation, or one that was cut in
the middle, makes nothing twice.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Final
from uuid import UUID, uuid5

from domain.adaptation.changes import SwapExercise
from domain.adaptation.standing import PlanMoved
from domain.adaptation.use_cases import TRIES, CoachDesk, store_keyed, swapping
from domain.catalogue.types import Joint
from domain.chat.answer import LogSets, NewPlan, Proposal, ReportPain, ReportSymptom, Shorten, Swap
from domain.coaching.use_cases import PlanDesk, PlanOrder, PlanReason, current_plan, request_plan
from domain.errors import Conflict
from domain.events.event import NewEvent
from domain.events.kinds import (
    PainReported,
    Reported,
    SessionFinished,
    SessionStarted,
    SetLogged,
    SymptomReported,
    TimeAvailable,
)
from domain.events.ports import EventHead
from domain.events.use_cases import EventDesk, person_day, record_events
from domain.ports import KeyedReply, StoredReply
from domain.profile import Symptom

NOON: Final = time(12)
"""When work of an earlier day is taken to have been done: only its day is known."""

_MADE: Final = 200


class TooLate(Conflict):
    """What was proposed was for a day that has passed."""

    code = "proposal_too_late"


async def confirm(
    coach: CoachDesk, events: EventDesk, plans: PlanDesk, owner: UUID, turn_id: UUID, proposal: Proposal
) -> Mapping[str, object]:
    """Do what was proposed, once for this turn and number; returns what it made: plan_id, job_id or events.

    Raises `TooLate`, and what the use case behind it raises (`NotCurrent`, `CannotApply`, `NoProfile`, ...).
    """
    name = f"proposal:{proposal.number}"
    match proposal.action:
        case Swap():
            return await _swap(coach, owner, proposal.action, f"chat:{turn_id}:{proposal.number}")
        case NewPlan():
            return await _new_plan(plans, owner, proposal.action, uuid5(turn_id, name), f"chat:{turn_id}:{name}")
        case _:
            head = await coach.direct.events.head(owner)
            return await _record(events, owner, proposal.action, head, turn_id, name)


async def _swap(desk: CoachDesk, owner: UUID, swap: Swap, key: str) -> Mapping[str, object]:
    """A swap in the plan in force. The keyed reply holds the version that it made."""
    for _ in range(TRIES):
        earlier = await _earlier(desk, owner, key)
        if earlier is not None:
            return {"plan_id": earlier}
        plan = await current_plan(desk.direct, owner)
        edit = await swapping(desk, owner, plan.id, SwapExercise(exercise=swap.exercise, to=swap.replacement))
        made = str(edit.plans[-1].id)
        try:
            before = await store_keyed(desk, edit, _once(key, made.encode()))
        except PlanMoved:
            continue
        return {"plan_id": made if before is None else before.body.decode()}
    raise PlanMoved


async def _earlier(desk: CoachDesk, owner: UUID, key: str) -> str | None:
    """The plan that an earlier confirmation made; looking leaves nothing behind."""
    found = None
    with suppress(_OnlyLooking):
        async with desk.uow() as work:
            found = await work.idempotency.claim(owner, _once(key, b""), desk.clock.now())
            raise _OnlyLooking
    return found.body.decode() if found is not None else None


class _OnlyLooking(Exception):
    """Rolls back a claim that was made to look."""


def _once(key: str, body: bytes) -> KeyedReply:
    reply = StoredReply(fingerprint=key.encode()[:32], status=_MADE, headers={}, body=body)
    return KeyedReply(key=key, reply=reply)


async def _new_plan(desk: PlanDesk, owner: UUID, asked: NewPlan, job: UUID, key: str) -> Mapping[str, object]:
    order = PlanOrder(job_id=job, reason=PlanReason(asked.reason))
    await request_plan(desk, owner, order, _once(key, str(job).encode()))
    return {"job_id": str(job)}


async def _record(
    desk: EventDesk,
    owner: UUID,
    action: Shorten | LogSets | ReportSymptom | ReportPain,
    head: EventHead,
    turn: UUID,
    name: str,
) -> Mapping[str, object]:
    """Events under ids made from the turn: sent again, they are the same events."""
    now = desk.clock.now()
    today = person_day(head, now)
    day = action.day if isinstance(action, LogSets | Shorten) else today
    if isinstance(action, Shorten) and action.day != today:
        raise TooLate(f"This was for {action.day}; today is {today}.")
    at = _moment(day, today, now, head)
    what = _facts(action, uuid5(turn, f"{name}:session"))
    made = [
        NewEvent(id=uuid5(turn, f"{name}:{number}"), at=at + timedelta(seconds=number), day=day, what=each)
        for number, each in enumerate(what)
    ]
    await record_events(desk, owner, made)
    return {"events": [str(each.id) for each in made]}


def _moment(day: date, today: date, now: datetime, head: EventHead) -> datetime:
    """Now, on the person's calendar; noon of an earlier day."""
    zone = timezone(timedelta(minutes=head.offset_min))
    local = (now if now.tzinfo else now.replace(tzinfo=UTC)).astimezone(zone)
    return local if day == today else datetime.combine(day, NOON, zone)


def _facts(action: Shorten | LogSets | ReportSymptom | ReportPain, session: UUID) -> list[Reported]:
    match action:
        case Shorten():
            return [TimeAvailable(minutes=action.minutes)]
        case ReportSymptom():
            return [SymptomReported(symptom=Symptom(action.symptom))]
        case ReportPain():
            return [PainReported(region=Joint(action.region), score=action.score)]
        case LogSets():
            done = SetLogged(session=session, exercise=action.exercise, load_kg=action.load_kg, reps=action.reps)
            return [SessionStarted(session=session), *[done] * action.sets, SessionFinished(session=session)]
