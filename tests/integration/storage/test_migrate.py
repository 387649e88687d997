import asyncio
import os
import subprocess
import sys

import asyncpg
import pytest

from adapters.storage.migrate import migrate, pending
from adapters.storage.tables import TABLES
from domain.errors import ConfigError, Unavailable

# How PostgreSQL names the types of Piccolo's columns.
_TYPES = {"bigserial": "bigint", "timestamptz": "timestamp with time zone", "real[]": "ARRAY"}


async def test_two_at_once_on_an_empty_database_apply_each_version_once(empty_postgres_url):
    expected = pending(empty_postgres_url)
    both = await asyncio.gather(*(asyncio.to_thread(migrate, empty_postgres_url) for _ in range(2)))
    assert sorted(both) == [[], expected]
    connection = await asyncpg.connect(empty_postgres_url)
    applied = [row["name"] for row in await connection.fetch("SELECT name FROM migration ORDER BY id")]
    await connection.close()
    assert applied == expected == sorted(expected)
    assert pending(empty_postgres_url) == migrate(empty_postgres_url) == []


def test_works_from_any_directory_without_importing_piccolo_when_up_to_date(postgres_url, tmp_path):
    program = (
        "import sys; from adapters.storage.migrate import migrate; "
        "print(migrate(sys.argv[1]), any(name.startswith('piccolo') for name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, postgres_url],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.strip(), done.stderr) == ("[] False", "")


async def test_a_database_newer_than_the_code_is_refused(postgres_url):
    connection = await asyncpg.connect(postgres_url)
    try:
        await connection.execute("INSERT INTO migration (name, app_name) VALUES ('2999-01-01', 'fitai')")
        with pytest.raises(ConfigError, match="2999-01-01"):
            await asyncio.to_thread(migrate, postgres_url)
        await connection.execute("DELETE FROM migration WHERE name = '2999-01-01'")
    finally:
        await connection.close()


async def test_no_server_is_unavailable(free_tcp_port):
    with pytest.raises(Unavailable):
        await asyncio.to_thread(migrate, f"postgresql://nobody@127.0.0.1:{free_tcp_port}/none")


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table._meta.tablename)
async def test_tables_are_what_the_migrations_make(postgres_url, table):
    connection = await asyncpg.connect(postgres_url)
    rows = await connection.fetch(
        "SELECT column_name, data_type, is_nullable FROM information_schema.columns WHERE table_name = $1 "
        "ORDER BY ordinal_position",
        table._meta.tablename,
    )
    await connection.close()
    described = [
        (
            column._meta.db_column_name,
            _TYPES.get(column.column_type.lower(), column.column_type.lower()),
            "YES" if column._meta.null else "NO",
        )
        for column in table._meta.columns
    ]
    assert [tuple(row) for row in rows] == described
