"""What belongs to a person: stored and read back, seen by nobody else, gone with the account."""

import asyncio
from hashlib import sha256

import asyncpg
import pytest
from msgspec import Raw

from adapters.storage.tables import TABLES
from domain.activity.records import Gone, TrackerRecord
from domain.coaching.versions import PlanVersion
from domain.errors import InvalidInput, NotFound
from domain.events.ports import Snapshot
from domain.identity.account import AccessToken, Session
from domain.jobs.job import JobState
from domain.ports import KeyedReply, StoredReply


@pytest.fixture
def make_plan(new_id, now):
    def make(user_id, version: int) -> PlanVersion:
        return PlanVersion(
            id=new_id(),
            user_id=user_id,
            job_id=new_id(),
            version=version,
            profile_version=1,
            reason="initial",
            document=Raw(b'{"days": ["\xd9\x8a\xd9\x88\xd9\x85"]}'),
            created_at=now,
        )

    return make


async def test_profiles_are_numbered(uow, user, now):
    async with uow() as unit:
        assert await unit.profiles.latest(user.id) is None
        first = await unit.profiles.add(user.id, Raw(b'{"age": 30}'), now)
        second = await unit.profiles.add(user.id, Raw(b'{"age": 31}'), now)
        assert (first.version, second.version) == (1, 2)
        assert await unit.profiles.latest(user.id) == second
        assert await unit.profiles.version(user.id, 1) == first
        assert await unit.profiles.version(user.id, 3) is None


async def test_profiles_stored_at_once_each_get_a_number(uow, user, now):
    async def store() -> int:
        async with uow() as unit:
            return (await unit.profiles.add(user.id, Raw(b"{}"), now)).version

    assert sorted(await asyncio.gather(*(store() for _ in range(10)))) == list(range(1, 11))


async def test_profile_of_nobody_and_profile_that_is_no_json_are_refused(uow, user, new_id, now):
    async with uow() as unit:
        with pytest.raises(NotFound):
            await unit.profiles.add(new_id(), Raw(b"{}"), now)
        with pytest.raises(InvalidInput, match="NUL"):
            await unit.profiles.add(user.id, Raw(b'{"name": "a\\u0000"}'), now)


async def test_plans_page_newest_first(uow, user, make_plan, new_id):
    plans = [make_plan(user.id, version) for version in (1, 2, 3)]
    async with uow() as unit:
        assert await unit.plans.latest(user.id) is None
        with pytest.raises(NotFound):
            await unit.plans.next_version(new_id())
        for plan in plans:
            assert await unit.plans.next_version(user.id) == plan.version
            await unit.plans.add(plan)
    async with uow() as unit:
        assert await unit.plans.latest(user.id) == plans[2]
        assert await unit.plans.get(user.id, plans[0].id) == plans[0]
        assert await unit.plans.page(user.id, None, 2) == [plans[2], plans[1]]
        assert await unit.plans.page(user.id, 2, 2) == [plans[0]]


async def test_plan_versions_made_at_once_follow_each_other(uow, user, make_plan):
    async def store() -> int:
        async with uow() as unit:
            version = await unit.plans.next_version(user.id)
            await unit.plans.add(make_plan(user.id, version))
            return version

    assert sorted(await asyncio.gather(*(store() for _ in range(10)))) == list(range(1, 11))


async def test_jobs_page_newest_first(uow, user, make_job):
    jobs = sorted((make_job(user.id) for _ in range(3)), key=lambda job: job.id, reverse=True)
    async with uow() as unit:
        for job in jobs:
            await unit.jobs.add(job)
    async with uow() as unit:
        assert await unit.jobs.page(user.id, None, 2) == jobs[:2]
        assert await unit.jobs.page(user.id, jobs[1].id, 2) == jobs[2:]


async def test_cancelling_a_queued_job_ends_it_and_an_ended_job_stays(uow, user, make_job, now):
    job, done = make_job(user.id), make_job(user.id)
    async with uow() as unit:
        await unit.jobs.add(job)
        await unit.jobs.add(done)
        await unit.work.claim(done.id, now, 15)
        await unit.work.finish(done.id, 1, JobState.SUCCEEDED, now)
        cancelled = await unit.jobs.request_cancel(user.id, job.id, now)
        assert (cancelled.state, cancelled.ended_at, cancelled.cancel_requested) == (JobState.CANCELLED, now, True)
        assert await unit.work.claim(job.id, now, 15) is None
        finished = await unit.jobs.request_cancel(user.id, done.id, now)
        assert (finished.state, finished.cancel_requested) == (JobState.SUCCEEDED, False)


async def test_another_persons_ids_find_nothing(uow, user, stranger, *, make_job, make_plan, now):
    job, plan = make_job(user.id), make_plan(user.id, 1)
    async with uow() as unit:
        await unit.jobs.add(job)
        await unit.plans.add(plan)
        await unit.profiles.add(user.id, Raw(b"{}"), now)
    async with uow() as unit:
        assert await unit.jobs.get(stranger.id, job.id) is None
        assert await unit.jobs.page(stranger.id, None, 10) == []
        assert await unit.jobs.request_cancel(stranger.id, job.id, now) is None
        assert await unit.plans.get(stranger.id, plan.id) is None
        assert await unit.plans.latest(stranger.id) is None
        assert await unit.plans.page(stranger.id, None, 10) == []
        assert await unit.plans.next_version(stranger.id) == 1
        assert await unit.profiles.latest(stranger.id) is None
        assert await unit.profiles.version(stranger.id, 1) is None
        assert await unit.jobs.get(user.id, job.id) == job


