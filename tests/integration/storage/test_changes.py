"""Changes as they are kept: one waits for each rule and subject, and each is decided on once."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from adapters.storage.unit_of_work import UnitOfWork
from domain.adaptation.changes import ChangeState, ScaleLoad, StoredChange, Suggestion, SwapExercise
from domain.errors import Conflict
from domain.identity.account import User
from tests.integration.storage.conftest import IDS, NOW

Uow = Callable[[], UnitOfWork]


def change(owner: UUID, subject: str = "knee", **changes: Any) -> StoredChange:
    suggestion = Suggestion(
        rule="ADP-pain",
        change=SwapExercise(exercise="barbell-squat", to="belt-squat"),
        at_once=True,
        text="ألم",
        numbers={"score": 6.0},
        subject=subject,
        summary=("a", "b"),
    )
    fields = {"id": IDS.new(), "user_id": owner, "base": IDS.new(), "suggestion": suggestion}
    made = StoredChange(**fields, state=ChangeState.PROPOSED, through_seq=3, created_at=NOW)
    return replace(made, **changes)


async def test_a_change_reads_back_as_it_was_stored(uow: Uow, user: User, stranger: User) -> None:
    waiting = change(user.id)
    applied = change(user.id, state=ChangeState.APPLIED, plan=IDS.new(), decided_at=NOW)
    async with uow() as unit:
        await unit.changes.add(waiting)
        await unit.changes.add(applied)
        assert await unit.changes.get(user.id, waiting.id) == waiting
        assert await unit.changes.waiting(user.id) == [waiting]
        assert applied.plan is not None
        assert await unit.changes.that_made(user.id, applied.plan) == [applied]
        assert sorted(each.id for each in await unit.changes.page(user.id, None, 9, [])) == sorted(
            (waiting.id, applied.id)
        )
        assert await unit.changes.page(user.id, None, 9, [ChangeState.APPLIED]) == [applied]
        assert await unit.changes.get(stranger.id, waiting.id) is None
        assert await unit.changes.waiting(stranger.id) == []
        assert await unit.changes.that_made(stranger.id, applied.plan) == []
        assert not await unit.changes.decide(stranger.id, waiting.id, ChangeState.PROPOSED, ChangeState.DECLINED, NOW)


async def test_one_waits_for_each_rule_and_subject(uow: Uow, user: User) -> None:
    first = change(user.id)
    async with uow() as unit:
        await unit.changes.add(first)
        await unit.changes.add(change(user.id, "hip"))
    with pytest.raises(Conflict):
        async with uow() as unit:
            await unit.changes.add(change(user.id))
    async with uow() as unit:
        assert await unit.changes.decide(user.id, first.id, ChangeState.PROPOSED, ChangeState.WITHDRAWN, NOW)
        await unit.changes.add(change(user.id))
        assert len(await unit.changes.waiting(user.id)) == 2


async def test_one_decision_wins(uow: Uow, user: User) -> None:
    waiting, plan = change(user.id), IDS.new()
    async with uow() as unit:
        await unit.changes.add(waiting)

    async def decide(state: ChangeState) -> bool:
        async with uow() as unit:
            return await unit.changes.decide(user.id, waiting.id, ChangeState.PROPOSED, state, NOW, plan)

    states = [ChangeState.ACCEPTED, ChangeState.DECLINED, ChangeState.WITHDRAWN] * 2
    won = await asyncio.gather(*map(decide, states))
    assert sum(won) == 1
    async with uow() as unit:
        assert await unit.changes.get(user.id, waiting.id) == replace(
            waiting, state=states[won.index(True)], decided_at=NOW, plan=plan
        )
        assert not await unit.changes.refresh(waiting)


async def test_what_waits_is_refreshed_in_its_place(uow: Uow, user: User) -> None:
    waiting = change(user.id)
    newer = replace(
        waiting,
        base=IDS.new(),
        through_seq=9,
        suggestion=replace(waiting.suggestion, change=ScaleLoad(factor=0.8), text="later"),
    )
    async with uow() as unit:
        await unit.changes.add(waiting)
        assert await unit.changes.refresh(newer)
        assert await unit.changes.get(user.id, waiting.id) == newer
