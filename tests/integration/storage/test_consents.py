"""Consents and the leaderboard's rows on real PostgreSQL: append-only, owner-scoped, gone when they must be."""

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import msgspec
import pytest
from msgspec import Raw

from adapters.clock import SystemClock, TimeOrderedIds
from adapters.storage.direct import DirectStorage
from adapters.storage.engine import Engine
from adapters.storage.unit_of_work import UnitOfWork
from domain.catalogue.loader import load_catalogue
from domain.errors import InvalidInput, NoProfile, NotAllowed
from domain.events.event import NewEvent, keyed
from domain.events.kinds import EventDeleted, ExerciseSwapped, Reported, SkipReason
from domain.gamification.standings import Standing
from domain.gamification.state import GameState
from domain.gamification.use_cases import board, update_standing
from domain.identity.account import Role, User
from domain.identity.consent_use_cases import decide
from domain.identity.consents import Consent, Purpose
from domain.identity.preference_use_cases import preferences

Uow = Callable[[], UnitOfWork]
IDS = TimeOrderedIds()
CLOCK = SystemClock()
MONDAY = date(2026, 1, 5)
AT = datetime(2026, 1, 6, 8, tzinfo=UTC)


def profile(age: int = 30) -> Raw:
    return Raw(
        msgspec.json.encode(
            {
                "personal_info": {
                    "age": age, "gender": "male", "height": 180, "weight": 80, "fitness_level": "beginner",
                },
                "goals": ["muscle_gain"],
                "preferences": {"workout_duration": 60, "days_per_week": 3, "equipment_access": "full_gym"},
            }
        )
    )  # fmt: skip


async def person(uow: Uow, *, age: int | None = 30) -> UUID:
    """A new account, with a profile unless `age` is None."""
    user = User(
        id=IDS.new(), email=f"{uuid4().hex}@example.org", display_name="x", password_hash="x", role=Role.USER,
        created_at=AT,
    )  # fmt: skip
    async with uow() as unit:
        await unit.users.add(user)
        if age is not None:
            await unit.profiles.add(user.id, profile(age), AT)
    return user.id


@pytest.fixture
def direct(engine: Engine) -> DirectStorage:
    return DirectStorage(engine, IDS)


async def say(uow: Uow, owner: UUID, purpose: Purpose, *, granted: bool = True, version: int = 1) -> list[Consent]:
    return await decide(uow, CLOCK, IDS, owner, purpose, granted=granted, version=version)


def state(xp: int, level_xp: int = 0, day: date = MONDAY + timedelta(days=1)) -> GameState:
    return GameState(day=day, xp=level_xp + xp, week_xp=((MONDAY, xp),))


async def stand(uow: Uow, owner: UUID, xp: int, **more: Any) -> None:
    async with uow() as unit:
        await update_standing(unit, owner, state(xp, **more), AT)


# --- consents ---


async def test_nothing_is_agreed_to_until_it_is(uow: Uow, direct: DirectStorage) -> None:
    owner = await person(uow)
    assert [await direct.consents.given(owner, purpose) for purpose in Purpose] == [False, False, False]
    assert await direct.consents.history(owner) == []


async def test_every_word_is_kept_and_the_last_one_counts(uow: Uow, direct: DirectStorage) -> None:
    owner = await person(uow)
    for granted in (True, True, False, False, True):
        await say(uow, owner, Purpose.RESEARCH, granted=granted)
    history = await direct.consents.history(owner)
    assert [consent.granted for consent in history] == [True, False, True]  # the same word again adds nothing
    assert await direct.consents.given(owner, Purpose.RESEARCH)
    assert not await direct.consents.given(owner, Purpose.IMPROVE_MODELS)
    assert owner in await direct.consents.people(Purpose.RESEARCH)


async def test_each_word_has_its_audit_row(uow: Uow) -> None:
    owner = await person(uow)
    await say(uow, owner, Purpose.RESEARCH)
    await say(uow, owner, Purpose.RESEARCH, granted=False)
    async with uow() as unit:
        rows = await unit._connection.fetch("SELECT action, target FROM audit_log WHERE actor = $1 ORDER BY id", owner)
    assert [tuple(row) for row in rows] == [("consent.given", "research"), ("consent.withdrawn", "research")]


