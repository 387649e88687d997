"""The copy of everything that is kept about a person, for a few days.

A new table only: older code runs on this schema as before. The file is compressed already.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from migrations.statements import migration

ID = "2026-11-23T11:52:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "data_exports"

STATEMENTS = (
    """
    CREATE TABLE data_exports (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        file bytea NOT NULL
    )
    """,
    "ALTER TABLE data_exports ALTER COLUMN file SET STORAGE EXTERNAL",
    "CREATE INDEX data_exports_user_id ON data_exports (user_id)",
)


async def forwards() -> MigrationManager:
    """Ran by Piccolo."""
    return migration(ID, DESCRIPTION, STATEMENTS)
