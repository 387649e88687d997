"""Documents that people upload for the coach, and their parts with words and meaning.

Vectors are `real[]`: a server without pgvector has the same schema. The extension is made where the server has it and
lets us; it measures distances faster. New tables only: older code runs on this schema as before.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from migrations.statements import migration

ID = "2026-11-23T11:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "documents, document_parts"

STATEMENTS = (
    """
    DO $$
    BEGIN
        IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector') THEN
            CREATE EXTENSION IF NOT EXISTS vector;
        END IF;
    EXCEPTION WHEN insufficient_privilege THEN
        RAISE NOTICE 'pgvector is not made: %', SQLERRM;
    END $$
    """,
    """
    CREATE TABLE documents (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
        title text NOT NULL,
        text text NOT NULL,
        locale text NOT NULL,
        parts integer NOT NULL,
        created_at timestamptz NOT NULL,
        indexed_at timestamptz,
        digest bytea NOT NULL,
        UNIQUE (user_id, digest),
        UNIQUE (id, user_id)
    )
    """,
    """
    CREATE TABLE document_parts (
        document_id uuid NOT NULL,
        user_id uuid NOT NULL,
        number integer NOT NULL,
        config regconfig NOT NULL,
        text text NOT NULL,
        words tsvector GENERATED ALWAYS AS (to_tsvector(config, text)) STORED,
        embedding real[],
        PRIMARY KEY (user_id, document_id, number),
        FOREIGN KEY (document_id, user_id) REFERENCES documents (id, user_id) ON DELETE CASCADE
    )
    """,
    "CREATE INDEX document_parts_document ON document_parts (document_id, user_id)",
)


async def forwards() -> MigrationManager:
    """Ran by Piccolo."""
    return migration(ID, DESCRIPTION, STATEMENTS)
