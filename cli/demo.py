"""`fitai demo`: the main job through the whole stack, as a person's browser would do it."""

import asyncio
import contextlib
import secrets
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import click
import httpx
import msgspec
from rich.console import Console
from websockets.asyncio.client import connect

from cli.settings import settings_from_environment
from cli.show import document_view
from cli.stack import running_stack
from domain.errors import FitaiError, Unavailable
from domain.plan import PlanDocument

_EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "profiles" / "bare.json"
_PATIENCE_S = 240.0
_ENDINGS = ("succeeded", "failed", "cancelled")
_JSON = {"Content-Type": "application/json"}


class DemoFailed(FitaiError):
    """The demo did not get its plan; the message says which step said what."""

    code = "demo_failed"


@click.command
@click.argument("profile", type=click.Path(exists=True, dir_okay=False, path_type=Path), default=_EXAMPLE)
@click.option("--engine", type=click.Choice(["auto", "none"]), default="auto", help="none: without a model.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), default=Path("demo-plan.json"),
              help="Where the plan's JSON is written.")  # fmt: skip
def command(profile: Path, engine: str, out: Path) -> None:
    """Start everything, send PROFILE through HTTP, queue, worker, model and verifier, and print the plan."""
    console = Console()
    base = settings_from_environment()
    settings = settings_from_environment(FITAI_PORT="0", FITAI_DATA_DIR=str(base.data_dir / "demo"))
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    log = settings.data_dir / "demo.log"
    with running_stack(settings, engine=engine, log=log) as stack:
        console.print(f"ready after {stack.started_s:.1f} s at {stack.url} (log: {log})", highlight=False)
        document = asyncio.run(_make_plan(console, stack.url, profile.name, profile.read_bytes()))
    if document.plan is not None:
        out.write_bytes(msgspec.json.format(msgspec.json.encode(document.plan), indent=2) + b"\n")
    console.print(document_view(document))
    if document.plan is not None:
        console.print(f"The plan's JSON is in {out}.", style="bold green", highlight=False)


async def _make_plan(console: Console, url: str, name: str, raw: bytes) -> PlanDocument:
    began = time.monotonic()

    def say(text: str) -> None:
        console.print(f"{time.monotonic() - began:6.2f} s  {text}", highlight=False, markup=False)

    async with httpx.AsyncClient(base_url=url, timeout=30, trust_env=False) as client:
        account = {"email": f"demo-{secrets.token_hex(6)}@example.org", "password": secrets.token_urlsafe(18)}
        me = _ok(await client.post("/api/auth/register", json=account), "register")
        say(f"registered {me['email']}")
        client.headers["X-CSRF-Token"] = me["csrf_token"]
        stored = _ok(await client.put("/api/profile", content=raw, headers=_JSON), "profile")
        say(f"profile {name} stored as version {stored['version']}")
        headers = {"Idempotency-Key": secrets.token_hex(16)}
        accepted = _ok(await client.post("/api/plans", json={"reason": "initial"}, headers=headers), "plan")
        say(f"plan requested: job {accepted['job_id']}")
        async with _events(client, url, accepted["links"]["socket_topic"]) as events:
            result = await _follow(events, say)
        plan = _ok(await client.get(f"/api/plans/{result['plan_id']}"), "read the plan")
        say(f"plan version {plan['version']} delivered")
    return msgspec.convert(plan["document"], PlanDocument)


def _ok(response: httpx.Response, step: str) -> dict[str, Any]:
    if response.is_error:
        raise DemoFailed(f"{step}: {response.status_code} {response.text[:600]}")
    body: dict[str, Any] = response.json()
    return body


@contextlib.asynccontextmanager
async def _events(client: httpx.AsyncClient, url: str, topic: str) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
    """The socket's messages on `topic`, from the first one on."""
    ticket = _ok(await client.post("/api/ws/ticket"), "socket ticket")["ticket"]
    address = f"{url.replace('http', 'ws', 1)}/api/ws?ticket={ticket}"
    async with connect(address, proxy=None) as socket:
        await socket.send(msgspec.json.encode({"type": "subscribe", "topic": topic, "after": 0}).decode())

        async def messages() -> AsyncIterator[dict[str, Any]]:
            async for message in socket:
                yield msgspec.json.decode(message)

        yield messages()


async def _follow(events: AsyncIterator[dict[str, Any]], say: Callable[[str], None]) -> dict[str, Any]:
    """Say each event; return the job's result. Raises `DemoFailed` when the job ends otherwise."""
    async with asyncio.timeout(_PATIENCE_S):
        async for message in events:
            event, data = _read(message)
            if event is None:
                continue
            say(" ".join([event, *_lines(data)]))
            if event == "succeeded":
                result: dict[str, Any] = data["result"]
                return result
            if event in _ENDINGS:
                raise DemoFailed(f"the job {event}: {data}")
    raise Unavailable("the socket closed before the job ended")


def _read(message: dict[str, Any]) -> tuple[str | None, dict[str, Any]]:
    if message["type"] == "event":
        return message["event"], message["data"]
    if message["type"] == "snapshot":
        state = message["data"].get("state")
        return (state if state in _ENDINGS else None), message["data"]
    if message["type"] == "error":
        raise DemoFailed(f"the socket said {message}")
    return None, {}


def _lines(data: dict[str, Any]) -> Iterator[str]:
    for name, value in data.items():
        if name != "result":
            yield f"{name}={value}" if name != "stage" else str(value)
