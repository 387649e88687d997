"""What belongs to a person and never changes: versions of the profile and the plan, and domain events."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from migrations.statements import migration

ID = "2026-11-23T03:41:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "profile_versions, plan_versions, events"

STATEMENTS = (
    """
    CREATE TABLE profile_versions (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
        version integer NOT NULL CHECK (version >= 1),
        raw jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT profile_versions_user_version_key UNIQUE (user_id, version)
    )
    """,
    """
    CREATE TABLE plan_versions (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
        job_id uuid NOT NULL,
        version integer NOT NULL CHECK (version >= 1),
        profile_version integer NOT NULL CHECK (profile_version >= 1),
        reason text NOT NULL CHECK (reason IN ('initial', 'different', 'update')),
        document jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT plan_versions_user_version_key UNIQUE (user_id, version)
    )
    """,
    """
    CREATE TABLE events (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
        seq bigint NOT NULL CHECK (seq >= 1),
        key text NOT NULL,
        type text NOT NULL,
        version smallint NOT NULL CHECK (version >= 1),
        occurred_at timestamptz NOT NULL,
        recorded_at timestamptz NOT NULL,
        data jsonb NOT NULL,
        CONSTRAINT events_user_seq_key UNIQUE (user_id, seq),
        CONSTRAINT events_user_key_key UNIQUE (user_id, key)
    )
    """,
    "CREATE INDEX events_user_occurred_at ON events (user_id, occurred_at)",
    *(
        f"""
        CREATE TRIGGER {table}_immutable BEFORE UPDATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION fitai_refuse_update()
        """
        for table in ("profile_versions", "plan_versions", "events")
    ),
)


async def forwards() -> MigrationManager:
    """Ran by Piccolo."""
    return migration(ID, DESCRIPTION, STATEMENTS)
