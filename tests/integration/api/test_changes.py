"""From an event to a changed plan: proposed, accepted, declined, undone, swapped, and never twice."""

import asyncio
from datetime import datetime, timedelta, timezone
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from api.wiring import Wiring
from domain.adaptation.changes import ChangeState, NextCycle, StoredChange, Suggestion
from domain.catalogue.loader import load_catalogue
from domain.events.event import Event
from domain.events.kinds import ChangeDecided, PlanActivated
from domain.jobs.job import JobKind
from domain.training.fold import TrainingFold
from tests.integration.api.coach import TASKS, Coached
from tests.integration.api.support import PROFILE, Person

KNEE = {"type": "pain.reported", "region": "knee", "score": 7}


@pytest.fixture
async def coached(person: Person, wiring: Wiring) -> Coached:
    return await Coached(person, wiring).begin()


def disliked(exercise: str, enjoyment: int = 1) -> dict[str, Any]:
    return {"type": "exercise.rated", "exercise": exercise, "enjoyment": enjoyment}


async def propose(coached: Coached) -> dict[str, Any]:
    """A proposal to swap the last exercise of the plan, which the person does not enjoy."""
    exercise = coached.exercises()[-1]
    for days_ago in (3, 2, 1):
        await coached.send(disliked(exercise), days_ago=days_ago)
    await coached.work()
    (proposal,) = await coached.changes(state="proposed")
    assert (proposal["change"]["kind"], proposal["change"]["exercise"]) == ("swap", exercise)
    return proposal


async def post(coached: Coached, path: str, key: str = "", **body: Any) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return await coached.person.http.post(path, headers=headers, **({"json": body} if body else {}))


async def recorded(coached: Coached, kind: type) -> list[Event]:
    """Events of one kind, oldest first."""
    return [
        event
        async for chunk in coached.wiring.direct.events.since(coached.owner, 0)
        for event in chunk
        if isinstance(event.what, kind)
    ]


# --- what the plan says of itself ---


async def test_a_new_plan_is_an_event_that_starts_a_cycle(coached: Coached) -> None:
    (event,) = await recorded(coached, PlanActivated)
    assert isinstance(event.what, PlanActivated)
    assert (str(event.what.plan), event.what.version, event.what.reason) == (coached.plan["id"], 1, "initial")
    assert [len(day.exercises) for day in event.what.days] == [
        len(day["exercises"]) for day in coached.plan["document"]["days"]
    ]
    assert event.what.cycle_started.weekday() == 0
    assert await coached.jobs() == []  # nothing has happened that it could be adapted to


async def test_the_next_plan_knows_what_was_done(coached: Coached) -> None:
    await coached.send({"type": "weight.measured", "kg": 95})
    assert (await post(coached, "/api/plans", reason="update", engine="none", seed=1)).status_code == 202
    await coached.work()
    before, after = coached.plan, await coached.current()
    assert (after["version"], after["reason"], after["profile_version"]) == (2, "update", 1)
    assert after["document"]["nutrition"]["bmr"] - before["document"]["nutrition"]["bmr"] == pytest.approx(150, abs=60)


async def test_the_later_version_holds_for_somebody_who_travels_west(coached: Coached, wiring: Wiring) -> None:
    async def weighed(hours: int) -> None:
        there = datetime.now(timezone(timedelta(hours=hours)))
        what = {"type": "weight.measured", "kg": 80}
        event = {"id": str(uuid4()), "at": there.isoformat(), "day": str(there.date()), "what": what}
        assert (await post(coached, "/api/events", events=[event])).status_code == 202

    for hours in (14, -12):  # the calendar there is one or two days apart
        await weighed(hours)
        asked = await post(coached, "/api/plans", reason="different", engine="none")
        assert asked.status_code == 202
        await coached.work()
    exercise = (await coached.current())["document"]["days"][0]["exercises"][0]["exercise_id"]
    path = f"/api/plans/{coached.plan['id']}/swap"
    choice = (await post(coached, path, exercise=exercise)).json()["alternatives"][0]["exercise"]
    swapped = await post(coached, path, exercise=exercise, to=choice)
    back = await post(coached, f"/api/plans/{swapped.json()['id']}/undo")
    assert back.status_code == 201
    state = await wiring.state_of(coached.owner, TrainingFold(load_catalogue()), await wiring.day_of(coached.owner))
    assert state.plan is not None
    assert (state.plan.version, str(state.plan.plan)) == (5, back.json()["id"])


# --- changes ---