async def test_a_yes_to_an_older_text_does_not_count(uow: Uow, direct: DirectStorage) -> None:
    owner = await person(uow)
    with pytest.raises(InvalidInput) as refused:
        await say(uow, owner, Purpose.RESEARCH, version=2)
    assert [problem.field for problem in refused.value.problems] == ["version"]
    old = Consent(id=IDS.new(), user_id=owner, purpose=Purpose.RESEARCH, granted=True, version=99, at=AT)
    async with uow() as unit:
        await unit.consents.add(old)
    assert not await direct.consents.given(owner, Purpose.RESEARCH)
    assert owner not in await direct.consents.people(Purpose.RESEARCH)


async def test_the_young_cannot_consent_alone(uow: Uow) -> None:
    child, unknown = await person(uow, age=15), await person(uow, age=None)
    with pytest.raises(NotAllowed, match="16"):
        await say(uow, child, Purpose.LEADERBOARD)
    with pytest.raises(NoProfile):
        await say(uow, unknown, Purpose.LEADERBOARD)
    assert await say(uow, child, Purpose.LEADERBOARD, granted=False) == []
    assert await say(uow, await person(uow, age=16), Purpose.LEADERBOARD)


async def test_history_cannot_be_rewritten(uow: Uow) -> None:
    with pytest.raises(asyncpg.RestrictViolationError, match="immutable"):
        async with uow() as unit:
            await unit._connection.execute("UPDATE consents SET granted = true")


# --- standings ---


async def test_only_who_joined_has_a_row(uow: Uow, direct: DirectStorage) -> None:
    owner = await person(uow)
    await stand(uow, owner, 100)
    assert (await board(direct, owner, MONDAY)).joined is False
    async with uow() as unit:
        await unit.standings.put(
            Standing(user_id=owner, monday=MONDAY, cohort=1, xp=9, level=1, updated_at=AT)
        )  # whoever calls it
    assert await direct.standings.of(owner, MONDAY) is None
    await say(uow, owner, Purpose.LEADERBOARD)
    await stand(uow, owner, 100)
    await stand(uow, owner, 120)
    found = await board(direct, owner, MONDAY + timedelta(days=6))
    assert found.own is not None
    assert (found.joined, found.own.standing.xp) == (True, 120)
    rows = await direct.standings.of(owner, MONDAY - timedelta(weeks=1))
    assert rows is not None
    assert rows.standing.xp == 0


async def test_withdrawing_and_erasing_delete_the_rows(uow: Uow, direct: DirectStorage) -> None:
    owner, other = await person(uow), await person(uow)
    for each in (owner, other):
        await say(uow, each, Purpose.LEADERBOARD)
        await stand(uow, each, 50)
    await say(uow, owner, Purpose.LEADERBOARD, granted=False)
    assert await direct.standings.of(owner, MONDAY) is None
    await stand(uow, owner, 60)
    assert await direct.standings.of(owner, MONDAY) is None
    assert await direct.standings.of(other, MONDAY) is not None
    async with uow() as unit:
        await unit.users.delete(other)
    assert await direct.standings.of(other, MONDAY) is None
    assert await direct.consents.history(other) == []


async def test_people_are_ranked_within_their_cohort(uow: Uow, direct: DirectStorage) -> None:
    day = MONDAY + timedelta(weeks=20)
    people = [await person(uow) for _ in range(5)]
    for owner, xp, level_xp in zip(people, (50, 200, 200, 10, 900), (0, 0, 0, 0, 50_000), strict=True):
        await say(uow, owner, Purpose.LEADERBOARD)
        async with uow() as unit:
            game = GameState(day=day, xp=xp + level_xp, week_xp=((day, xp),))
            await update_standing(unit, owner, game, AT)
    beginner, expert = await board(direct, people[3], day), await board(direct, people[4], day)
    assert beginner.own is not None
    assert expert.own is not None
    assert [(ranked.place, ranked.standing.xp) for ranked in beginner.top] == [(1, 200), (1, 200), (3, 50), (4, 10)]
    assert (beginner.own.place, beginner.own.of) == (4, 4)
    assert [ranked.standing.user_id for ranked in expert.top] == [people[4]]
    assert (expert.own.place, expert.own.of) == (1, 1)


