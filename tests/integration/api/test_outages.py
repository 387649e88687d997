"""Without Redis, and without PostgreSQL."""

import msgspec
import pytest

from adapters.storage.engine import Engine
from adapters.storage.unit_of_work import unit_of_work_factory
from api.app import create_app
from api.auth.limits import ZONES, Limiter
from api.wiring import Wiring, wiring_from
from tests.integration.api.support import Person, settings_for

NOWHERE = "redis://127.0.0.1:1/0"


async def test_without_redis_plans_are_still_taken(postgres_url: str) -> None:
    async with wiring_from(settings_for(postgres_url, NOWHERE)) as wiring:
        person = Person(create_app(wiring))
        async with person.http:
            await person.register("outage@example.org")
            job_id = await person.ask_for_plan()
            assert (await person.http.delete(f"/api/jobs/{job_id}")).json()["state"] == "cancelled"
            ready = await person.http.get("/health/ready")
            assert (ready.status_code, ready.json()["services"]) == (503, {"postgresql": "ok", "redis": "down"})


async def test_without_postgresql_replies_are_problems_that_reveal_nothing(wiring: Wiring, postgres_url: str) -> None:
    engine = Engine(postgres_url)  # never opened: as when no connection can be had
    broken = msgspec.structs.replace(wiring, uow=unit_of_work_factory(engine, wiring.ids, wiring.clock))
    async with Person(create_app(broken)).http as client:
        reply = await client.post("/api/auth/login", json={"email": "a@b.org", "password": "x"})
    assert (reply.status_code, reply.json()["code"], reply.headers["Retry-After"]) == (503, "unavailable", "5")
    assert "pool" not in reply.text
    assert "127.0.0.1" not in reply.text


async def test_store_that_hangs_limits_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio

    class Hangs:
        async def hit(self, zone: str, principal: str, limit: int, window_s: int) -> None:
            await asyncio.Event().wait()

    monkeypatch.setattr("api.auth.limits.ANSWER_S", 0.01)
    await Limiter(Hangs(), ZONES).hit("login", "203.0.113.1")
