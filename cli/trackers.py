"""`fitai trackers`: play a provider's traffic against a running API, signed as the provider would sign it."""

import asyncio
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import click
import httpx
import msgspec
from msgspec import Struct

from adapters.providers.config import ProviderConfig, load_providers
from cli.settings import settings_from_environment
from cli.signed_traffic import Keys, Post, signed
from domain.activity.generator import Character, tracker_life
from domain.errors import ConfigError
from domain.trackers.notification import Provider

_AT_A_TIME = 16
_PER_EVENT = 50


class Recorded(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of a recording: what the provider sent. `name` is the event's id, where it travels in a header."""

    provider: Provider
    body: str
    name: str = ""


@click.group
def command() -> None:
    """Play tracker traffic. Needs FITAI_TRACKERS, whose secrets sign it."""


@command.command
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--account", required=True, help="The `reference` that connecting `standard` gave.")
@click.option("--days", default=60, show_default=True, help="Length of the life that is made up.")
@click.option("--seed", default=1, show_default=True)
def generate(folder: Path, account: str, days: int, seed: int) -> None:
    """Write a recording of a made-up person's tracker into FOLDER, as a bridge would send it."""
    folder.mkdir(parents=True, exist_ok=True)
    start = datetime.now(UTC).date() - timedelta(days=days - 1)
    lines = [msgspec.json.encode(each) for each in _life(account, start, days, seed)]
    (folder / "standard.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    click.echo(f"{len(lines)} deliveries in {folder / 'standard.jsonl'}")


@command.command
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--url", default="http://127.0.0.1:8000", show_default=True, help="The API that is to be told.")
@click.option("--times", default=1, show_default=True, help="How often each delivery is sent: providers repeat.")
@click.option("--rate", default=50.0, show_default=True, help="Deliveries a second.")
def replay(folder: Path, url: str, times: int, rate: float) -> None:
    """Send what FOLDER holds (*.jsonl, a delivery a line), signed now with the secrets of FITAI_TRACKERS."""
    deliveries = list(_recorded(folder))
    configs = load_providers(settings_from_environment().trackers)
    asked = sorted({each.provider for each in deliveries})
    missing = [provider.value for provider in asked if provider not in configs]
    if missing:
        raise ConfigError(f"FITAI_TRACKERS has no table for {', '.join(missing)}, so nothing can sign for them")
    keys = {provider: _keys(provider, configs[provider]) for provider in asked}
    began = time.monotonic()
    replies = asyncio.run(_send(url, deliveries * times, keys, rate))
    counts = ", ".join(f"{number} x {status}" for status, number in sorted(replies.items()))
    click.echo(f"{sum(replies.values())} deliveries in {time.monotonic() - began:.1f} s: {counts}")
    if any(not 200 <= status < 300 for status in replies):
        sys.exit(1)


def _life(account: str, start: date, days: int, seed: int) -> Iterator[Recorded]:
    """The records of a made-up life in the order in which they were told, some to a delivery."""
    records = list(tracker_life(random.Random(seed), Character(), start, days))  # noqa: S311 - a story, no secret
    for first in range(0, len(records), _PER_EVENT):
        part = records[first : first + _PER_EVENT]
        at = max(record.updated_at for record in part)
        body = {"type": "records.updated", "timestamp": at.isoformat(), "data": {"user_id": account, "records": part}}
        yield Recorded(
            provider=Provider.STANDARD, body=msgspec.json.encode(body).decode(), name=f"life-{account}-{seed}-{first}"
        )


def _recorded(folder: Path) -> Iterator[Recorded]:
    """Every delivery of a folder, file by file. Raises `ConfigError` naming the line that cannot be read."""
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_bytes().splitlines(), 1):
            if line.strip():
                try:
                    yield msgspec.json.decode(line, type=Recorded)
                except msgspec.DecodeError as error:
                    raise ConfigError(f"{path}, line {number}: {error}") from error


def _keys(provider: Provider, config: ProviderConfig) -> Keys:
    """Raises `ConfigError` for Google Health, of which only public keys are known."""
    if provider is Provider.GOOGLE_HEALTH:
        raise ConfigError("deliveries of google_health cannot be signed: only its public keys are known")
    secret = config.webhook_secrets[0] if config.webhook_secrets else config.client_secret
    return Keys(secret=secret, path=config.path_secret or "")


async def _send(url: str, deliveries: list[Recorded], keys: dict[Provider, Keys], rate: float) -> Counter[int]:
    replies: Counter[int] = Counter()
    turns = asyncio.Semaphore(_AT_A_TIME)
    async with httpx.AsyncClient(base_url=url, timeout=30, trust_env=False) as http:

        async def send(post: Post) -> None:
            async with turns:
                replies[(await http.post(post.path, content=post.body, headers=post.headers)).status_code] += 1

        async with asyncio.TaskGroup() as tasks:
            for each in deliveries:
                post = signed(each.provider, each.body.encode(), keys[each.provider], datetime.now(UTC), name=each.name)
                tasks.create_task(send(post))
                await asyncio.sleep(1 / rate)
    return replies
