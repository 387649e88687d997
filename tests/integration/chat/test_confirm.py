"""Confirmed proposals through the real use cases on PostgreSQL: done once, however often they are confirmed."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from api.wiring import Wiring
from domain.chat.answer import LogSets, NewPlan, Proposal, ReportPain, ReportSymptom, Shorten, Swap
from domain.chat.confirm import TooLate, confirm
from domain.errors import NotFound
from tests.integration.api.coach import Coached
from tests.integration.api.support import Person

DONE_TWICE = 2


@pytest.fixture
async def coached(wiring: Wiring, person: Person) -> Coached:
    return await Coached(person, wiring).begin()


async def done(coached: Coached, action: object, turn: UUID) -> list[dict[str, object]]:
    """What confirming the action twice gives."""
    wiring = coached.wiring
    proposal = Proposal(number=1, title="", action=action)  # type: ignore[arg-type]
    desks = (wiring.coach_desk, wiring.event_desk, wiring.plan_desk)
    return [dict(await confirm(*desks, coached.owner, turn, proposal)) for _ in range(DONE_TWICE)]


async def today_of(coached: Coached) -> date:
    return date.fromisoformat((await coached.person.http.get("/api/today")).json()["day"])


async def test_a_swap_makes_one_version(coached: Coached) -> None:
    planned = coached.plan["document"]["days"][0]["exercises"][0]
    exercise, to = planned["exercise_id"], planned["alternatives"][0]
    action = Swap(exercise=exercise, exercise_name="", replacement=to, replacement_name="")
    first, second = await done(coached, action, uuid4())
    assert first == second
    now = await coached.current()
    assert now["id"] == first["plan_id"]
    there = [each["exercise_id"] for day in now["document"]["days"] for each in day["exercises"]]
    assert to in there
    assert exercise not in there


async def test_sets_are_logged_once(coached: Coached) -> None:
    exercise = coached.plan["document"]["days"][0]["exercises"][0]["exercise_id"]
    yesterday = await today_of(coached) - timedelta(days=1)
    action = LogSets(day=yesterday, exercise=exercise, exercise_name="", sets=5, reps=5, load_kg=80)
    first, second = await done(coached, action, uuid4())
    assert first == second
    sessions = (await coached.person.http.get("/api/history")).json()["sessions"]
    assert len(sessions) == 1
    assert sessions[0]["day"] == yesterday.isoformat()
    await done(coached, action, uuid4())
    assert len((await coached.person.http.get("/api/history")).json()["sessions"]) == DONE_TWICE


async def test_today_is_shortened(coached: Coached) -> None:
    day = await today_of(coached)
    await done(coached, Shorten(day=day, minutes=15), uuid4())
    session = (await coached.person.http.get("/api/today")).json()
    assert not session["exercises"] or session["minutes"] <= 15
    with pytest.raises(TooLate):
        await done(coached, Shorten(day=day - timedelta(days=1), minutes=15), uuid4())


async def test_pain_and_symptoms_are_recorded(coached: Coached) -> None:
    pain = await done(coached, ReportPain(region="knee", score=6), uuid4())
    assert pain[0] == pain[1]
    await done(coached, ReportSymptom(symptom="chest_pain"), uuid4())
    session = (await coached.person.http.get("/api/today")).json()
    assert session["kind"] == "halt"


async def test_a_new_plan_is_one_job(coached: Coached) -> None:
    first, second = await done(coached, NewPlan(reason="different"), uuid4())
    assert first == second
    waiting = await coached.jobs()
    assert [str(job.id) for job in waiting if job.kind == "plan.create"] == [first["job_id"]]


async def test_nothing_of_a_stranger(coached: Coached) -> None:
    wiring = coached.wiring
    action = Swap(exercise="barbell-squat", exercise_name="", replacement="leg-press", replacement_name="")
    with pytest.raises(NotFound):
        await confirm(
            wiring.coach_desk,
            wiring.event_desk,
            wiring.plan_desk,
            uuid4(),
            uuid4(),
            Proposal(number=1, title="", action=action),
        )
