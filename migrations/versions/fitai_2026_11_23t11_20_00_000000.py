"""For operators: attempts that have ended, who runs a job, paused queues, signs of life, and indexes for lists.

`job_attempts` holds every attempt but the last one of a job that has ended: of that the job's own row tells.

`jobs.ended_as` is null until a job has ended. An index on `state` would be touched by every claim; one on this is not,
so claims, heartbeats and progress go on rewriting a row where it lies.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from migrations.statements import migration

ID = "2026-11-23T11:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "job_attempts, queue_pauses, worker_beats, schedule_runs, indexes of jobs"

STATEMENTS = (
    "ALTER TABLE jobs ADD COLUMN worker text NOT NULL DEFAULT ''",
    """
    ALTER TABLE jobs ADD COLUMN ended_as text
    GENERATED ALWAYS AS (CASE WHEN ended_at IS NOT NULL THEN state END) STORED
    """,
    "CREATE INDEX jobs_kind ON jobs (kind, id DESC)",
    "CREATE INDEX jobs_queue ON jobs (queue, id DESC)",
    "CREATE INDEX jobs_not_done ON jobs (ended_as, id DESC) WHERE ended_as IN ('failed', 'cancelled')",
    """
    CREATE TABLE job_attempts (
        job_id uuid NOT NULL REFERENCES jobs ON DELETE CASCADE,
        token bigint NOT NULL,
        number smallint NOT NULL,
        worker text NOT NULL,
        started_at timestamptz NOT NULL,
        ended_at timestamptz NOT NULL,
        outcome text NOT NULL CHECK (outcome IN ('succeeded', 'failed', 'cancelled', 'retrying', 'lease_lost')),
        not_before timestamptz,
        code text NOT NULL,
        error text NOT NULL,
        PRIMARY KEY (job_id, token)
    )
    """,
    """
    CREATE TABLE queue_pauses (
        queue text PRIMARY KEY,
        actor uuid NOT NULL,
        at timestamptz NOT NULL
    )
    """,
    """
    CREATE TABLE worker_beats (
        id text PRIMARY KEY,
        queue text NOT NULL,
        version text NOT NULL,
        slots integer NOT NULL,
        running integer NOT NULL,
        started_at timestamptz NOT NULL,
        seen_at timestamptz NOT NULL,
        model jsonb NOT NULL
    ) WITH (fillfactor = 50)
    """,
    """
    CREATE TABLE schedule_runs (
        name text PRIMARY KEY,
        every_s double precision NOT NULL,
        last_at timestamptz NOT NULL,
        next_at timestamptz NOT NULL,
        took_ms double precision NOT NULL,
        worker text NOT NULL,
        error text NOT NULL
    ) WITH (fillfactor = 50)
    """,
)


async def forwards() -> MigrationManager:
    """Ran by Piccolo."""
    return migration(ID, DESCRIPTION, STATEMENTS)
