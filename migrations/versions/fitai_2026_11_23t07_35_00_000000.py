"""Entries of the food log that were deleted, so that a device that sends one again does not bring it back.

A new table only: older code runs on this schema as before.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from migrations.statements import migration

ID = "2026-11-23T07:35:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "food_log_deleted"

STATEMENTS = (
    """
    CREATE TABLE food_log_deleted (
        user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
        client_id uuid NOT NULL,
        PRIMARY KEY (user_id, client_id)
    )
    """,
)


async def forwards() -> MigrationManager:
    """Ran by Piccolo."""
    return migration(ID, DESCRIPTION, STATEMENTS)
