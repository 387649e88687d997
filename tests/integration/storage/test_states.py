"""What the snapshots and the events since give is what all events give, whatever came when."""

import asyncio
import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from adapters.storage.direct import DirectStorage
from adapters.storage.engine import Engine
from adapters.storage.unit_of_work import UnitOfWork
from domain.catalogue.loader import load_catalogue
from domain.events.event import Event, KeyedEvent
from domain.events.kinds import WeightMeasured
from domain.events.projection import Fold, encode
from domain.events.use_cases import KEPT_OPEN, History, held_states, load_state, projected, read_history
from domain.gamification.fold import GameFold
from domain.identity.account import User
from domain.training.fold import TrainingFold
from tests.histories import START, history_of
from tests.integration.storage.conftest import IDS, _add_user

Uow = Callable[[], UnitOfWork]
FOLDS: tuple[Fold[Any], ...] = (TrainingFold(load_catalogue()), GameFold(load_catalogue()))
DAYS = 70


@pytest.fixture
def direct(engine: Engine) -> DirectStorage:
    return DirectStorage(engine, IDS)


def keyed_of(event: Event) -> KeyedEvent:
    return KeyedEvent(id=event.id, key=str(event.id), at=event.at, day=event.day, what=event.what)


async def store(direct: DirectStorage, owner: UUID, events: Sequence[Event], at: datetime) -> None:
    await direct.events.record(owner, [keyed_of(event) for event in events], at, None)


async def from_all(direct: DirectStorage, owner: UUID, day: Any) -> list[bytes]:
    """Every fold's state, folded from all events."""
    events = tuple([event async for chunk in direct.events.since(owner, 0) for event in chunk])
    history = History(bases={}, events=events, seq=len(events))
    return [encode(projected(fold, history).state(day)) for fold in FOLDS]


async def refreshed(direct: DirectStorage, owner: UUID, day: Any) -> tuple[list[bytes], int]:
    """Every fold's state as the worker has it, its snapshots stored; and how many events were read."""
    history = await read_history(direct, owner, FOLDS)
    held = held_states(FOLDS, history, day)
    for snapshot in held.snapshots:
        await direct.projections.put(owner, snapshot)
    return [encode(state) for state in held.states], len(history.events)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), late=st.floats(0, 0.1))
async def test_live_states_are_those_of_a_rebuild(direct: DirectStorage, uow: Uow, seed: int, late: float) -> None:
    """Weeks of events in batches: some days late, some twice, corrections before and after what they correct."""
    owner, chance = (await _add_user(uow)).id, random.Random(seed)
    arrivals = sorted(
        (event.day.toordinal() + (chance.randint(1, 50) if chance.random() < late else 0), chance.random(), event)
        for event in history_of(seed, DAYS)
    )
    for number in range(7, DAYS + 60, 14):
        day = START + timedelta(days=number)
        batch = [event for on, _, event in arrivals if day.toordinal() - 14 <= on < day.toordinal()]
        batch += chance.sample([event for on, _, event in arrivals if on < day.toordinal()], 5)
        await store(direct, owner, batch, datetime.combine(day, time(20), UTC))
        live, _ = await refreshed(direct, owner, day)
        assert live == await from_all(direct, owner, day)
        assert encode(await load_state(direct, owner, FOLDS[0], day, asyncio.to_thread)) == live[0]


async def test_a_snapshot_spares_reading_the_past_until_something_of_it_changes(
    direct: DirectStorage, user: User
) -> None:
    events = history_of(3, DAYS)
    day, at = START + timedelta(days=DAYS), datetime.combine(START + timedelta(days=DAYS), time(20), UTC)
    await store(direct, user.id, events, at)
    _, all_of_them = await refreshed(direct, user.id, day)
    live, read = await refreshed(direct, user.id, day)
    recent = sum(event.day >= day - KEPT_OPEN for event in events)
    assert recent <= read < all_of_them == len(events)
    late = replace(events[0], id=IDS.new(), at=datetime.combine(START, time(23, 59), UTC), what=WeightMeasured(kg=71))
    await store(direct, user.id, [late], at)
    rebuilt, read = await refreshed(direct, user.id, day)
    assert read == all_of_them + 1
    assert rebuilt == await from_all(direct, user.id, day)
    assert (await refreshed(direct, user.id, day))[1] < read
    assert live != rebuilt


async def test_another_version_of_a_fold_does_not_read_the_old_ones_snapshot(direct: DirectStorage, user: User) -> None:
    day = START + timedelta(days=DAYS)
    await store(direct, user.id, history_of(4, DAYS), datetime.combine(day, time(20), UTC))
    await refreshed(direct, user.id, day)
    newer = TrainingFold(load_catalogue())
    newer.version = FOLDS[0].version + 1  # type: ignore[misc]
    history = await read_history(direct, user.id, [newer])
    assert (history.bases, history.seq) == ({}, len(history.events))


async def test_nobody_has_an_empty_state(direct: DirectStorage, user: User) -> None:
    state = await load_state(direct, user.id, FOLDS[0], START, asyncio.to_thread)
    assert encode(state) == encode(FOLDS[0].advance(FOLDS[0].empty(), START))
