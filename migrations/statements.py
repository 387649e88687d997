"""A migration as a list of SQL statements: what is reviewed is what runs.

File names follow Piccolo's: the app's name, then the ID in lower case with `_` for `-` and `:`.
`adapters.storage.migrate` reads the IDs off them.
"""

from collections.abc import Sequence

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine import engine_finder


def migration(identifier: str, description: str, statements: Sequence[str]) -> MigrationManager:
    """The manager that Piccolo's runner asks each version for. The statements run in order in one transaction."""
    manager = MigrationManager(migration_id=identifier, app_name="fitai", description=description)

    async def run() -> None:
        engine = engine_finder()
        if engine is None:
            raise RuntimeError("piccolo_conf names no engine")
        for statement in statements:
            await engine.run_ddl(statement)

    manager.add_raw(run)
    return manager
