"""Jobs and the outbox whose rows wake the workers."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from migrations.statements import migration

ID = "2026-11-23T03:42:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "jobs, outbox"

STATEMENTS = (
    # Room on each page lets claims, heartbeats and progress rewrite a row where it lies, without touching an index.
    """
    CREATE TABLE jobs (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
        kind text NOT NULL,
        queue text NOT NULL,
        state text NOT NULL CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
        args jsonb NOT NULL,
        attempt smallint NOT NULL CHECK (attempt >= 0),
        max_attempts smallint NOT NULL CHECK (max_attempts >= 1),
        lease_token bigint NOT NULL CHECK (lease_token >= 0),
        lease_until timestamptz,
        not_before timestamptz,
        due_at timestamptz NOT NULL,
        cancel_requested boolean NOT NULL,
        progress jsonb,
        result jsonb,
        error_code text NOT NULL,
        error text NOT NULL,
        created_at timestamptz NOT NULL,
        started_at timestamptz,
        ended_at timestamptz,
        CONSTRAINT jobs_attempt_within_max CHECK (attempt <= max_attempts),
        CONSTRAINT jobs_running_is_leased CHECK ((state = 'running') = (lease_until IS NOT NULL)),
        CONSTRAINT jobs_ended_has_time
            CHECK ((state IN ('succeeded', 'failed', 'cancelled')) = (ended_at IS NOT NULL))
    ) WITH (fillfactor = 70)
    """,
    "CREATE INDEX jobs_user_id ON jobs (user_id, id DESC)",
    "CREATE INDEX jobs_undone ON jobs (id) WHERE ended_at IS NULL",
    "CREATE INDEX jobs_ended_at ON jobs (ended_at) WHERE ended_at IS NOT NULL",
    """
    CREATE TABLE outbox (
        id bigserial PRIMARY KEY,
        job_id uuid NOT NULL REFERENCES jobs ON DELETE CASCADE,
        queue text NOT NULL,
        due_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX outbox_job_id ON outbox (job_id)",
    "CREATE INDEX outbox_due_at ON outbox (due_at, id)",
    """
    CREATE FUNCTION fitai_outbox_notify() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM pg_notify('fitai_outbox', '');
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER outbox_notify AFTER INSERT ON outbox
    FOR EACH STATEMENT EXECUTE FUNCTION fitai_outbox_notify()
    """,
)


async def forwards() -> MigrationManager:
    """Ran by Piccolo."""
    return migration(ID, DESCRIPTION, STATEMENTS)
