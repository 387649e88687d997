"""The row that orders a person's numbered things."""

from uuid import UUID

from adapters.storage.connection import Connection
from domain.errors import NotFound


async def lock_owner(connection: Connection, owner: UUID) -> None:
    """Hold the owner's row until the transaction ends, so that the next number is taken once. Raises `NotFound`.

    NO KEY: rows that only refer to the account (a session, a job) are still written by others meanwhile.
    """
    connection.demand_transaction()
    if await connection.first("SELECT 1 FROM users WHERE id = $1 FOR NO KEY UPDATE", owner) is None:
        raise NotFound("the account does not exist")
