"""A person's device: registers, logs events in batches, waits for what the server makes of them."""

import asyncio
import time as monotonic_time
from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone
from typing import Any
from uuid import UUID, uuid5

import httpx

from domain.errors import FitaiError

ZONE = timezone(timedelta(hours=1))
_IDS = UUID("6f2b9a58-3f6f-4f0d-9a86-3d1b7f0a2c44")
_PATIENCE_S = 20.0
_ENDED = ("succeeded", "failed", "cancelled")


class StoryFailed(FitaiError):
    """The story cannot go on; the message says which step said what."""

    code = "story_failed"


class Device:
    """What one person's phone does. Every event it ever made is in `made`, by id, as it was sent."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http
        self.made: dict[str, dict[str, Any]] = {}
        self.accepted: list[str] = []
        self.duplicates = 0

    # --- events ---

    def event(self, day: date, at: time, kind: str, **data: Any) -> dict[str, Any]:
        """A new event; its id depends on what it is and on how many of the kind the day has."""
        count = len(self.made)
        id_ = str(self.id(kind, day, count))
        made: dict[str, Any] = {
            "id": id_,
            "at": datetime.combine(day, at, ZONE).isoformat(),
            "day": day.isoformat(),
            "what": {"type": kind, **data},
        }
        self.made[id_] = made
        return made

    def id(self, *name: object) -> UUID:
        """A stable id."""
        return uuid5(_IDS, repr(name))

    async def send(self, *events: dict[str, Any], settled: Callable[[], None]) -> None:
        """Send a batch, and wait until the plan has been adapted to it; `settled` lets the pause before that pass."""
        reply = await self.ask("POST", "/api/events", json={"events": list(events)})
        self.accepted += reply["accepted"]
        self.duplicates += len(reply["duplicates"])
        if reply["rejected"]:
            raise StoryFailed(f"events were rejected: {reply['rejected']}")
        if reply["job"] is not None and reply["accepted"]:
            await self._adapted(settled)

    async def _adapted(self, settled: Callable[[], None]) -> None:
        """Wait until no job is left: a change made at once is followed by another look at the plan."""
        deadline = monotonic_time.monotonic() + _PATIENCE_S
        while monotonic_time.monotonic() < deadline:
            settled()
            jobs = (await self.ask("GET", "/api/jobs?limit=5"))["items"]
            open_ = [job for job in jobs if job["state"] not in _ENDED]
            if not open_:
                failed = [job for job in jobs if job["state"] == "failed"]
                if failed:
                    raise StoryFailed(f"the job {failed[0]['kind']} failed: {failed[0]['error']}")
                return
            await asyncio.sleep(0.01)
        raise StoryFailed(f"the plan was not adapted in {_PATIENCE_S:.0f} s")

    # --- everything else ---

    async def ask(self, method: str, path: str, **arguments: Any) -> Any:
        """The JSON of a reply that is no error. Raises `StoryFailed`."""
        reply = await self._http.request(method, path, **arguments)
        if reply.is_error:
            raise StoryFailed(f"{method} {path}: {reply.status_code} {reply.text[:600]}")
        return reply.json() if reply.content else None

    async def text(self, path: str) -> str:
        """The text of a reply that is no error."""
        reply = await self._http.get(path)
        if reply.is_error:
            raise StoryFailed(f"GET {path}: {reply.status_code} {reply.text[:600]}")
        return reply.text

    async def ended(self, job: str) -> dict[str, Any]:
        """A job once it has succeeded. Raises `StoryFailed` when it ended otherwise or takes too long."""
        deadline = monotonic_time.monotonic() + _PATIENCE_S
        while monotonic_time.monotonic() < deadline:
            view: dict[str, Any] = await self.ask("GET", f"/api/jobs/{job}")
            if view["state"] in _ENDED:
                if view["state"] != "succeeded":
                    raise StoryFailed(f"the job {view['kind']} {view['state']}: {view['error']}")
                return view
            await asyncio.sleep(0.01)
        raise StoryFailed(f"the job {job} did not end in {_PATIENCE_S:.0f} s")


async def registered(http: httpx.AsyncClient, email: str, password: str) -> Device:
    """A new account, and its device with an access token that outlives the weeks (sessions do not)."""
    device = Device(http)
    me = await device.ask("POST", "/api/auth/register", json={"email": email, "password": password})
    http.headers["X-CSRF-Token"] = me["csrf_token"]
    token = await device.ask("POST", "/api/tokens", json={"name": "phone"})
    http.cookies.clear()
    http.headers["Authorization"] = f"Bearer {token['token']}"
    return device