async def test_pain_changes_the_plan_at_once(coached: Coached) -> None:
    await coached.send(KNEE)
    first, *rest = await coached.work()
    assert first["applied"] >= 1
    assert all(result["applied"] == 0 for result in rest)
    plan = await coached.current()
    assert (plan["version"], plan["reason"], plan["job_id"]) == (1 + first["applied"], "adapted", None)
    changes = await coached.changes(state="applied")
    assert {change["rule"] for change in changes} == {"ADP-pain-stop"}
    assert len({change["plan"] for change in changes} | {plan["id"]}) == first["applied"]
    in_force = [event.what.version for event in sorted(await recorded(coached, PlanActivated), key=lambda e: e.at)]
    assert in_force == list(range(1, plan["version"] + 1))  # one after the other, in the time of the events too
    decided = [event.what.decision for event in await recorded(coached, ChangeDecided)]  # type: ignore[union-attr]
    assert decided == ["applied"] * first["applied"]
    told = [name for name, _ in coached.told]
    assert told.count("plan.adapted") == 1
    assert told.count("change.applied") == first["applied"]


async def test_a_red_flag_stops_training_at_once(coached: Coached) -> None:
    await coached.send({"type": "symptom.reported", "symptom": "chest_pain"})
    results = await coached.work()
    assert [result["applied"] for result in results] == [1, 0]
    (halt,) = await coached.changes()
    assert (halt["change"]["kind"], halt["state"], halt["plan"]) == ("halt", "applied", None)
    assert halt["referral"]
    today = (await coached.person.http.get("/api/today")).json()
    assert today["exercises"] == []
    assert today["referral"]


async def test_an_accepted_change_makes_the_next_version_once(coached: Coached) -> None:
    proposal = await propose(coached)
    told = await asyncio.gather(*(post(coached, f"/api/changes/{proposal['id']}/accept") for _ in range(4)))
    assert {reply.status_code for reply in told} == {200}
    assert {reply.json()["plan"]["id"] for reply in told} == {(await coached.current())["id"]}
    outcome = told[0].json()
    assert (outcome["plan"]["version"], outcome["change"]["state"]) == (2, "accepted")
    assert outcome["change"]["plan"] == outcome["plan"]["id"]
    assert proposal["change"]["to"] in coached.exercises()
    assert proposal["change"]["exercise"] not in coached.exercises()
    await coached.work()
    assert await coached.changes(state="proposed") == []
    (event,) = await recorded(coached, ChangeDecided)
    assert (event.what.decision, str(event.what.change)) == ("accepted", proposal["id"])  # type: ignore[union-attr]


async def test_a_declined_change_does_not_come_back(coached: Coached) -> None:
    proposal = await propose(coached)
    for _ in range(2):
        reply = await post(coached, f"/api/changes/{proposal['id']}/decline")
        assert (reply.status_code, reply.json()["state"]) == (200, "declined")
    await coached.send(disliked(proposal["change"]["exercise"]))
    await coached.work()
    assert await coached.changes(state="proposed") == []
    late = await post(coached, f"/api/changes/{proposal['id']}/accept")
    assert (late.status_code, late.json()["code"]) == (409, "already_decided")
    assert (await coached.current())["version"] == 1


async def test_a_proposal_whose_reason_is_gone_is_withdrawn(coached: Coached) -> None:
    proposal = await propose(coached)
    await coached.send(disliked(proposal["change"]["exercise"], enjoyment=9))
    (result,) = await coached.work()
    assert (result["withdrawn"], result["proposed"]) == (1, 0)
    assert [change["state"] for change in await coached.changes()] == ["withdrawn"]
    assert ("change.withdrawn", proposal["id"]) in [(name, data.get("change_id")) for name, data in coached.told]
    assert (await post(coached, f"/api/changes/{proposal['id']}/decline")).status_code == 409


async def test_adapting_again_proposes_nothing_twice(coached: Coached) -> None:
    proposal = await propose(coached)
    for _ in range(3):
        await coached.send({"type": "weight.measured", "kg": 80})
        await coached.work()
    assert [change["id"] for change in await coached.changes()] == [proposal["id"]]


async def test_a_change_that_can_no_longer_be_made_is_withdrawn(coached: Coached) -> None:
    proposal = await propose(coached)
    gone, to = proposal["change"]["exercise"], proposal["change"]["to"]
    other = (await post(coached, f"/api/plans/{coached.plan['id']}/swap", exercise=gone)).json()["alternatives"]
    instead = next(each["exercise"] for each in other if each["exercise"] != to)
    swapped = await post(coached, f"/api/plans/{coached.plan['id']}/swap", exercise=gone, to=instead)
    assert swapped.status_code == 201, swapped.text
    reply = await post(coached, f"/api/changes/{proposal['id']}/accept")
    assert (reply.status_code, reply.json()["code"]) == (409, "stale_change")
    assert [change["state"] for change in await coached.changes()] == ["withdrawn"]
    assert (await coached.current())["version"] == 2


