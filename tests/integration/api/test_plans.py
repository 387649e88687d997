"""Profiles, plans and jobs over HTTP."""

import asyncio
from uuid import UUID, uuid4

import msgspec
import pytest
from msgspec import Raw

from api.wiring import Wiring
from domain.coaching.versions import PlanVersion
from domain.ports import KeyedReply, StoredReply
from domain.profile_reader import profile_schema
from tests.integration.api.support import PROFILE, Person


async def test_profile_is_kept_in_versions(person: Person) -> None:
    assert (await person.http.get("/api/profile")).status_code == 404
    first = await person.http.put("/api/profile", json=PROFILE | {"shoe_size": 44})
    assert first.status_code == 200
    assert first.json()["unknown_fields"] == ["shoe_size"]
    second = await person.http.put("/api/profile", json=PROFILE)
    assert (first.json()["version"], second.json()["version"]) == (1, 2)
    assert (await person.http.get("/api/profile")).json()["profile"] == PROFILE


async def test_profile_problems_are_all_named(person: Person) -> None:
    wrong = PROFILE | {"goals": [], "personal_info": PROFILE["personal_info"] | {"age": 7}}
    reply = await person.http.put("/api/profile", json=wrong)
    assert reply.status_code == 422
    assert {each["field"] for each in reply.json()["errors"]} == {"goals", "personal_info.age"}
    in_request = await person.http.post("/api/plans", json={"profile": wrong})
    assert {each["field"] for each in in_request.json()["errors"]} == {"profile.goals", "profile.personal_info.age"}


async def test_profile_schema_is_open(visitor: Person) -> None:
    schema = (await visitor.http.get("/api/profile/schema")).json()
    assert "personal_info" in schema["$defs"]["Profile"]["required"]
    french = (await visitor.http.get("/api/profile/schema?locale=fr")).json()
    for shown, made in ((schema, profile_schema()), (french, profile_schema("fr"))):
        assert shown == msgspec.json.decode(msgspec.json.encode(made))
    assert french != schema
    assert (await visitor.http.get("/api/profile/schema?locale=xx")).status_code == 422


async def test_plan_request_stores_profile_job_and_message(person: Person, wiring: Wiring) -> None:
    reply = await person.http.post(
        "/api/plans", json={"profile": PROFILE, "reason": "different", "seed": 7, "engine": "none"}
    )
    assert reply.status_code == 202
    job_id = reply.json()["job_id"]
    assert reply.json()["links"] == {"job": f"/api/jobs/{job_id}", "socket_topic": f"job:{job_id}"}
    async with wiring.uow() as uow:
        job = await uow.jobs.get(UUID(person.user_id), UUID(job_id))
        due = await uow.outbox.take(wiring.clock.now(), 1000)
    assert job is not None
    assert msgspec.json.decode(job.args) == {"reason": "different", "profile_version": 1, "seed": 7, "engine": "none"}
    assert UUID(job_id) in {row.job_id for row in due}


async def test_plan_request_takes_the_latest_profile(person: Person) -> None:
    without = await person.http.post("/api/plans")
    assert (without.status_code, without.json()["code"]) == (409, "no_profile")
    await person.http.put("/api/profile", json=PROFILE)
    assert (await person.http.post("/api/plans")).status_code == 202
    assert (await person.http.post("/api/plans", json={})).status_code == 202


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"reason": "whim"}, "reason"),
        ({"seed": "7"}, "seed"),
        ({"seed": -1}, "seed"),
        ({"engine": 3}, "engine"),
        ({"speed": 1}, "speed"),
        ([], "body"),
    ],
)
async def test_plan_request_names_what_is_wrong(person: Person, body: object, field: str) -> None:
    reply = await person.http.post("/api/plans", json=body)
    assert reply.status_code == 422
    assert [each["field"] for each in reply.json()["errors"]] == [field]
    assert reply.json()["errors"][0]["allowed"]


async def test_wrong_enum_names_what_is_allowed(person: Person) -> None:
    reply = await person.http.post("/api/plans", json={"reason": "whim"})
    assert reply.json()["errors"][0]["allowed"] == "initial, different, update, cycle"


