"""Piccolo's migration runner, made to run inside a transaction of ours. Slow to import; see `migrate`."""

import io
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from importlib import import_module
from importlib.resources import files
from typing import Any, NamedTuple

import asyncpg
from piccolo.apps.migrations.commands.forwards import ForwardsMigrationManager

from adapters.storage.tables import DB
from migrations.piccolo_app import APP_CONFIG

_VERSIONS = "migrations.versions"
_CONF = "PICCOLO_CONF"
# The environment and standard output belong to the whole process.
_process = threading.Lock()


class _Runner(ForwardsMigrationManager):
    def get_migration_modules(self, folder_path: str) -> dict[str, Any]:  # noqa: ARG002
        """From the package: Piccolo would put the folder on `sys.path` and leave it there."""
        names = (entry.name.removesuffix(".py") for entry in files(_VERSIONS).iterdir() if entry.name.endswith(".py"))
        modules = [import_module(f"{_VERSIONS}.{name}") for name in names if name != "__init__"]
        return {module.ID: module for module in modules}


class _Current(NamedTuple):
    """What Piccolo takes for the transaction that is open; its own `transaction()` inside is then a no-op."""

    connection: asyncpg.Connection


async def run_forwards(connection: asyncpg.Connection) -> None:
    """Apply what is missing on `connection`, which is in a transaction.

    A version and its row in `migration` then stand or fall together; Piccolo alone commits one before the other.
    """
    current: Any = _Current(connection)
    token = DB.current_transaction.set(current)
    try:
        with _surroundings():
            runner = _Runner(app_name=APP_CONFIG.app_name)
            await runner.create_migration_table()
            await runner.run_migrations(APP_CONFIG)
    finally:
        DB.current_transaction.reset(token)


@contextmanager
def _surroundings() -> Iterator[None]:
    """Piccolo looks for its engine in the module that PICCOLO_CONF names (by default one in the cwd), and prints."""
    with _process, redirect_stdout(io.StringIO()):
        before = os.environ.get(_CONF)
        os.environ[_CONF] = "adapters.storage.tables"
        try:
            yield
        finally:
            if before is None:
                del os.environ[_CONF]
            else:
                os.environ[_CONF] = before
