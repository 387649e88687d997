"""`fitai chat`: talk to the coach in the terminal, over the same HTTP and socket as the web page."""

import asyncio
import contextlib
import os
import secrets
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, Final

import click
import httpx
import msgspec
from rich.console import Console
from websockets.asyncio.client import ClientConnection, connect

from cli.settings import settings_from_environment
from cli.stack import running_stack
from domain.chat.turn import Turn, TurnState, read, unwire
from domain.errors import FitaiError, Unavailable
from domain.profile import Locale
from domain.text.messages import say

_EXAMPLE: Final = Path(__file__).resolve().parent.parent / "examples" / "profiles" / "bare.json"
_PATIENCE_S: Final = 240.0
_TOKEN: Final = "FITAI_TOKEN"  # noqa: S105 - the variable's name
_CLEAN: Final = {code: None for code in range(32) if chr(code) not in "\n\t"} | {127: None}
"""Control characters never reach the terminal, whoever wrote the text."""


class ChatFailed(FitaiError):
    """A step of the talk did not work; the message says which, and what the server said."""

    code = "chat_failed"


@click.command
@click.option("--profile", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Be a new person with this profile and a plan; the bare example by default.")  # fmt: skip
@click.option("--say", "texts", multiple=True, help="A message, for scripts; may be repeated. Nothing is confirmed.")
@click.option("--url", default="", help=f"A running FitAI; the access token of your account is read from {_TOKEN}.")
@click.option("--engine", type=click.Choice(["auto", "none"]), default="auto", help="none: without a model.")
@click.option("--locale", type=click.Choice([each.value for each in Locale]), default="en", help="Of the app.")
def command(profile: Path | None, texts: tuple[str, ...], url: str, engine: str, locale: str) -> None:
    """Ask the coach; answers stream in, with their sources. An empty line ends the talk, Ctrl-C stops an answer."""
    console = Console(highlight=False, markup=False)
    if url:
        asyncio.run(_talk(console, url.rstrip("/"), profile, texts, locale))
        return
    base = settings_from_environment()
    settings = settings_from_environment(FITAI_PORT="0", FITAI_DATA_DIR=str(base.data_dir / "chat"))
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with running_stack(settings, engine=engine, log=settings.data_dir / "chat.log") as stack:
        asyncio.run(_talk(console, stack.url, profile or _EXAMPLE, texts, locale))


async def _talk(console: Console, url: str, profile: Path | None, texts: tuple[str, ...], locale: str) -> None:
    async with httpx.AsyncClient(base_url=url, timeout=30, trust_env=False) as client:
        await _enter(client, profile)
        talk = Talk(console, client, url, locale)
        await talk.open()
        if texts:
            for text in texts:
                console.print(f"\n> {text}")
                await talk.ask(text, confirm=False)
            return
        while text := (await asyncio.to_thread(_line)).strip():
            await talk.ask(text, confirm=True)


def _line() -> str:
    with contextlib.suppress(EOFError, KeyboardInterrupt):
        return input("\n> ")
    return ""


async def _enter(client: httpx.AsyncClient, profile: Path | None) -> None:
    """Be somebody: the owner of the token, else a new account; with a profile, its plan is made first."""
    if token := os.environ.get(_TOKEN):
        client.headers["Authorization"] = f"Bearer {token}"
    else:
        account = {"email": f"chat-{secrets.token_hex(6)}@example.org", "password": secrets.token_urlsafe(18)}
        me = _ok(await client.post("/api/auth/register", json=account), "register")
        client.headers["X-CSRF-Token"] = me["csrf_token"]
    if profile is None:
        return
    headers = {"Content-Type": "application/json"}
    raw = await asyncio.to_thread(profile.read_bytes)
    _ok(await client.put("/api/profile", content=raw, headers=headers), "profile")
    order = {"reason": "initial"}
    accepted = _ok(await client.post("/api/plans", json=order, headers=_once()), "plan")
    async with asyncio.timeout(_PATIENCE_S):
        while (job := _ok(await client.get(f"/api/jobs/{accepted['job_id']}"), "job"))["state"] != "succeeded":
            if job["state"] in ("failed", "cancelled"):
                raise ChatFailed(f"the plan was not made: {job}")
            await asyncio.sleep(0.3)


def _once() -> dict[str, str]:
    return {"Idempotency-Key": secrets.token_hex(16)}


def _ok(response: httpx.Response, step: str) -> dict[str, Any]:
    if response.is_error:
        raise ChatFailed(f"{step}: {response.status_code} {response.text[:600]}")
    body: dict[str, Any] = response.json()
    return body


class Talk:
    """One chat in a terminal."""

    def __init__(self, console: Console, client: httpx.AsyncClient, url: str, locale: str) -> None:
        self._console, self._client, self._url, self._locale = console, client, url, locale
        self._chat = ""

    async def open(self) -> None:
        """Begin an empty chat."""
        self._chat = _ok(await self._client.post("/api/chats", json={}, headers=_once()), "chat")["chat"]["id"]

    async def ask(self, text: str, *, confirm: bool) -> None:
        """Ask, print the answer as it comes, its sources and what is proposed; ask y or n of each when `confirm`."""
        asked = {"text": text, "locale": self._locale}
        path = f"/api/chats/{self._chat}/turns"
        turn = _ok(await self._client.post(path, json=asked, headers=_once()), "ask")["turn"]
        path = f"{path}/{turn['id']}"
        with _stopping() as stop:
            told = await self._follow(turn["links"]["socket_topic"], path, stop)
        done = _ok(await self._client.get(path), "turn")
        if done["text"] != told:
            self._console.print(f"\n{_shown(done['text'])}")
        self._console.print()
        if done["message"]:
            self._console.print(_shown(done["message"]))
        if done["answer"] is not None:
            self._print_rest(done["answer"])
            for proposal in done["answer"]["proposals"]:
                await self._propose(path, proposal, confirm=confirm)

    async def _follow(self, topic: str, path: str, stop: asyncio.Event) -> str:
        """Print the turn as it is told; returns what was printed. Ctrl-C stops the turn, not the talk."""
        known, printed = Turn(), ""
        stopping = asyncio.create_task(self._stop_when(stop, path))
        try:
            async with asyncio.timeout(_PATIENCE_S), self._socket(topic) as socket:
                async for message in _messages(socket):
                    known = _told(known, message)
                    if known.text.startswith(printed):
                        self._console.print(_shown(known.text[len(printed) :]), end="", soft_wrap=True)
                    elif known.text:
                        self._console.print(f"\n{_shown(known.text)}", end="", soft_wrap=True)
                    printed = known.text or printed
                    if known.state.ended:
                        return printed
            raise Unavailable("the socket closed before the turn ended")
        finally:
            stopping.cancel()

    async def _stop_when(self, stop: asyncio.Event, path: str) -> None:
        await stop.wait()
        await self._client.delete(path)

    @contextlib.asynccontextmanager
    async def _socket(self, topic: str) -> AsyncIterator[ClientConnection]:
        ticket = _ok(await self._client.post("/api/ws/ticket"), "socket ticket")["ticket"]
        address = f"{self._url.replace('http', 'ws', 1)}/api/ws?ticket={ticket}"
        async with connect(address, proxy=None) as socket:
            await socket.send(msgspec.json.encode({"type": "subscribe", "topic": topic, "after": 0}).decode())
            yield socket

    def _print_rest(self, answer: dict[str, Any]) -> None:
        for citation in answer["citations"]:
            sources = "; ".join(f"{each['text']} ({each['year']})" for each in citation["sources"])
            self._console.print(f"[{citation['number']}] {_shown(citation['title'])}: {_shown(sources)}", style="dim")
        self._console.print(say(answer["locale"], f"chat.footer.{answer['written']}"), style="dim italic")

    async def _propose(self, path: str, proposal: dict[str, Any], *, confirm: bool) -> None:
        self._console.print(f"  ({proposal['number']}) {_shown(proposal['title'])}", style="bold")
        if not confirm:
            return
        accept = (await asyncio.to_thread(input, "      y/n? ")).strip().lower() in ("y", "yes", "o", "oui", "نعم")
        response = await self._client.post(f"{path}/proposals/{proposal['number']}", json={"accept": accept})
        if response.is_error:
            self._console.print(f"      {_shown(response.json().get('detail', response.text))}")
        else:
            self._console.print(f"      {response.json()['decision']}", style="green" if accept else "dim")


@contextlib.contextmanager
def _stopping() -> Iterator[asyncio.Event]:
    """Ctrl-C sets the event, as long as the block lasts."""
    event, loop = asyncio.Event(), asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGINT, event.set)
    try:
        yield event
    finally:
        loop.remove_signal_handler(signal.SIGINT)


async def _messages(socket: ClientConnection) -> AsyncIterator[dict[str, Any]]:
    async for message in socket:
        yield msgspec.json.decode(message)


def _told(known: Turn, message: dict[str, Any]) -> Turn:
    """What is known of the turn after a message of the socket."""
    if message["type"] == "error":
        raise ChatFailed(f"the socket said {message}")
    if message["type"] == "snapshot":
        data = message["data"]
        return Turn(state=TurnState(data["state"]), text=data["text"], code=data["code"])
    if message["type"] != "event":
        return known
    event = unwire(message["event"], msgspec.json.encode(message["data"]))
    return known if event is None else read(known, event)


def _shown(text: str) -> str:
    return text.translate(_CLEAN)
