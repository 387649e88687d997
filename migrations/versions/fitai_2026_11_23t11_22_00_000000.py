"""Chats and their turns. New tables, and a trigger on jobs that touches only them: older code runs as before."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from migrations.statements import migration

ID = "2026-11-23T11:22:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "chats, turns"

STATEMENTS = (
    """
    CREATE TABLE chats (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
        title text NOT NULL,
        created_at timestamptz NOT NULL,
        last_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX chats_user_last ON chats (user_id, last_at DESC, id DESC)",
    # job_id has no foreign key: the rows of ended jobs are cleared away, and the turn stands alone.
    """
    CREATE TABLE turns (
        id uuid PRIMARY KEY,
        chat_id uuid NOT NULL REFERENCES chats ON DELETE CASCADE,
        user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
        job_id uuid NOT NULL,
        locale text NOT NULL,
        question text NOT NULL,
        state text NOT NULL CHECK (state IN (
            'queued', 'triaged', 'retrieving', 'generating', 'checking', 'done', 'cancelled', 'failed'
        )),
        attempt integer NOT NULL CHECK (attempt >= 0),
        seq integer NOT NULL CHECK (seq >= 0),
        text text NOT NULL,
        code text NOT NULL,
        answer jsonb,
        created_at timestamptz NOT NULL,
        ended_at timestamptz,
        CHECK ((ended_at IS NOT NULL) = (state IN ('done', 'cancelled', 'failed')))
    ) WITH (fillfactor = 80)
    """,
    "CREATE INDEX turns_chat ON turns (chat_id, id DESC)",
    "CREATE UNIQUE INDEX turns_open_key ON turns (chat_id) WHERE ended_at IS NULL",
    "CREATE INDEX turns_open_user ON turns (user_id) WHERE ended_at IS NULL",
    "CREATE INDEX turns_open_job ON turns (job_id) WHERE ended_at IS NULL",
    # A job ends in several places (worker, reaper, its owner, an operator): here is the one where its turn ends too.
    """
    CREATE FUNCTION fitai_end_turn() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE turns SET state = NEW.state, code = NEW.error_code, ended_at = NEW.ended_at
        WHERE job_id = NEW.id AND ended_at IS NULL;
        RETURN NULL;
    END
    $$
    """,
    """
    CREATE TRIGGER jobs_end_turn AFTER UPDATE OF state ON jobs
    FOR EACH ROW WHEN (NEW.kind = 'chat.turn' AND NEW.state IN ('failed', 'cancelled'))
    EXECUTE FUNCTION fitai_end_turn()
    """,
)


async def forwards() -> MigrationManager:
    """Ran by Piccolo."""
    return migration(ID, DESCRIPTION, STATEMENTS)
