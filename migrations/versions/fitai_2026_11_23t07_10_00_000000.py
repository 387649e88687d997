"""Trackers: connections to providers, ways there that were begun, and the inbox. New tables only."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from migrations.statements import migration

ID = "2026-11-23T07:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "tracker_connections, oauth_states, inbox"

STATEMENTS = (
    """
    CREATE TABLE tracker_connections (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
        provider text NOT NULL,
        account text NOT NULL,
        state text NOT NULL CHECK (state IN ('connected', 'broken')),
        scope text NOT NULL,
        sealed bytea NOT NULL,
        version bigint NOT NULL CHECK (version >= 1),
        expires_at timestamptz,
        connected_at timestamptz NOT NULL,
        synced_at timestamptz,
        next_sync_at timestamptz NOT NULL,
        lease_job uuid,
        lease_fence bigint NOT NULL,
        lease_until timestamptz,
        CONSTRAINT tracker_connections_user_provider_key UNIQUE (user_id, provider),
        CONSTRAINT tracker_connections_account_key UNIQUE (provider, account)
    ) WITH (fillfactor = 80)
    """,
    "CREATE INDEX tracker_connections_next_sync_at ON tracker_connections (next_sync_at)",
    """
    CREATE TABLE oauth_states (
        state_hash bytea PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
        session_id uuid NOT NULL REFERENCES sessions ON DELETE CASCADE,
        provider text NOT NULL,
        verifier bytea NOT NULL,
        return_to text NOT NULL,
        created_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX oauth_states_user_id ON oauth_states (user_id)",
    "CREATE INDEX oauth_states_session_id ON oauth_states (session_id)",
    "CREATE INDEX oauth_states_created_at ON oauth_states (created_at)",
    # A row outlives its payload, so that an event that comes again weeks later is still known.
    """
    CREATE TABLE inbox (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
        source text NOT NULL,
        external_id text NOT NULL,
        what text NOT NULL CHECK (what IN ('changed', 'deleted', 'gone')),
        kind text NOT NULL,
        object_id text NOT NULL,
        happened_at timestamptz,
        starts_at timestamptz,
        ends_at timestamptz,
        payload bytea NOT NULL,
        received_at timestamptz NOT NULL,
        handled_at timestamptz,
        CONSTRAINT inbox_source_external_id_key UNIQUE (source, external_id)
    ) WITH (fillfactor = 80)
    """,
    "CREATE INDEX inbox_user_id ON inbox (user_id)",
    "CREATE INDEX inbox_waiting ON inbox (user_id, source, id) WHERE handled_at IS NULL",
    "CREATE INDEX inbox_received_at ON inbox (received_at)",
)


async def forwards() -> MigrationManager:
    """Ran by Piccolo."""
    return migration(ID, DESCRIPTION, STATEMENTS)
