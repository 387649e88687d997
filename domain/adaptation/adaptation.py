"""One adaptation: what the rules ask for, held against what waits already. Pure; the worker stores the edit."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.adaptation.activation import cycle_after
from domain.adaptation.apply import CannotApply, apply_change, changes_plan
from domain.adaptation.changes import ChangeState, StoredChange, Suggestion
from domain.adaptation.engine import suggestions
from domain.adaptation.scene import Scene
from domain.adaptation.standing import (
    ADAPTED,
    Edit,
    Standing,
    Verdict,
    activated,
    decision,
    next_version,
    raw_of,
)
from domain.catalogue.types import Catalogue
from domain.plan import PlanDocument
from domain.ports import Ids

ONCE_IN: Final = timedelta(days=1)
"""The same change is not applied twice within this time, whatever the rules say: no loop may rewrite a plan."""


class Applied(Struct, frozen=True, kw_only=True):
    """A change that could not wait: the plan after it, None when it changes none (training stops)."""

    suggestion: Suggestion
    document: PlanDocument | None
    cycle_started: date | None


class Found(Struct, frozen=True, kw_only=True):
    """What the rules ask for now: changes applied at once, in order, and those to be proposed."""

    applied: tuple[Applied, ...]
    proposed: tuple[Suggestion, ...]


class Proposals(Struct, frozen=True, kw_only=True):
    """What becomes of proposals: those whose reason is gone, those whose words are new, those that are new."""

    withdrawn: tuple[StoredChange, ...] = ()
    refreshed: tuple[StoredChange, ...] = ()
    added: tuple[Suggestion, ...] = ()


def find(standing: Standing, catalogue: Catalogue, done: Sequence[StoredChange]) -> Found:
    """What the rules ask for; `done` are the changes applied lately. Takes up to 50 ms: not for an event loop.

    A change that should be made at once and cannot be is proposed instead, so that the person hears of it.
    """
    scene = standing.scene(catalogue)
    asked = suggestions(scene)
    applied: list[Applied] = []
    proposed = [suggestion for suggestion in asked if not suggestion.at_once]
    for suggestion in asked:
        if not suggestion.at_once or _done(suggestion, done):
            continue
        try:
            made = _apply(suggestion, scene)
        except CannotApply:
            proposed.append(suggestion)
            continue
        if made.document is not None:
            scene = standing.scene(catalogue, made.document)
        applied.append(made)
    return Found(applied=tuple(applied), proposed=tuple(proposed))


def _apply(suggestion: Suggestion, scene: Scene) -> Applied:
    if not changes_plan(suggestion.change):
        return Applied(suggestion=suggestion, document=None, cycle_started=None)
    document = apply_change(suggestion.change, scene, rule=suggestion.rule, subject=suggestion.subject)
    return Applied(suggestion=suggestion, document=document, cycle_started=cycle_after(suggestion.change, scene))


def _done(suggestion: Suggestion, done: Sequence[StoredChange]) -> bool:
    return any(
        each.suggestion.rule == suggestion.rule
        and each.suggestion.subject == suggestion.subject
        and each.suggestion.change == suggestion.change
        for each in done
    )


def reconciled(asked: Sequence[Suggestion], waiting: Sequence[StoredChange], *, base: UUID, through: int) -> Proposals:
    """Proposals held against those that wait, by rule and subject.

    One that asks for another change than the person was shown is a new one. One whose words, numbers or plan alone are
    new stays the same.
    """
    wanted: Mapping[tuple[str, str], Suggestion] = {(each.rule, each.subject): each for each in asked}
    kept: set[tuple[str, str]] = set()
    withdrawn, refreshed = [], []
    for change in waiting:
        key = (change.suggestion.rule, change.suggestion.subject)
        now = wanted.get(key)
        if now is None or now.change != change.suggestion.change:
            withdrawn.append(change)
            continue
        kept.add(key)
        if (now, base) != (change.suggestion, change.base):
            refreshed.append(replace(change, suggestion=now, base=base, through_seq=through))
    added = tuple(suggestion for key, suggestion in wanted.items() if key not in kept)
    return Proposals(withdrawn=tuple(withdrawn), refreshed=tuple(refreshed), added=added)


def adaptation(
    standing: Standing, found: Found, waiting: Sequence[StoredChange], *, through: int, at: datetime, ids: Ids
) -> Edit:
    """What an adaptation to the events up to `through` stores.

    When something was applied at once, proposals stay as they are: they are looked at again on the new plan, by the
    adaptation that its own event asks for.
    """
    edit = Edit(owner=standing.owner, revision=standing.head.revision, at=at, through=through)
    if found.applied:
        return _with_applied(edit, standing, found.applied, ids)
    proposals = reconciled(found.proposed, waiting, base=standing.plan.id, through=through)
    return replace(
        edit,
        verdicts=tuple(
            Verdict(change=each.id, was=ChangeState.PROPOSED, now=ChangeState.WITHDRAWN) for each in proposals.withdrawn
        ),
        refreshed=proposals.refreshed,
        added=tuple(_stored(edit, standing.plan.id, suggestion, ids) for suggestion in proposals.added),
    )


def _with_applied(edit: Edit, standing: Standing, applied: Sequence[Applied], ids: Ids) -> Edit:
    plan, head, plans, added, events = standing.plan, standing.head, [], [], []
    for each in applied:
        base = plan.id
        if each.document is not None and each.cycle_started is not None:
            plan = next_version(
                plan,
                raw_of(each.document),
                profile_version=standing.profile.version,
                reason=ADAPTED,
                at=edit.at,
                ids=ids,
            )
            plans.append(plan)
            events.append(
                activated(
                    plan, each.document, head=head, cycle_started=each.cycle_started, ids=ids, after=standing.since
                )
            )
        change = _stored(edit, base, each.suggestion, ids)
        made = None if plan.id == base else plan.id
        added.append(replace(change, state=ChangeState.APPLIED, plan=made, decided_at=edit.at))
        events.append(
            decision(change.id, each.suggestion, ChangeState.APPLIED, plan=plan.id, head=head, at=edit.at, ids=ids)
        )
    return replace(edit, plans=tuple(plans), added=tuple(added), events=tuple(events))


def _stored(edit: Edit, base: UUID, suggestion: Suggestion, ids: Ids) -> StoredChange:
    return StoredChange(
        id=ids.new(),
        user_id=edit.owner,
        base=base,
        suggestion=suggestion,
        state=ChangeState.PROPOSED,
        through_seq=edit.through or 0,
        created_at=edit.at,
    )