async def test_equal_xp_shares_a_place(uow: Uow, direct: DirectStorage) -> None:
    day = MONDAY + timedelta(weeks=30)
    people = [await person(uow) for _ in range(4)]
    for owner, xp in zip(people, (30, 50, 50, 10), strict=True):
        await say(uow, owner, Purpose.LEADERBOARD)
        async with uow() as unit:
            await update_standing(unit, owner, GameState(day=day, xp=xp, week_xp=((day, xp),)), AT)
    found = await board(direct, people[0], day)
    assert [(ranked.place, ranked.standing.xp) for ranked in found.top] == [(1, 50), (1, 50), (3, 30), (4, 10)]
    assert found.own is not None
    assert (found.own.place, found.own.of) == (3, 4)
    assert [ranked.standing.xp for ranked in await direct.standings.top(day, 1, 2)] == [50, 50]


# --- preference data ---


async def record(uow: Uow, owner: UUID, *told: Reported) -> list[UUID]:
    events = [NewEvent(id=uuid4(), at=AT, day=AT.date(), what=what) for what in told]
    async with uow() as unit:
        await unit.events.record(owner, [keyed(event) for event in events], AT, None)
    return [event.id for event in events]


def swapped(to: str) -> ExerciseSwapped:
    return ExerciseSwapped(session=UUID(int=5), exercise="barbell-squat", to=to, reason=SkipReason.EQUIPMENT)


async def test_only_the_choices_of_consenting_people_are_exported(uow: Uow, direct: DirectStorage) -> None:
    agreed, silent, withdrawn = await person(uow), await person(uow), await person(uow)
    for owner, to in ((agreed, "leg-press"), (silent, "goblet-squat"), (withdrawn, "front-barbell-squat")):
        await record(uow, owner, swapped(to))
    await say(uow, agreed, Purpose.IMPROVE_MODELS)
    await say(uow, withdrawn, Purpose.IMPROVE_MODELS)
    catalogue = load_catalogue()
    before = await preferences(direct, catalogue, Purpose.IMPROVE_MODELS)
    assert [pair.chosen for pair in before] == ["front-barbell-squat", "leg-press"]
    await say(uow, withdrawn, Purpose.IMPROVE_MODELS, granted=False)
    after = await preferences(direct, catalogue, Purpose.IMPROVE_MODELS)
    assert [pair.chosen for pair in after] == ["leg-press"]
    assert await preferences(direct, catalogue, Purpose.RESEARCH) == []


async def test_a_deleted_choice_is_not_exported(uow: Uow, direct: DirectStorage) -> None:
    owner = await person(uow)
    (event,) = await record(uow, owner, swapped("goblet-squat"))
    await record(uow, owner, EventDeleted(event=event))
    await say(uow, owner, Purpose.RESEARCH)
    assert await preferences(direct, load_catalogue(), Purpose.RESEARCH) == []


async def test_a_withdrawal_beside_an_adaptation_leaves_no_row(uow: Uow, direct: DirectStorage) -> None:
    owner = await person(uow)
    for round_ in range(10):
        await say(uow, owner, Purpose.LEADERBOARD)
        await asyncio.gather(
            stand(uow, owner, round_ + 1), say(uow, owner, Purpose.LEADERBOARD, granted=False), stand(uow, owner, 99)
        )
        assert await direct.standings.of(owner, MONDAY) is None


async def test_the_same_word_twice_at_once_is_kept_once(uow: Uow, direct: DirectStorage) -> None:
    owner = await person(uow)
    await asyncio.gather(*(say(uow, owner, Purpose.RESEARCH) for _ in range(6)))
    assert len(await direct.consents.history(owner)) == 1
