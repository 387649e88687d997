"""Outbox rows that are due later wake nobody: the relay finds them when it looks by itself, each second.

A commit that has notified holds a lock of the whole server until it is on disk, so commits that notify go one after the
other instead of sharing a flush. Rows that may wait a second need not pay for that.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from migrations.statements import migration

ID = "2026-11-23T07:55:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "outbox notifies only of what is due"

STATEMENTS = (
    "DROP TRIGGER outbox_notify ON outbox",
    """
    CREATE OR REPLACE FUNCTION fitai_outbox_notify() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT FROM added WHERE due_at <= clock_timestamp() + interval '200 milliseconds') THEN
            PERFORM pg_notify('fitai_outbox', '');
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER outbox_notify AFTER INSERT ON outbox REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION fitai_outbox_notify()
    """,
)


async def forwards() -> MigrationManager:
    """Ran by Piccolo."""
    return migration(ID, DESCRIPTION, STATEMENTS)
