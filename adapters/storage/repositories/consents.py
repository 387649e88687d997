"""What people agreed to."""

from uuid import UUID

from asyncpg import Record

from adapters.storage.connection import Connection
from adapters.storage.repositories.owners import lock_owner
from domain.identity.consents import VERSIONS, Consent, Purpose

_COLUMNS = ", ".join(Consent.__struct_fields__)


class ConsentRepository:
    """`domain.identity.consents.Consents`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def hold(self, owner: UUID) -> None:
        await lock_owner(self._connection, owner)

    async def add(self, consent: Consent) -> None:
        await self._connection.first(
            f"INSERT INTO consents ({_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6)",  # noqa: S608
            consent.id, consent.user_id, consent.purpose.value, consent.granted, consent.version, consent.at,
        )  # fmt: skip

    async def history(self, owner: UUID) -> list[Consent]:
        rows = await self._connection.fetch(
            f"SELECT {_COLUMNS} FROM consents WHERE user_id = $1 ORDER BY id",  # noqa: S608
            owner,
        )
        return [_consent(row) for row in rows]

    async def given(self, owner: UUID, purpose: Purpose) -> bool:
        row = await self._connection.first(
            "SELECT granted AND version = $3 AS given FROM consents WHERE user_id = $1 AND purpose = $2 "
            "ORDER BY id DESC LIMIT 1",
            owner, purpose.value, VERSIONS[purpose],
        )  # fmt: skip
        return row is not None and bool(row["given"])

    async def people(self, purpose: Purpose) -> list[UUID]:
        rows = await self._connection.fetch(
            """
            SELECT user_id FROM (
                SELECT DISTINCT ON (user_id) user_id, granted, version FROM consents WHERE purpose = $1
                ORDER BY user_id, id DESC
            ) AS latest WHERE granted AND version = $2
            """,
            purpose.value, VERSIONS[purpose],
        )  # fmt: skip
        return [row["user_id"] for row in rows]


def _consent(row: Record) -> Consent:
    return Consent(**{**row, "purpose": Purpose(row["purpose"])})