@pytest.mark.parametrize("table", ["profile_versions", "plan_versions", "events", "audit_log"])
async def test_history_cannot_be_rewritten(uow, table):
    with pytest.raises(asyncpg.RestrictViolationError, match="immutable"):
        async with uow() as unit:
            await unit._connection.execute(f"UPDATE {table} SET id = id")


async def _fill_trackers_and_game(unit, owner, session, new_id, now) -> None:
    """One row in each table of trackers and of the game."""
    told = TrackerRecord(source="fit", key="k", day=now.date(), updated_at=now, what=Gone())
    assert await unit.tracker_records.put(owner, [told], now) == 1
    await unit.connections.connect(
        owner, "oura", account="their account", scope="", sealed=b"sealed", expires_at=None, at=now
    )
    await unit._connection.fetch(
        "INSERT INTO oauth_states VALUES ($1, $2, $3, 'oura', '', '', $4)", b"hash", owner, session, now
    )
    await unit._connection.fetch(
        "INSERT INTO inbox VALUES ($1, $2, 'oura', 'x', 'changed', '', '', NULL, NULL, NULL, '', $3)",
        new_id(), owner, now,
    )  # fmt: skip
    await unit._connection.fetch(
        "INSERT INTO consents VALUES ($1, $2, 'leaderboard', true, 1, $3)", new_id(), owner, now
    )
    await unit._connection.fetch(
        "INSERT INTO standings VALUES ($1, $2, $3, 1, 0, 1, $4)", new_id(), owner, now.date(), now
    )
    await unit._connection.fetch("INSERT INTO data_exports VALUES ($1, $2, $3, $3, $4)", new_id(), owner, now, b"zip")
    document = new_id()
    await unit._connection.fetch(
        "INSERT INTO documents VALUES ($1, $2, 't', 'x', 'en', 1, $3, NULL, '')", document, owner, now
    )
    await unit._connection.fetch(
        "INSERT INTO document_parts (document_id, user_id, number, config, text) VALUES ($1, $2, 0, 'english', 'x')",
        document, owner,
    )  # fmt: skip
    chat = new_id()
    await unit._connection.fetch("INSERT INTO chats VALUES ($1, $2, 'title', $3, $3)", chat, owner, now)
    await unit._connection.fetch(
        "INSERT INTO turns VALUES ($1, $2, $3, $1, 'en', 'question', 'queued', 0, 0, '', '', NULL, $4, NULL)",
        new_id(), chat, owner, now,
    )  # fmt: skip
    upload = new_id()
    assert await unit.tracker_uploads.begin(owner, upload, now, 1)
    await unit.tracker_uploads.append(upload, 0, b"piece")


async def test_erasing_an_account_leaves_only_the_audit(uow, user, stranger, *, make_job, make_plan, new_id, now):
    async def rows(unit) -> dict[str, int]:
        counts = {}
        for table in TABLES:
            name = table._meta.tablename
            counts[name] = (await unit._connection.fetch(f"SELECT count(*) AS n FROM {name}"))[0]["n"]
        return counts

    async with uow() as unit:
        await unit.audit.add(now, user.id, "user.role", str(user.id), Raw(b"{}"))
        before = await rows(unit)
        session = new_id()
        await unit.sessions.add(
            Session(
                id=session,
                user_id=user.id,
                token_hash=sha256(user.id.bytes).digest(),
                csrf_token="c",
                created_at=now,
                last_seen_at=now,
                expires_at=now,
            )
        )
        await unit.tokens.add(
            AccessToken(
                id=new_id(),
                user_id=user.id,
                name="n",
                token_hash=sha256(user.id.bytes).digest(),
                created_at=now,
                expires_at=None,
                last_used_at=None,
            )
        )
        await unit.profiles.add(user.id, Raw(b"{}"), now)
        await unit.plans.add(make_plan(user.id, 1))
        reply = StoredReply(fingerprint=b"f", status=202, headers={}, body=b"{}")
        job = make_job(user.id)
        await unit.jobs.add(job, KeyedReply(key="key", reply=reply))
        await unit._connection.fetch(
            "INSERT INTO job_attempts VALUES ($1, 1, 1, 'w', $2, $2, 'retrying', NULL, '', '')", job.id, now
        )
        await unit._connection.fetch(
            "INSERT INTO meal_plans VALUES ($1, $2, NULL, 1, 1, $3, $3, 'day', '{}', $4)",
            new_id(), user.id, now.date(), now,
        )  # fmt: skip
        await unit._connection.fetch(
            "INSERT INTO food_log VALUES ($1, $2, $1, $3, $4, '{}', '{}', $4)", new_id(), user.id, now.date(), now
        )
        await unit._connection.fetch("INSERT INTO food_log_deleted VALUES ($1, $2)", user.id, new_id())
        await unit._connection.fetch(
            "INSERT INTO events VALUES ($1, $2, 1, 'k', 'plan.created', 1, $3, $3, '{}', $4, 0)",
            new_id(), user.id, now, now.date(),
        )  # fmt: skip
        assert await unit.events.hold(user.id, 0)
        snapshot = Snapshot(name="training", version=1, cut=now.date(), seq=1, state=b"{}")
        assert await unit.projections.put(user.id, snapshot)
        await unit._connection.fetch(
            "INSERT INTO changes VALUES ($1, $2, $1, 'rule', '', '{}', 'proposed', 1, $3)", new_id(), user.id, now
        )
        await _fill_trackers_and_game(unit, user.id, session, new_id, now)
        full = await rows(unit)
        machinery = {"queue_pauses", "worker_beats", "schedule_runs"}  # nothing of anybody in them
        assert {name for name in full if full[name] > before[name]} == set(full) - {"users", "audit_log"} - machinery
    async with uow() as unit:
        await unit.users.delete(user.id)
        assert await rows(unit) == {**before, "users": before["users"] - 1}
        assert await unit.users.get(stranger.id) == stranger
