"""A change of somebody's plan as one thing that is stored, or not: versions, decisions, proposals and events.

Whoever edits a plan (the adaptation, an acceptance, an undo, a swap) reads where the person stands, works out the edit
without holding anything, and stores it only if plan and decisions are still what was read.
"""

from datetime import date, datetime, timedelta, timezone
from typing import Final, Protocol
from uuid import UUID

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import replace

from domain.activity.ports import TrackerRecords
from domain.activity.records import TrackerRecord
from domain.adaptation.activation import planned_event
from domain.adaptation.changes import ChangeState, StoredChange, Suggestion
from domain.adaptation.scene import Scene, scene_of
from domain.catalogue.types import Catalogue
from domain.coaching.versions import PlanVersion, ProfileVersion
from domain.errors import Conflict, NoProfile, NotFound
from domain.events.event import KeyedEvent
from domain.events.kinds import ChangeDecided, Decided
from domain.events.ports import EventHead, Wake
from domain.events.use_cases import EventSource, person_day
from domain.jobs.job import Job
from domain.plan import PlanDocument
from domain.ports import Ids, Plans, Profiles, UnitOfWork
from domain.profile_reader import read_profile
from domain.readiness.assess import readiness_of
from domain.readiness.use_cases import days_of_records
from domain.training.state import Training

ADAPTED: Final = "adapted"
SWAP: Final = "swap"
UNDO: Final = "undo"
"""Reasons of plan versions that edits make."""


class PlanMoved(Conflict):
    """The plan or a decision has changed since the edit was worked out."""

    code = "plan_moved"

    def __init__(self) -> None:
        super().__init__("The plan has just changed; look at it and try again.")


class PlanSource(EventSource, Protocol):
    """Where it is read how a person stands: `ports.Direct` or an open `ports.UnitOfWork`."""

    @property
    def profiles(self) -> Profiles: ...
    @property
    def plans(self) -> Plans: ...
    @property
    def tracker_records(self) -> TrackerRecords: ...


class Standing(Struct, frozen=True, kw_only=True):
    """How a person stands: the heads of their events, latest profile and plan, and what they have done up to `day`."""

    owner: UUID
    head: EventHead
    profile: ProfileVersion
    plan: PlanVersion
    training: Training
    day: date
    records: list[TrackerRecord] = []

    def scene(self, catalogue: Catalogue, document: PlanDocument | None = None) -> Scene:
        """What the adaptation rules read. Takes some 20 ms, so not on an event loop. `document`: another plan."""
        profile = read_profile(bytes(self.profile.raw)).profile
        tracked = days_of_records(self.records, self.day)
        return scene_of(
            document or self.document(),
            profile,
            self.training,
            catalogue,
            readiness=readiness_of(self.training, tracked, self.day, profile.locale),
            day=self.day,
        )

    @property
    def since(self) -> date | None:
        """The day from which the plan in force is."""
        return None if self.training.plan is None else self.training.plan.since

    def document(self) -> PlanDocument:
        """The plan in force."""
        return document_of(self.plan)


class Verdict(Struct, frozen=True, kw_only=True):
    """A change of a stored one's state, with the plan version it made."""

    change: UUID
    was: ChangeState
    now: ChangeState
    plan: UUID | None = None


