"""`fitai story`: twelve weeks of one person through the real API and worker, told as they happen."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import click
import httpx
from msgspec import Struct
from rich.console import Console
from rich.table import Column, Table

from adapters.settings import Settings
from adapters.telemetry import logs
from cli.settings import settings_from_environment
from cli.story.checks import Check, checks
from cli.story.play import START, Book, Play, Told
from cli.story.player import ZONE, StoryFailed, registered
from cli.story.plot import WEEKS
from cli.story.stack import StoryClock, played_stack

CHARTS = {
    "strength": "/api/history/charts/strength.svg?exercise=barbell-deadlift",
    "sets": "/api/history/charts/sets.svg",
    "load": "/api/history/charts/load.svg",
    "adherence": "/api/history/charts/adherence.svg",
    "game": "/api/game/card.svg",
}
"""The pictures that are kept, by name and address."""


class Story(Struct, frozen=True, kw_only=True):
    """How it went: what was written down, whether each check holds, the game at the end, the pictures by name."""

    book: Book
    checks: tuple[Check, ...]
    game: dict[str, Any]
    charts: dict[str, str]


@click.command
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder for the charts, as story-*.svg.")
def command(out: Path | None) -> None:
    """Play twelve weeks of one person in a minute: sessions, pain, missed days, late batches, changes, levels."""
    console = Console()
    base = settings_from_environment()
    settings = settings_from_environment(FITAI_DATA_DIR=str(base.data_dir / "story"))
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    logs.configure("error", settings.log_format)
    story = asyncio.run(run_story(settings, lambda number, days: _tell(console, number, days)))
    _show_checks(console, story.checks)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        for name, svg in story.charts.items():
            (out / f"story-{name}.svg").write_text(svg)
        console.print(f"{len(story.charts)} charts written to {out}/", style="bold green", highlight=False)
    broken = [check.says for check in story.checks if not check.holds]
    if broken:
        raise StoryFailed("these do not hold: " + "; ".join(broken))


async def run_story(settings: Settings, tell: Callable[[int, list[Told]], None]) -> Story:
    """The whole story against a stack of its own; `tell` is given each week. Raises `StoryFailed`."""
    clock = StoryClock(datetime.combine(START, time(6), ZONE).astimezone(UTC))
    async with (
        played_stack(settings, clock) as url,
        httpx.AsyncClient(base_url=url, timeout=30, trust_env=False) as http,
    ):
        email = f"story-{datetime.now(UTC).timestamp():.0f}@example.org"
        device = await registered(http, email, "three quiet rowing machines")
        played = Play(device, clock)
        await played.begin()
        for number in range(1, WEEKS + 1):
            tell(number, await played.week(number))
        await played.end()
        game = await device.ask("GET", "/api/game")
        found = await checks(device, played.book, game)
        charts = {name: await device.text(path) for name, path in CHARTS.items()}
        return Story(book=played.book, checks=tuple(found), game=game, charts=charts)


def _tell(console: Console, number: int, days: list[Told]) -> None:
    columns = (
        Column("day", width=10),
        Column("session", ratio=5),
        Column("what else", ratio=6),
        Column("level", width=5, justify="right"),
        Column("XP", width=5, justify="right"),
    )
    table = Table(*columns, title=f"Week {number}", title_justify="left", expand=True)
    for told in days:
        notes = "\n".join(told.notes)
        table.add_row(f"{told.day:%a %d %b}", told.text, notes, str(told.level), str(told.xp))
    console.print(table, highlight=False)


def _show_checks(console: Console, found: tuple[Check, ...]) -> None:
    table = Table("holds", "what", "figures", title="Checks", title_justify="left")
    for check in found:
        table.add_row("yes" if check.holds else "NO", check.says, check.figures)
    console.print(table, highlight=False)
