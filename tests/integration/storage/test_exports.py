"""What is read for a person's copy of their data: everything of theirs, no secret, nothing of anybody else."""

from datetime import timedelta

import msgspec
import pytest
from msgspec import Raw

from adapters.storage.repositories.exports import LEFT_OUT, PARTS
from adapters.storage.tables import TABLES
from domain.privacy.export import KEPT

SECRETS = ("password_hash", "token_hash", "csrf_token", "sealed", "verifier", "payload")


async def _all(unit, owner) -> dict[str, list[dict]]:
    read = {}
    for part in unit.exports.parts:
        read[part] = [msgspec.json.decode(row) async for rows in unit.exports.rows(owner, part) for row in rows]
    return read


def test_every_table_is_exported_or_left_out_for_a_reason() -> None:
    exported = [part.table for part in PARTS.values()]
    assert len(exported) == len(set(exported))
    assert not set(exported) & set(LEFT_OUT)
    assert {table._meta.tablename for table in TABLES} == {*exported, *LEFT_OUT}


@pytest.mark.parametrize("part", PARTS)
def test_no_column_that_is_secret_is_exported(part: str) -> None:
    table = next(each for each in TABLES if each._meta.tablename == PARTS[part].table)
    secret = {column._meta.db_column_name for column in table._meta.columns if column._meta.secret}
    named = {column._meta.db_column_name for column in table._meta.columns}
    assert secret | (named & set(SECRETS)) <= set(PARTS[part].without)


async def test_rows_are_as_they_are_stored_and_ones_own(uow, user, stranger, now):
    async with uow() as unit:
        for age in (30, 31):
            await unit.profiles.add(user.id, Raw(b'{"age": %d}' % age), now)
        await unit._connection.fetch(
            "INSERT INTO projections VALUES ($1, 'game', 1, $2, 7, $3)", user.id, now.date(), b'{"xp": 40}'
        )
    async with uow() as unit:
        await unit.exports.hold_still()
        mine, theirs = await _all(unit, user.id), await _all(unit, stranger.id)
    assert [(row["version"], row["raw"]) for row in mine["profiles"]] == [(1, {"age": 30}), (2, {"age": 31})]
    assert mine["account"][0]["email"] == user.email
    assert mine["computed"][0]["state"] == {"xp": 40}
    assert not set(mine["account"][0]) & set(SECRETS)
    assert {part for part, rows in theirs.items() if rows} == {"account"}


async def test_more_than_is_read_at_a_time_comes_whole_and_in_order(uow, user, now):
    async with uow() as unit:
        await unit._connection.fetch(
            "INSERT INTO events SELECT gen_random_uuid(), $1, n, n::text, 'x', 1, $2, $2, '{}', $3, 0 "
            "FROM generate_series(1, 2500) AS n",
            user.id, now, now.date(),
        )  # fmt: skip
    async with uow() as unit:
        read = await _all(unit, user.id)
    assert [row["seq"] for row in read["events"]] == list(range(1, 2501))


async def test_nothing_can_be_written_while_it_holds_still(uow, user, now):
    with pytest.raises(Exception, match="read-only"):
        async with uow() as unit:
            await unit.exports.hold_still()
            await unit.profiles.add(user.id, Raw(b"{}"), now)


async def test_the_file_is_kept_for_its_owner_until_it_expires_or_is_replaced(uow, user, stranger, new_id, now):
    first, second = new_id(), new_id()
    async with uow() as unit:
        await unit.exports.put(user.id, first, now, now + KEPT, b"one")
        await unit.exports.put(user.id, second, now, now + KEPT, b"two")
    async with uow() as unit:
        assert await unit.exports.get(user.id, first, now) is None
        assert await unit.exports.get(stranger.id, second, now) is None
        assert await unit.exports.get(user.id, second, now + KEPT - timedelta(seconds=1)) == b"two"
        assert await unit.exports.get(user.id, second, now + KEPT) is None
        assert await unit.exports.delete_expired(now + KEPT) >= 1
        assert await unit.exports.get(user.id, second, now) is None
