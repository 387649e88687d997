"""`fitai preferences`: what consenting people chose, as training data."""

import asyncio
import sys
from pathlib import Path

import click
import msgspec

from adapters.clock import TimeOrderedIds
from adapters.settings import Settings
from adapters.storage.direct import DirectStorage
from adapters.storage.engine import Engine
from cli.settings import require, settings_from_environment
from domain.catalogue.loader import load_catalogue
from domain.identity.consents import Purpose
from domain.identity.preference_use_cases import preferences
from domain.identity.preferences import Preference

_PURPOSES = (Purpose.IMPROVE_MODELS, Purpose.RESEARCH)


@click.group
def command() -> None:
    """Preference pairs of people who agreed to it. Needs DATABASE_URL."""


@command.command
@click.argument("file", type=click.Path(dir_okay=False, writable=True, allow_dash=True, path_type=Path))
@click.option("--purpose", type=click.Choice([each.value for each in _PURPOSES]), default=_PURPOSES[0].value,
              help="Whose: of people who agreed to this.")  # fmt: skip
def export(file: Path, purpose: str) -> None:
    """Write one JSON object a line to FILE (- for standard output): source, context, chosen, rejected.

    No ids, times, free text or health data; people who have withdrawn are not in it.
    """
    settings = settings_from_environment()
    require(settings, "DATABASE_URL")
    pairs = asyncio.run(_gather(settings, Purpose(purpose)))
    text = b"".join(msgspec.json.encode(pair) + b"\n" for pair in pairs)
    if str(file) == "-":
        sys.stdout.buffer.write(text)
    else:
        file.write_bytes(text)
    click.echo(f"{len(pairs)} pairs", err=True)


async def _gather(settings: Settings, purpose: Purpose) -> list[Preference]:
    async with Engine(settings.database_url, pool_size=1, application="fitai-preferences") as engine:
        return await preferences(DirectStorage(engine, TimeOrderedIds()), load_catalogue(), purpose)
