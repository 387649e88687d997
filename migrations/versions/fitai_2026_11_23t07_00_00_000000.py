"""What the coach learns from: recorded events with their heads, snapshots of what they add up to, changes of the plan.

`fitai_record_events` is the one way into `events`. It takes several statements, each of which sees what was committed
before it began: only so can numbers without gaps be given out after the person's head row is locked.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from migrations.statements import migration

ID = "2026-11-23T07:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "events with days, event_heads, projections, changes, versions of a plan made without a job"

_EVENTS = (
    "ALTER TABLE events ADD COLUMN day date, ADD COLUMN offset_min smallint NOT NULL DEFAULT 0",
    "ALTER TABLE events DISABLE TRIGGER events_immutable",
    "UPDATE events SET day = (occurred_at AT TIME ZONE 'UTC')::date",
    "ALTER TABLE events ENABLE TRIGGER events_immutable",
    "ALTER TABLE events ALTER COLUMN day SET NOT NULL, ALTER COLUMN offset_min DROP DEFAULT",
    # An event's id is its device's: unique for the person, whose own key index sees to that.
    "ALTER TABLE events DROP CONSTRAINT events_pkey, DROP CONSTRAINT events_user_seq_key",
    "ALTER TABLE events ADD CONSTRAINT events_user_seq_key PRIMARY KEY (user_id, seq)",
    "DROP INDEX events_user_occurred_at",
    "CREATE INDEX events_user_day ON events (user_id, day)",
    "CREATE INDEX events_amendments ON events (user_id) WHERE type IN ('event.corrected', 'event.deleted')",
)

_HEADS = (
    # Room on each page lets the row be rewritten where it lies, which happens with every batch.
    """
    CREATE TABLE event_heads (
        user_id uuid PRIMARY KEY REFERENCES users ON DELETE CASCADE,
        seq bigint NOT NULL CHECK (seq >= 0),
        adapted_seq bigint NOT NULL CHECK (adapted_seq BETWEEN 0 AND seq),
        revision bigint NOT NULL CHECK (revision >= 0),
        offset_min smallint NOT NULL,
        job_id uuid,
        adapted_at timestamptz
    ) WITH (fillfactor = 50)
    """,
    """
    INSERT INTO event_heads SELECT user_id, max(seq), 0, 0, 0, NULL, NULL FROM events GROUP BY user_id
    """,
)

_RECORD = """
CREATE FUNCTION fitai_record_events(
    owner uuid, at timestamptz, given jsonb, wake uuid, due timestamptz, attempts smallint,
    OUT last bigint, OUT recorded uuid[], OUT job uuid
) LANGUAGE plpgsql AS $$
DECLARE
    head event_heads%ROWTYPE;
    event record;
    decided boolean := false;
    waits timestamptz;
    tried smallint;
BEGIN
    -- The head comes before the account in everybody's order of locks, an erasure's too.
    SELECT * INTO head FROM event_heads WHERE user_id = owner FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        INSERT INTO event_heads VALUES (owner, 0, 0, 0, 0, NULL, NULL) ON CONFLICT DO NOTHING;
        SELECT * INTO head FROM event_heads WHERE user_id = owner FOR NO KEY UPDATE;
    END IF;
    last := head.seq;
    recorded := '{}';
    -- One after the other: each takes the next number only when it is new.
    FOR event IN SELECT * FROM jsonb_to_recordset(given) AS
        one(id uuid, key text, type text, version smallint, at timestamptz, day date, zone smallint, what jsonb)
    LOOP
        INSERT INTO events (id, user_id, seq, key, type, version, occurred_at, recorded_at, data, day, offset_min)
        VALUES (event.id, owner, last + 1, event.key, event.type, event.version, event.at, at, event.what, event.day,
            event.zone)
        ON CONFLICT (user_id, key) DO NOTHING;
        IF FOUND THEN
            last := last + 1;
            recorded := recorded || event.id;
            head.offset_min := event.zone;
            decided := decided OR event.type IN ('plan.activated', 'change.decided');
        END IF;
    END LOOP;
    job := head.job_id;
    IF last = head.seq AND jsonb_array_length(given) > 0 THEN
        RETURN;  -- all of it was known
    END IF;
    IF wake IS NOT NULL THEN
        -- The lock keeps a worker from claiming the job before it can see these events.
        SELECT id, not_before, attempt INTO job, waits, tried FROM jobs
        WHERE id = head.job_id AND state = 'queued' AND NOT cancel_requested FOR NO KEY UPDATE;
        IF NOT FOUND THEN
            job := wake;
            INSERT INTO jobs (id, user_id, kind, queue, state, args, attempt, max_attempts, lease_token, not_before,
                due_at, cancel_requested, error_code, error, created_at)
            VALUES (wake, owner, 'plan.adapt', 'plans', 'queued', '{}', 0, attempts, 0, due, due, false, '', '', at);
            INSERT INTO outbox (job_id, queue, due_at) VALUES (wake, 'plans', due);
        ELSIF waits > due AND tried = 0 THEN
            UPDATE jobs SET not_before = due, due_at = due WHERE id = job;
            INSERT INTO outbox (job_id, queue, due_at) VALUES (job, 'plans', due);
        END IF;
    END IF;
    UPDATE event_heads
    SET seq = last, offset_min = head.offset_min, job_id = job, revision = head.revision + decided::int
    WHERE user_id = owner;
END $$
"""

_REST = (
    """
    CREATE TABLE projections (
        user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
        name text NOT NULL,
        version integer NOT NULL,
        cut date NOT NULL,
        seq bigint NOT NULL CHECK (seq >= 0),
        state bytea NOT NULL,
        PRIMARY KEY (user_id, name)
    )
    """,
    """
    CREATE TABLE changes (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
        base uuid NOT NULL,
        rule text NOT NULL,
        subject text NOT NULL,
        suggestion jsonb NOT NULL,
        state text NOT NULL
            CHECK (state IN ('proposed', 'applied', 'accepted', 'declined', 'undone', 'withdrawn')),
        through_seq bigint NOT NULL CHECK (through_seq >= 0),
        created_at timestamptz NOT NULL,
        plan uuid,
        decided_at timestamptz,
        CONSTRAINT changes_decided_has_time CHECK ((state = 'proposed') = (decided_at IS NULL))
    )
    """,
    "CREATE UNIQUE INDEX changes_waiting_key ON changes (user_id, rule, subject) WHERE state = 'proposed'",
    "CREATE INDEX changes_user_id ON changes (user_id, id DESC)",
    "ALTER TABLE plan_versions ALTER COLUMN job_id DROP NOT NULL",
    "ALTER TABLE plan_versions DROP CONSTRAINT plan_versions_reason_check",
    """
    ALTER TABLE plan_versions ADD CONSTRAINT plan_versions_reason_check
    CHECK (reason IN ('initial', 'different', 'update', 'cycle', 'adapted', 'swap', 'undo'))
    """,
)

STATEMENTS = (*_EVENTS, *_HEADS, _RECORD, *_REST)


async def forwards() -> MigrationManager:
    """Ran by Piccolo."""
    return migration(ID, DESCRIPTION, STATEMENTS)
