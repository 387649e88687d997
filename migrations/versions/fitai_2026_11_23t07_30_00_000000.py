"""What trackers told of people's days, and files that wait for their import. New tables only."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from migrations.statements import migration

ID = "2026-11-23T07:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "tracker_records, tracker_uploads"

STATEMENTS = (
    # `data` is compared byte by byte to tell which of two records of one instant holds, so it is no jsonb.
    """
    CREATE TABLE tracker_records (
        user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
        source text NOT NULL,
        key text NOT NULL,
        day date NOT NULL,
        updated_at timestamptz NOT NULL,
        gone boolean NOT NULL,
        data bytea NOT NULL,
        fetched_at timestamptz NOT NULL,
        PRIMARY KEY (user_id, source, key)
    )
    """,
    "CREATE INDEX tracker_records_user_day ON tracker_records (user_id, day)",
    "CREATE INDEX tracker_records_fetched ON tracker_records (fetched_at)",
    """
    CREATE TABLE tracker_uploads (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
        created_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX tracker_uploads_user ON tracker_uploads (user_id)",
    """
    CREATE TABLE tracker_upload_pieces (
        upload_id uuid NOT NULL REFERENCES tracker_uploads ON DELETE CASCADE,
        index integer NOT NULL,
        data bytea NOT NULL,
        PRIMARY KEY (upload_id, index)
    )
    """,
    # Archives do not compress again.
    "ALTER TABLE tracker_upload_pieces ALTER COLUMN data SET STORAGE EXTERNAL",
)


async def forwards() -> MigrationManager:
    """Ran by Piccolo."""
    return migration(ID, DESCRIPTION, STATEMENTS)
