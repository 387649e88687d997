"""Garmin Health and Activity API, Push (documentation is for partners only; facts from other projects, 2026-10).

Not signed: the address ends with a secret, and `garmin-client-id`, where it is sent, must be our client's. 200 within
30 seconds; repeats for up to seven days. A body maps each summary type to an array; the same `summaryId` comes again
with later data, which replaces it. The endpoint is to be registered for Push: a Ping names an address to call back,
which is never called, so a Ping tells nothing here. A partner must also take deregistrations and permission changes.
"""

from datetime import UTC, datetime
from typing import Any

from msgspec import json

from adapters.providers.config import ProviderConfig
from api.errors import MalformedBody
from api.webhooks.signatures import check_path, same
from api.webhooks.source import MAX_EVENTS, Delivery, Source, WebhookRefused, decoded
from domain.trackers.notification import Notification, Provider, What, digest, key

_GONE = ("deregistrations",)
_PERMISSIONS = "userPermissionsChange"
_Item = dict[str, Any]


def verify(delivery: Delivery, config: ProviderConfig, now: datetime) -> None:  # noqa: ARG001
    """See the top of this file."""
    check_path(Provider.GARMIN, config, delivery.path_secret)
    client = delivery.headers.get("garmin-client-id")
    if client is not None and not same(config.client_id, client):
        raise WebhookRefused("The delivery is of another client.")


def read(delivery: Delivery, now: datetime) -> tuple[Notification, ...]:  # noqa: ARG001
    """Each summary of a delivery. Raises `MalformedBody` for more than `MAX_EVENTS`."""
    batches = decoded(delivery.body, dict[str, list[_Item]])
    if sum(len(items) for items in batches.values()) > MAX_EVENTS:
        raise MalformedBody(f"The delivery has more than {MAX_EVENTS} summaries.")
    return tuple(
        _notification(kind, item)
        for kind, items in batches.items()
        for item in items
        if item.get("userId") and "callbackURL" not in item
    )


def _notification(kind: str, item: _Item) -> Notification:
    data = json.encode(item, order="sorted")
    account, summary = str(item["userId"]), str(item.get("summaryId", ""))
    # All permissions taken away are a withdrawal by another name.
    gone = kind in _GONE or (kind == _PERMISSIONS and not item.get("permissions"))
    return Notification(
        account=account,
        external_id=key(account, kind, summary, digest(data)),
        what=What.GONE if gone else What.CHANGED,
        kind=kind,
        object_id=summary,
        starts_at=_time(item.get("startTimeInSeconds")),
        data=b"" if gone else data,
    )


def _time(seconds: object) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int) and 0 <= seconds < 2**35 else None


SOURCE = Source(provider=Provider.GARMIN, verify=verify, read=read)
