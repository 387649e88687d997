"""A bridge that signs by Standard Webhooks: it sends our own records, whatever it had them from.

The data are {"user_id": ..., "records": [TrackerRecord, ...]}; a record's source becomes "standard/SOURCE", so that the
terms of both hold.
"""

import msgspec
from msgspec import Struct, structs

from domain.activity.records import TrackerRecord
from domain.trackers.notification import InboxRow


class _Data(Struct):
    records: list[TrackerRecord] = []


def records(row: InboxRow, data: bytes) -> list[TrackerRecord]:
    """The records of one event."""
    told = msgspec.json.decode(data, type=_Data).records
    # Nothing is told after it was received: a clock ahead of ours must not make a record that none can correct.
    return [
        structs.replace(each, source=f"{row.source}/{each.source}", updated_at=min(each.updated_at, row.received_at))
        for each in told
        if each.updated_at.tzinfo is not None
    ]


class BridgeClient:
    """`ports.ReferenceClient` of a bridge that the operator runs: there is no page, the name is given to it."""

    async def page_for(self, reference: str) -> str:  # noqa: ARG002
        """None."""
        return ""