class Edit(Struct, frozen=True, kw_only=True):
    """What is stored together. `revision` is that of the head it was worked out on.

    `through`: the plan is adapted to the events up to this one. `job` follows from it.
    """

    owner: UUID
    revision: int
    at: datetime
    plans: tuple[PlanVersion, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    refreshed: tuple[StoredChange, ...] = ()
    added: tuple[StoredChange, ...] = ()
    events: tuple[KeyedEvent, ...] = ()
    job: Job | None = None
    through: int | None = None


async def store_edit(work: UnitOfWork, edit: Edit, wake: Wake | None) -> None:
    """Store all of it in an open transaction, of which it must be the first use; raises `PlanMoved` for none.

    `wake`: the adaptation that looks at what the edit changed. Raises `NotFound` for an erased account.
    """
    owner = edit.owner
    if not await work.events.hold(owner, edit.revision):
        raise PlanMoved
    for verdict in edit.verdicts:
        if not await work.changes.decide(owner, verdict.change, verdict.was, verdict.now, edit.at, verdict.plan):
            raise PlanMoved
    for plan in edit.plans:
        if await work.plans.next_version(owner) != plan.version:
            raise PlanMoved
        await work.plans.add(plan)
    for change in edit.refreshed:
        if not await work.changes.refresh(change):
            raise PlanMoved
    for change in edit.added:
        await work.changes.add(change)
    if edit.job is not None:
        await work.jobs.add(edit.job)
    if edit.through is not None:
        await work.events.adapted(owner, edit.through, edit.at)
    if edit.events:
        await work.events.record(owner, edit.events, edit.at, wake)


# --- what an edit is made of ---


async def standing_of(
    source: PlanSource, owner: UUID, head: EventHead, training: Training, day: date, records: list[TrackerRecord]
) -> Standing:
    """How the person stands, `head` having been read before anything else. Raises `NoProfile`, and `NotFound` without
    a plan.
    """
    profile = await source.profiles.latest(owner)
    if profile is None:
        raise NoProfile("There is no profile yet; store one first.")
    plan = await source.plans.latest(owner)
    if plan is None:
        raise NotFound("There is no plan yet.")
    return Standing(owner=owner, head=head, profile=profile, plan=plan, training=training, day=day, records=records)


def document_of(plan: PlanVersion) -> PlanDocument:
    """What a version holds."""
    return msgspec.json.decode(plan.document, type=PlanDocument)


def raw_of(document: PlanDocument) -> Raw:
    """A document as it is stored."""
    return Raw(msgspec.json.encode(document))


def next_version(
    before: PlanVersion, document: Raw, *, profile_version: int, reason: str, at: datetime, ids: Ids
) -> PlanVersion:
    """The version after `before` that no job made, for a profile; it is later than that one, whatever a clock says."""
    return PlanVersion(
        id=ids.new(),
        user_id=before.user_id,
        job_id=None,
        version=before.version + 1,
        profile_version=profile_version,
        reason=reason,
        document=document,
        created_at=max(at, before.created_at + timedelta(microseconds=1)),
    )


def activated(
    plan: PlanVersion,
    document: PlanDocument,
    *,
    head: EventHead,
    cycle_started: date,
    ids: Ids,
    after: date | None,
    restores: int | None = None,
) -> KeyedEvent:
    """The event that a version is in force from its making on.

    `after`: the day of the version before; somebody who travels west may make a plan on the calendar's day before that,
    and the later version must hold all the same.
    """
    what = planned_event(
        document,
        plan=plan.id,
        version=plan.version,
        reason=plan.reason,
        cycle_started=cycle_started,
        restores=restores,
    )
    event = server_event(f"plan:{plan.id}", what, head=head, at=plan.created_at, ids=ids)
    return event if after is None else replace(event, day=max(event.day, after))


def decision(
    change: UUID, suggestion: Suggestion, now: ChangeState, *, plan: UUID, head: EventHead, at: datetime, ids: Ids
) -> KeyedEvent:
    """The event of what became of a change; `plan` is the version in force after it."""
    what = ChangeDecided(
        change=change,
        kind=str(suggestion.change.__struct_config__.tag),
        rule=suggestion.rule,
        decision=now.value,
        plan=plan,
        subject=suggestion.subject,
        severity=suggestion.severity,
    )
    return server_event(f"change:{change}:{now.value}", what, head=head, at=at, ids=ids)


def server_event(key: str, what: Decided, *, head: EventHead, at: datetime, ids: Ids) -> KeyedEvent:
    """An event that the server decides, on the person's calendar."""
    local = at.astimezone(timezone(timedelta(minutes=head.offset_min)))
    return KeyedEvent(id=ids.new(), key=key, at=local, day=person_day(head, at), what=what)