async def test_accepting_the_next_cycle_orders_a_plan(coached: Coached, wiring: Wiring) -> None:
    suggestion = Suggestion(rule="ADP-cycle", change=NextCycle(), at_once=False, text="The cycle is done.")
    change = StoredChange(
        id=wiring.ids.new(),
        user_id=coached.owner,
        base=UUID(coached.plan["id"]),
        suggestion=suggestion,
        state=ChangeState.PROPOSED,
        through_seq=1,
        created_at=wiring.clock.now(),
    )
    async with wiring.uow() as uow:
        await uow.changes.add(change)
    reply = await post(coached, f"/api/changes/{change.id}/accept")
    assert reply.status_code == 200, reply.text
    assert reply.json()["plan"] is None
    jobs = {str(job.id): job.kind for job in await coached.jobs()}
    assert jobs[reply.json()["job"]["job"].rpartition("/")[2]] is JobKind.PLAN_CREATE
    await coached.work()
    plan = await coached.current()
    assert (plan["version"], plan["reason"]) == (2, "cycle")
    assert (await post(coached, f"/api/changes/{change.id}/accept")).json()["change"]["state"] == "accepted"


async def test_changes_page_and_belong_to_their_owner(coached: Coached, visitor: Person) -> None:
    await coached.send(KNEE)
    await propose(coached)
    every = await coached.changes()
    pages, cursor = [], None
    while True:
        query = {"limit": 1} | ({"cursor": cursor} if cursor else {})
        page = (await coached.person.http.get("/api/changes", params=query)).json()
        pages += page["items"]
        if (cursor := page["next"]) is None:
            break
    assert pages == every
    assert len(every) >= 2
    assert (await coached.person.http.get(f"/api/changes/{every[0]['id']}")).json() == every[0]
    await visitor.register(f"{uuid4().hex}@example.org")
    assert (await visitor.http.get("/api/changes")).json() == {"items": [], "next": None}
    for path in ("", "/accept", "/decline"):
        method = "POST" if path else "GET"
        assert (await visitor.http.request(method, f"/api/changes/{every[0]['id']}{path}")).status_code == 404
    for path, body in (("undo", None), ("swap", {"exercise": "squat"})):
        reply = await visitor.http.post(f"/api/plans/{coached.plan['id']}/{path}", json=body)
        assert reply.status_code == 404


async def test_events_before_any_plan_are_adapted_to_nothing(person: Person, wiring: Wiring) -> None:
    coached = Coached(person, wiring)
    await coached.send(KNEE, {"type": "weight.measured", "kg": 80})
    (result,) = await coached.work()
    assert (result["plan_id"], result["applied"], result["through"]) == (None, 0, 2)
    assert await coached.changes() == []
    await coached.begin()
    # The first plan is made for a sore knee: that pain has nothing left to change.
    assert (coached.plan["version"], await coached.changes()) == (1, [])
    assert "dumbbell-goblet-squat" not in coached.exercises()


