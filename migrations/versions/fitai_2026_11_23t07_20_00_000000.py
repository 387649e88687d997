"""What people agreed to, and the leaderboard's standings. New tables only: older code runs on this schema as before."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from migrations.statements import migration

ID = "2026-11-23T07:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "consents, standings"

STATEMENTS = (
    """
    CREATE TABLE consents (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
        purpose text NOT NULL CHECK (purpose IN ('leaderboard', 'improve_models', 'research')),
        granted boolean NOT NULL,
        version integer NOT NULL CHECK (version >= 1),
        at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX consents_user_purpose ON consents (user_id, purpose, id DESC)",
    """
    CREATE TRIGGER consents_immutable BEFORE UPDATE ON consents
    FOR EACH STATEMENT EXECUTE FUNCTION fitai_refuse_update()
    """,
    """
    CREATE TABLE standings (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
        monday date NOT NULL,
        cohort smallint NOT NULL CHECK (cohort >= 1),
        xp integer NOT NULL CHECK (xp >= 0),
        level smallint NOT NULL CHECK (level >= 1),
        updated_at timestamptz NOT NULL,
        CONSTRAINT standings_user_monday_key UNIQUE (user_id, monday)
    ) WITH (fillfactor = 80)
    """,
    "CREATE INDEX standings_ranking ON standings (monday, cohort, xp DESC)",
)


async def forwards() -> MigrationManager:
    """Ran by Piccolo."""
    return migration(ID, DESCRIPTION, STATEMENTS)
