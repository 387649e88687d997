"""Meal plans and the food log: stored and read back, seen by nobody else; the migration that makes their tables."""

import asyncio
from datetime import date, timedelta

import asyncpg
import pytest
from msgspec import Raw
from msgspec.structs import replace

from adapters.storage.migrate import migrate, pending
from domain.errors import Conflict, NotFound
from domain.meals.types import Nutrients
from domain.meals.versions import LoggedFood, MealPlanVersion, MealReason
from domain.ports import KeyedReply, StoredReply

MONDAY = date(2026, 11, 23)
MIGRATION = "2026-11-23T05:10:00:000000"


@pytest.fixture
def make_plan(new_id, now):
    def make(user_id, version: int, start: date = MONDAY, days: int = 7) -> MealPlanVersion:
        return MealPlanVersion(
            id=new_id(),
            user_id=user_id,
            job_id=None,
            version=version,
            profile_version=1,
            starts_on=start,
            ends_on=start + timedelta(days=days - 1),
            reason=MealReason.WEEK,
            document=Raw(b'{"days": []}'),
            created_at=now,
        )

    return make


@pytest.fixture
def make_logged(new_id, now):
    def make(user_id, day: date = MONDAY, kcal: float = 100) -> LoggedFood:
        return LoggedFood(
            id=new_id(),
            user_id=user_id,
            client_id=new_id(),
            day=day,
            eaten_at=now,
            entry=Raw(b'{"kind": "quick"}'),
            nutrients=Nutrients(kcal=kcal, protein_g=1.5),
            created_at=now,
        )

    return make


async def test_the_newest_version_that_holds_a_day_comes_first(uow, user, make_plan):
    week, next_week = make_plan(user.id, 1), make_plan(user.id, 2, MONDAY + timedelta(days=7))
    tuesday = make_plan(user.id, 3, MONDAY + timedelta(days=1), days=1)
    async with uow() as unit:
        assert await unit.meal_plans.latest_number(user.id) == 0
        for plan in (week, next_week, tuesday):
            assert await unit.meal_plans.next_version(user.id) == plan.version
            await unit.meal_plans.add(plan)
    async with uow() as unit:
        found = [
            (await unit.meal_plans.covering(user.id, day, day))
            for day in (MONDAY + timedelta(days=n) for n in (0, 1, 2, 7, 14))
        ]
        assert found == [[week], [tuesday], [week], [next_week], []]
        both_weeks = await unit.meal_plans.covering(user.id, MONDAY, MONDAY + timedelta(days=13), 10)
        assert both_weeks == [tuesday, next_week, week]
        assert await unit.meal_plans.get(user.id, week.id) == week


async def test_two_versions_under_one_number_conflict(uow, user, make_plan):
    async with uow() as unit:
        await unit.meal_plans.add(make_plan(user.id, 1))
    with pytest.raises(Conflict, match="meal plan"):
        async with uow() as unit:
            await unit.meal_plans.add(make_plan(user.id, 1))


async def test_food_logged_twice_is_there_once_and_keeps_its_first_form(uow, user, make_logged):
    first = make_logged(user.id)
    again = replace(first, id=make_logged(user.id).id, nutrients=Nutrients(kcal=999))

    async def store(logged: LoggedFood) -> LoggedFood:
        async with uow() as unit:
            return await unit.food_log.add(logged)

    assert await store(first) == first
    assert await asyncio.gather(*(store(again) for _ in range(5))) == [first] * 5
    async with uow() as unit:
        assert await unit.food_log.between(user.id, MONDAY, MONDAY) == [first]


async def test_the_log_is_read_by_days_whatever_the_order_of_writing(uow, user, make_logged):
    days = [MONDAY + timedelta(days=n) for n in (3, 0, 2, 0)]
    async with uow() as unit:
        for day in days:
            await unit.food_log.add(make_logged(user.id, day))
        entries = await unit.food_log.between(user.id, MONDAY, MONDAY + timedelta(days=2))
        assert [entry.day for entry in entries] == [MONDAY, MONDAY, MONDAY + timedelta(days=2)]
        energy = await unit.food_log.energy_by_day(user.id, MONDAY, MONDAY + timedelta(days=9))
        assert energy == {MONDAY: 200.0, days[2]: 100.0, days[0]: 100.0}


async def test_another_persons_meals_are_not_there(uow, user, stranger, *, make_plan, make_logged, new_id):
    plan, logged = make_plan(user.id, 1), make_logged(user.id)
    async with uow() as unit:
        await unit.meal_plans.add(plan)
        await unit.food_log.add(logged)
        assert await unit.meal_plans.get(stranger.id, plan.id) is None
        assert await unit.meal_plans.covering(stranger.id, MONDAY, MONDAY) == []
        assert await unit.meal_plans.latest_number(stranger.id) == 0
        assert await unit.food_log.between(stranger.id, MONDAY, MONDAY) == []
        assert await unit.food_log.energy_by_day(stranger.id, MONDAY, MONDAY) == {}
        assert not await unit.food_log.delete(stranger.id, logged.client_id)
        theirs = replace(logged, id=new_id(), user_id=stranger.id)
        assert await unit.food_log.add(theirs) == theirs
        assert await unit.food_log.delete(user.id, logged.client_id)
        assert await unit.food_log.between(stranger.id, MONDAY, MONDAY) == [theirs]
        with pytest.raises(NotFound):
            await unit.meal_plans.next_version(new_id())


@pytest.mark.parametrize("table", ["meal_plans", "food_log"])
async def test_what_was_written_cannot_be_rewritten(uow, table):
    with pytest.raises(asyncpg.RestrictViolationError, match="immutable"):
        async with uow() as unit:
            await unit._connection.execute(f"UPDATE {table} SET id = id")


async def test_a_key_is_claimed_with_the_effect_or_not_at_all(uow, user, make_plan, now):
    once = KeyedReply(key="swap", reply=StoredReply(fingerprint=b"f", status=201, headers={}, body=b"{}"))
    with pytest.raises(Conflict):
        async with uow() as unit:
            assert await unit.idempotency.claim(user.id, once, now) is None
            await unit.meal_plans.add(make_plan(user.id, 1))
            raise Conflict("the effect failed")
    async with uow() as unit:
        assert await unit.idempotency.claim(user.id, once, now) is None
        task = asyncio.create_task(_claim(uow, user.id, once, now))
        held = await task
    assert held.status is None
    assert await _claim(uow, user.id, once, now) == once.reply


async def _claim(uow, owner, once, now):
    async with uow() as unit:
        return await unit.idempotency.claim(owner, once, now)


async def test_the_migration_leaves_what_is_there_and_older_code_goes_on(postgres_url, uow, user, make_job, now):
    connection = await asyncpg.connect(postgres_url)
    try:
        await connection.execute("DROP TABLE meal_plans, food_log")
        await connection.execute("DELETE FROM migration WHERE name = $1", MIGRATION)
        async with uow() as unit:  # as older code writes to the older schema
            await unit.profiles.add(user.id, Raw(b'{"age": 30}'), now)
        assert await asyncio.to_thread(pending, postgres_url) == [MIGRATION]
        assert await asyncio.to_thread(migrate, postgres_url) == [MIGRATION]
    finally:
        await connection.close()
    async with uow() as unit:
        stored = await unit.profiles.latest(user.id)
        assert stored is not None
        assert stored.version == 1
        await unit.jobs.add(make_job(user.id))
        assert await unit.meal_plans.covering(user.id, MONDAY, MONDAY) == []
