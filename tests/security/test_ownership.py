"""Other people's ids, on every route that takes one."""

import re
from collections.abc import AsyncIterator
from datetime import date
from uuid import UUID, uuid4

import pytest
from litestar import Litestar
from msgspec import Raw

from api.wiring import Wiring
from domain.adaptation.changes import ChangeState, NextCycle, StoredChange, Suggestion
from domain.coaching.versions import PlanVersion
from domain.meals.versions import MealPlanVersion, MealReason
from tests.integration.api.support import Person

TODAY = date(2026, 11, 23)
BODIES = {
    ("POST", "/api/meals/{plan_id}/swap"): {"day": str(TODAY), "slot": "lunch"},
    ("PATCH", "/api/chats/{chat_id}"): {"title": "mine"},
    ("POST", "/api/chats/{chat_id}/turns"): {"text": "Hello"},
    ("POST", "/api/chats/{chat_id}/turns/{turn_id}/proposals/{number}"): {"accept": True},
    ("POST", "/api/plans/{plan_id}/swap"): {"exercise": "barbell-squat", "to": "belt-squat"},
}


@pytest.fixture
async def victim(app: Litestar, wiring: Wiring) -> AsyncIterator[dict[str, str]]:
    """What another person has, by the name of the path parameter."""
    person = Person(app)
    async with person.http:
        await person.register(f"{uuid4().hex}@example.org")
        job_id = await person.ask_for_plan()
        await person.token()
        token_id = (await person.http.get("/api/tokens")).json()["items"][0]["id"]
        async with wiring.uow() as uow:
            plan = PlanVersion(
                id=uuid4(),
                user_id=UUID(person.user_id),
                job_id=UUID(job_id),
                version=await uow.plans.next_version(UUID(person.user_id)),
                profile_version=1,
                reason="initial",
                document=Raw(b"{}"),
                created_at=wiring.clock.now(),
            )
            await uow.plans.add(plan)
            meals = MealPlanVersion(
                id=uuid4(),
                user_id=UUID(person.user_id),
                job_id=None,
                version=1,
                profile_version=1,
                starts_on=TODAY,
                ends_on=TODAY,
                reason=MealReason.DAY,
                document=Raw(b'{"days": []}'),
                created_at=wiring.clock.now(),
            )
            await uow.meal_plans.add(meals)
            change = StoredChange(
                id=uuid4(),
                user_id=UUID(person.user_id),
                base=plan.id,
                suggestion=Suggestion(rule="rule", change=NextCycle(), at_once=False, text=""),
                state=ChangeState.PROPOSED,
                through_seq=0,
                created_at=wiring.clock.now(),
            )
            await uow.changes.add(change)
        eaten = {"id": str(uuid4()), "eaten_at": f"{TODAY}T12:00:00Z", "eaten": {"kind": "quick", "kcal": 100}}
        logged = await person.http.post("/api/nutrition/log", json=eaten)
        assert logged.status_code in (200, 201), logged.text
        document = await person.http.post("/api/documents", json={"title": "t", "text": "my knee"})
        assert document.status_code == 201, document.text
        opened = (await person.http.post("/api/chats", json={"text": "Hello"})).json()
        yield {
            "chat_id": opened["chat"]["id"],
            "turn_id": opened["turn"]["id"],
            "number": "1",
            "job_id": job_id,
            "token_id": token_id,
            "plan_id": str(plan.id),
            "other_id": str(plan.id),
            "change_id": str(change.id),
            "meals": str(meals.id),
            "entry_id": logged.json()["id"],
            "document_id": document.json()["id"],
        }


def _filled(path: str, ids: dict[str, str]) -> str:
    """A route's path with ids: a `plan_id` below /api/meals is a meal plan's."""
    return path.format(**(ids | {"plan_id": ids["meals"]} if path.startswith("/api/meals/") else ids))


NAMES = frozenset({"name", "picture", "note_id", "provider", "path_secret"})
"""Parameters of paths that choose among a few fixed names: they are nobody's."""


def _routes_with_ids(app: Litestar) -> list[tuple[str, str]]:
    return [
        (method, route.path_format)
        for route in app.routes
        if set(re.findall(r"{(\w+)}", route.path_format)) - NAMES
        and route.path_format.startswith("/api/")
        and not route.path_format.startswith("/api/admin/")  # 403 for everybody: tests/integration/api/test_admin
        for method in sorted(route.methods - {"OPTIONS"})
    ]


async def test_other_peoples_things_look_absent(app: Litestar, person: Person, victim: dict[str, str]) -> None:
    routes = _routes_with_ids(app)
    assert len(routes) >= 5
    for method, path in routes:
        body = BODIES.get((method, path))
        theirs = await person.http.request(method, _filled(path, victim), json=body)
        absent = await person.http.request(
            method, _filled(path, dict.fromkeys(victim, str(uuid4())) | {"number": "1"}), json=body
        )
        assert theirs.status_code == absent.status_code == 404, (method, path)
        assert theirs.json()["detail"] == absent.json()["detail"]


async def test_every_id_in_a_path_belongs_to_a_thing_that_is_tested(app: Litestar, victim: dict[str, str]) -> None:
    for _, path in _routes_with_ids(app):
        _filled(path, victim)  # a new parameter name fails here: give the victim one


async def test_no_route_but_the_open_ones_answers_a_stranger(app: Litestar, visitor: Person) -> None:
    open_routes = {
        ("POST", "/api/auth/register"),
        ("POST", "/api/auth/login"),
        ("GET", "/api/profile/schema"),
        ("GET", "/api/events/schema"),
        *((method, "/api/webhooks/{provider}") for method in ("GET", "HEAD", "POST")),
        *((method, "/api/webhooks/{provider}/{path_secret}") for method in ("GET", "HEAD", "POST")),
        ("GET", "/health/live"),
        ("GET", "/health/ready"),
        ("GET", "/metrics"),
        ("GET", "/schema"),
        ("GET", "/schema/openapi.json"),
        ("GET", "/schema/{path}"),
    }
    seen = set()
    for route in app.routes:
        for method in getattr(route, "methods", set()) - {"OPTIONS"}:
            if (method, route.path_format) in open_routes:
                seen.add((method, route.path_format))
                continue
            path = route.path_format
            names = ("job_id", "token_id", "plan_id", "other_id", "entry_id", "change_id", "document_id", "chat_id")
            for name in (*names, "turn_id"):
                path = path.replace(f"{{{name}}}", str(uuid4()))
            path = path.replace("{number}", "1")
            reply = await visitor.http.request(method, path)
            assert reply.status_code == 401, (method, path)
    assert seen == open_routes


async def test_profiles_and_lists_are_ones_own(person: Person, visitor: Person) -> None:
    await person.ask_for_plan()
    await visitor.register(f"{uuid4().hex}@example.org")
    assert (await visitor.http.get("/api/jobs")).json()["items"] == []
    assert (await visitor.http.get("/api/tokens")).json()["items"] == []
    assert (await visitor.http.get("/api/profile")).status_code == 404


async def test_erased_account_leaves_nothing_open(app: Litestar, person: Person) -> None:
    bearer = {"Authorization": f"Bearer {await person.token()}"}
    wrong = await person.http.request("DELETE", "/api/me", json={"password": "not this one at all"})
    assert wrong.status_code == 401
    done = await person.http.request("DELETE", "/api/me", json={"password": "three quiet rowing machines"})
    assert done.status_code == 204
    assert (await person.http.get("/api/me")).status_code == 401
    assert (await person.http.get("/api/me", headers=bearer)).status_code == 401
    again = Person(app)
    async with again.http:
        await again.register(person.email)