async def test_a_decision_during_an_adaptation_makes_it_look_again(
    coached: Coached, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposal = await propose(coached)
    task: Any = TASKS[JobKind.PLAN_ADAPT]
    reads, read = 0, task._read

    async def read_and_accept(*args: Any) -> Any:
        nonlocal reads
        reads += 1
        known = await read(*args)
        if reads == 1:
            assert (await post(coached, f"/api/changes/{proposal['id']}/accept")).status_code == 200
        return known

    monkeypatch.setattr(task, "_read", read_and_accept)
    await coached.send({"type": "weight.measured", "kg": 80})
    (job,) = await coached.jobs()
    result = await coached.run(job)
    assert reads == 2
    assert (result["withdrawn"], result["proposed"]) == (0, 0)
    assert [change["state"] for change in await coached.changes()] == ["accepted"]
    assert len(await coached.jobs()) == 1  # the acceptance came while the job ran, so one more follows


async def test_two_adaptations_at_once_apply_a_change_once(coached: Coached) -> None:
    await coached.send(KNEE)
    first = await coached.claim((await coached.jobs())[0])
    await coached.send(KNEE)
    second = await coached.claim((await coached.jobs())[0])
    assert first.id != second.id
    await asyncio.gather(*(TASKS[job.kind](coached.context(job)) for job in (first, second)))
    await coached.work()
    changes = await coached.changes()
    assert {change["state"] for change in changes} == {"applied"}
    made = [(change["rule"], change["subject"]) for change in changes]
    assert len(made) == len(set(made))
    assert (await coached.current())["version"] == 1 + len(made)
    head = await coached.wiring.direct.events.head(coached.owner)
    assert head.adapted_seq == head.seq


# --- undo ---


async def test_undo_restores_the_earlier_document_to_the_letter(coached: Coached, wiring: Wiring) -> None:
    proposal = await propose(coached)
    accepted = (await post(coached, f"/api/changes/{proposal['id']}/accept")).json()["plan"]
    undone = await post(coached, f"/api/plans/{accepted['id']}/undo")
    assert undone.status_code == 201
    first, last = [await wiring.direct.plans.page(coached.owner, before, 1) for before in (2, None)]
    assert bytes(last[0].document) == bytes(first[0].document)
    assert (undone.json()["version"], undone.json()["reason"], last[0].version) == (3, "undo", 3)
    assert msgspec.json.decode(first[0].document) == undone.json()["document"]
    assert [change["state"] for change in await coached.changes()] == ["undone"]
    events = [event.what for event in await recorded(coached, PlanActivated)]
    assert [(what.version, what.restores) for what in events] == [(1, None), (2, None), (3, 1)]  # type: ignore[union-attr]
    await coached.work()
    assert await coached.changes(state="proposed") == []  # what was undone is not proposed again
    again = await post(coached, f"/api/plans/{undone.json()['id']}/undo")
    assert (again.status_code, again.json()["version"]) == (201, 4)
    assert proposal["change"]["to"] in msgspec.json.encode(again.json()["document"]).decode()


async def test_only_the_plan_in_force_can_be_undone(coached: Coached) -> None:
    first = coached.plan["id"]
    reply = await post(coached, f"/api/plans/{first}/undo")
    assert (reply.status_code, reply.json()["code"]) == (409, "nothing_to_undo")
    await coached.send(KNEE)
    await coached.work()
    reply = await post(coached, f"/api/plans/{first}/undo")
    assert (reply.status_code, reply.json()["code"]) == (409, "not_current")
    assert (await post(coached, f"/api/plans/{uuid4()}/undo")).status_code == 404


async def test_a_plan_for_another_profile_is_not_restored(coached: Coached) -> None:
    hurt = PROFILE | {"constraints": {"injuries": ["knee"]}}
    await post(coached, "/api/plans", reason="update", profile=hurt, engine="none")
    await coached.work()
    plan = await coached.current()
    reply = await post(coached, f"/api/plans/{plan['id']}/undo")
    assert (reply.status_code, reply.json()["code"]) == (409, "nothing_to_undo")


async def test_undo_at_once_from_two_pages_happens_once(coached: Coached) -> None:
    await coached.send(KNEE)
    await coached.work()
    plan = await coached.current()
    replies = await asyncio.gather(*(post(coached, f"/api/plans/{plan['id']}/undo") for _ in range(5)))
    assert sorted(reply.status_code for reply in replies) == [201, 409, 409, 409, 409]
    assert (await coached.current())["version"] == plan["version"] + 1


async def test_undo_with_a_key_gives_its_first_reply_again(coached: Coached) -> None:
    await coached.send(KNEE)
    await coached.work()
    plan = await coached.current()
    path = f"/api/plans/{plan['id']}/undo"
    first, second = [await post(coached, path, key="undo-once") for _ in range(2)]
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.content == first.content
    assert second.headers["Idempotent-Replay"] == "true"
    assert (await post(coached, path, key="another")).status_code == 409
    assert (await post(coached, path, key="another")).status_code == 409  # what failed was not kept
    elsewhere = await post(coached, f"/api/plans/{first.json()['id']}/undo", key="undo-once")
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (422, "idempotency_key_reused")


# --- swap ---


async def test_a_swap_carries_on_and_can_be_undone(coached: Coached) -> None:
    exercise, path = coached.exercises()[0], f"/api/plans/{coached.plan['id']}/swap"
    offered = await post(coached, path, exercise=exercise)
    assert offered.status_code == 200
    choice = offered.json()["alternatives"][0]
    assert choice["name"]
    assert choice["reason"]
    swapped = [await post(coached, path, key="swap", exercise=exercise, to=choice["exercise"]) for _ in range(2)]
    assert [reply.status_code for reply in swapped] == [201, 201]
    assert swapped[0].content == swapped[1].content
    plan = await coached.current()
    assert (plan["version"], plan["reason"]) == (2, "swap")
    assert choice["exercise"] in coached.exercises()
    assert exercise not in coached.exercises()
    back = await post(coached, f"/api/plans/{plan['id']}/undo")
    assert back.json()["version"] == 3
    await coached.current()
    assert exercise in coached.exercises()


async def test_a_swap_that_cannot_be_is_refused(coached: Coached) -> None:
    path = f"/api/plans/{coached.plan['id']}/swap"
    assert (await post(coached, path, exercise="not-in-the-plan")).status_code == 404
    exercise = coached.exercises()[0]
    reply = await post(coached, path, exercise=exercise, to="no-such-exercise")
    assert reply.status_code == 409
    assert "no-such-exercise" in reply.json()["detail"]
    assert (await post(coached, path, exercise=exercise, too="x")).status_code == 422
    assert (await coached.current())["version"] == 1
