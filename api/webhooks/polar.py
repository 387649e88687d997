"""Polar AccessLink v3 (polar.com/accesslink-api, checked 2026-10).

When the webhook is made, a PING that is not signed must get 200; it is answered and nothing is stored. Deliveries carry
`Polar-Webhook-Signature`, hexadecimal HMAC-SHA256 of the body with the secret that was shown once at that time. The
signed body holds the event's time, but repeats are sent for long, so age is not judged; the key knows a replay.
"""

from datetime import datetime

from msgspec import Struct

from adapters.providers.config import ProviderConfig
from api.webhooks.signatures import check_hmac, from_hex, signing_secrets
from api.webhooks.source import Delivery, Greeting, Source, decoded, moment
from domain.trackers.notification import Notification, Provider, key

_PING = "PING"


class _Event(Struct):
    event: str
    timestamp: str = ""
    user_id: int = 0
    entity_id: str = ""
    date: str = ""


def greet(delivery: Delivery, config: ProviderConfig) -> Greeting | None:  # noqa: ARG001 - comes before there is a secret
    """The PING that is sent when the webhook is made."""
    if delivery.method != "POST" or delivery.headers.get("polar-webhook-event", _PING) != _PING:
        return None
    return Greeting(status=200) if decoded(delivery.body, _Event).event == _PING else None


def verify(delivery: Delivery, config: ProviderConfig, now: datetime) -> None:  # noqa: ARG001
    """See the top of this file."""
    secrets = signing_secrets(Provider.POLAR, config)
    check_hmac(secrets, delivery.body, from_hex(delivery.header("polar-webhook-signature")))


def read(delivery: Delivery, now: datetime) -> tuple[Notification, ...]:  # noqa: ARG001
    """The one event of a delivery."""
    event = decoded(delivery.body, _Event)
    return (
        Notification(
            account=str(event.user_id),
            external_id=key(event.user_id, event.event, event.entity_id or event.date, event.timestamp),
            kind=event.event.lower(),
            object_id=event.entity_id,
            happened_at=moment(event.timestamp),
        ),
    )


SOURCE = Source(provider=Provider.POLAR, verify=verify, read=read, greet=greet)