async def test_jobs_are_listed_in_pages_and_cancelled(person: Person) -> None:
    made = [await person.ask_for_plan() for _ in range(5)]
    seen: list[str] = []
    cursor = None
    while True:
        page = (await person.http.get("/api/jobs", params={"limit": 2} | ({"cursor": cursor} if cursor else {}))).json()
        seen += [job["id"] for job in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == made[::-1]
    cancelled = await person.http.delete(f"/api/jobs/{made[0]}")
    assert (cancelled.status_code, cancelled.json()["state"]) == (200, "cancelled")
    assert (await person.http.get(f"/api/jobs/{made[0]}")).json()["state"] == "cancelled"


@pytest.mark.parametrize("path", ["/api/jobs", "/api/plans"])
@pytest.mark.parametrize("query", ["cursor=zzz", "limit=0", "limit=101", "limit=many"])
async def test_bad_pages_are_refused(person: Person, path: str, query: str) -> None:
    reply = await person.http.get(f"{path}?{query}")
    assert reply.status_code == 422
    assert reply.json()["errors"][0]["field"] == query.partition("=")[0]


async def _plan(wiring: Wiring, owner: str, document: bytes = b"{}") -> str:
    async with wiring.uow() as uow:
        version = await uow.plans.next_version(UUID(owner))
        jobs = await uow.jobs.page(UUID(owner), None, 1)
        plan = PlanVersion(
            id=uuid4(),
            user_id=UUID(owner),
            job_id=jobs[0].id,
            version=version,
            profile_version=1,
            reason="initial",
            document=Raw(document),
            created_at=wiring.clock.now(),
        )
        await uow.plans.add(plan)
    return str(plan.id)


async def test_plans_are_read_back(person: Person, wiring: Wiring) -> None:
    assert (await person.http.get("/api/plans/current")).status_code == 404
    await person.ask_for_plan()
    first = await _plan(wiring, person.user_id, b'{"locale": "fr"}')
    await person.ask_for_plan()
    second = await _plan(wiring, person.user_id)
    assert (await person.http.get(f"/api/plans/{first}")).json()["document"] == {"locale": "fr"}
    assert (await person.http.get("/api/plans/current")).json()["id"] == second
    page = (await person.http.get("/api/plans?limit=1")).json()
    assert [plan["id"] for plan in page["items"]] == [second]
    rest = (await person.http.get(f"/api/plans?limit=1&cursor={page['next']}")).json()
    assert ([plan["id"] for plan in rest["items"]], rest["next"]) == ([first], None)


# --- Idempotency-Key ---


async def test_same_key_and_body_has_one_effect(person: Person) -> None:
    body, headers = {"profile": PROFILE}, {"Idempotency-Key": "monday"}
    first = await person.http.post("/api/plans", json=body, headers=headers)
    again = await person.http.post("/api/plans", json=body, headers=headers)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert "Idempotent-Replay" not in first.headers
    assert again.headers["Idempotent-Replay"] == "true"
    assert len((await person.http.get("/api/jobs")).json()["items"]) == 1
    assert (await person.http.get("/api/profile")).json()["version"] == 1


async def test_same_key_other_body_is_refused(person: Person) -> None:
    headers = {"Idempotency-Key": "tuesday"}
    await person.http.post("/api/plans", json={"profile": PROFILE}, headers=headers)
    other = await person.http.post("/api/plans", json={"profile": PROFILE, "seed": 1}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


async def test_failures_are_not_remembered(person: Person) -> None:
    headers = {"Idempotency-Key": "wednesday"}
    invalid = await person.http.post("/api/plans", json={"seed": "x"}, headers=headers)
    no_profile = await person.http.post("/api/plans", json={}, headers=headers)
    made = await person.http.post("/api/plans", json={"profile": PROFILE}, headers=headers)
    assert (invalid.status_code, no_profile.status_code, made.status_code) == (422, 409, 202)


async def test_keys_belong_to_their_owner(person: Person, visitor: Person) -> None:
    await visitor.register(f"{uuid4().hex}@example.org")
    replies = [
        await each.http.post("/api/plans", json={"profile": PROFILE}, headers={"Idempotency-Key": "same"})
        for each in (person, visitor)
    ]
    assert replies[0].json()["job_id"] != replies[1].json()["job_id"]


@pytest.mark.parametrize("key", ["", "x" * 256, "a key", "clé"])
async def test_unusable_keys_are_refused(person: Person, key: str) -> None:
    reply = await person.http.post("/api/plans", json={}, headers=[("Idempotency-Key", key.encode())])
    assert reply.status_code == 422


async def test_many_at_once_have_one_effect(person: Person) -> None:
    async def send() -> tuple[int, str]:
        reply = await person.http.post("/api/plans", json={"profile": PROFILE}, headers={"Idempotency-Key": "burst"})
        return reply.status_code, reply.json().get("job_id") or reply.json()["code"]

    outcomes = set(await asyncio.gather(*(send() for _ in range(20))))
    made = {outcome for outcome in outcomes if outcome[0] == 202}
    assert len(made) == 1
    assert outcomes - made <= {(409, "idempotency_in_flight")}
    assert len((await person.http.get("/api/jobs")).json()["items"]) == 1


async def test_request_with_a_held_key_is_told_so(person: Person, wiring: Wiring) -> None:
    owner, job_id = UUID(person.user_id), UUID(await person.ask_for_plan())
    job = await wiring.direct.jobs.get(owner, job_id)
    assert job is not None
    held = KeyedReply(key="held", reply=StoredReply(fingerprint=b"x", status=202, headers={}, body=b"{}"))
    async with wiring.uow() as uow:
        assert await uow.jobs.add(msgspec.structs.replace(job, id=wiring.ids.new()), held) is None
        sent = await asyncio.create_task(
            person.http.post("/api/plans", json={"profile": PROFILE}, headers={"Idempotency-Key": "held"})
        )
    assert (sent.status_code, sent.json()["code"]) == (409, "idempotency_in_flight")
