"""WHOOP API v2 (developer.whoop.com/docs/developing/webhooks, checked 2026-10).

`X-WHOOP-Signature-Timestamp` (ms) and `X-WHOOP-Signature`, base64 HMAC-SHA256 of timestamp and body with the client's
secret. Retried with backoff; whether a repeat is signed anew is not known. `trace_id` names the event; the id of a
recovery is that of its sleep.
"""

from datetime import UTC, datetime

from msgspec import Struct

from adapters.providers.config import ProviderConfig
from api.webhooks.signatures import LONG_TOLERANCE, check_age, check_hmac, from_base64, signing_secrets
from api.webhooks.source import Delivery, Source, decoded
from domain.trackers.notification import Notification, Provider, What, key

_STAMP = "x-whoop-signature-timestamp"


class _Event(Struct):
    user_id: int
    id: str | int
    type: str
    trace_id: str


def verify(delivery: Delivery, config: ProviderConfig, now: datetime) -> None:
    """See the top of this file."""
    secrets = signing_secrets(Provider.WHOOP, config, client_secret=True)
    time = delivery.header(_STAMP)
    check_hmac(secrets, time.encode() + delivery.body, from_base64(delivery.header("x-whoop-signature")))
    check_age(time, now, LONG_TOLERANCE, per_second=1000)


def read(delivery: Delivery, now: datetime) -> tuple[Notification, ...]:  # noqa: ARG001
    """The one event of a delivery."""
    event = decoded(delivery.body, _Event)
    kind, _, change = event.type.partition(".")
    return (
        Notification(
            account=str(event.user_id),
            external_id=key(event.trace_id),
            what=What.DELETED if change == "deleted" else What.CHANGED,
            kind=kind,
            object_id=str(event.id),
            happened_at=datetime.fromtimestamp(int(delivery.header(_STAMP)) / 1000, UTC),
        ),
    )


SOURCE = Source(provider=Provider.WHOOP, verify=verify, read=read, ack=204)
