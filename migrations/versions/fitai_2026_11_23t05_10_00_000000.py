"""What a person plans to eat, and what was eaten. New tables only: older code runs on this schema as before."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from migrations.statements import migration

ID = "2026-11-23T05:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "meal_plans, food_log"

STATEMENTS = (
    """
    CREATE TABLE meal_plans (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
        job_id uuid,
        version integer NOT NULL CHECK (version >= 1),
        profile_version integer NOT NULL CHECK (profile_version >= 1),
        starts_on date NOT NULL,
        ends_on date NOT NULL CHECK (ends_on >= starts_on),
        reason text NOT NULL CHECK (reason IN ('day', 'week', 'swap')),
        document jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT meal_plans_user_version_key UNIQUE (user_id, version)
    )
    """,
    """
    CREATE TABLE food_log (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
        client_id uuid NOT NULL,
        day date NOT NULL,
        eaten_at timestamptz NOT NULL,
        entry jsonb NOT NULL,
        nutrients jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT food_log_user_client_key UNIQUE (user_id, client_id)
    )
    """,
    "CREATE INDEX food_log_user_day ON food_log (user_id, day)",
    *(
        f"""
        CREATE TRIGGER {table}_immutable BEFORE UPDATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION fitai_refuse_update()
        """
        for table in ("meal_plans", "food_log")
    ),
)


async def forwards() -> MigrationManager:
    """Ran by Piccolo."""
    return migration(ID, DESCRIPTION, STATEMENTS)
