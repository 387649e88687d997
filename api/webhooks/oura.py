"""Oura API v2 (cloud.ouraring.com/v2/docs, checked 2026-10).

Handshake: GET with verification_token and challenge; the answer is {"challenge": ...}. Deliveries carry
`x-oura-timestamp` (Unix seconds) and `x-oura-signature`, hexadecimal HMAC-SHA256 of timestamp and body with the
client's secret (upper case; either is taken). Their documentation serialises the body anew before signing, which is
taken to be the bytes that were sent; not certain. The retry policy is not documented; subscriptions end and are renewed
by PUT.
"""

from datetime import datetime

from msgspec import Struct, json

from adapters.providers.config import ProviderConfig
from api.webhooks.signatures import LONG_TOLERANCE, check_age, check_hmac, from_hex, same, signing_secrets
from api.webhooks.source import Delivery, Greeting, NotConfigured, Source, WebhookRefused, decoded, moment
from domain.trackers.notification import Notification, Provider, What, key


class _Event(Struct):
    event_type: str
    data_type: str
    user_id: str
    object_id: str = ""
    event_time: str = ""


def greet(delivery: Delivery, config: ProviderConfig) -> Greeting | None:
    """The subscription's handshake."""
    if delivery.method != "GET":
        return None
    if not config.verify_token:
        raise NotConfigured("Webhooks of oura are not configured here.")
    if not same(config.verify_token, delivery.query.get("verification_token", "")):
        raise WebhookRefused("The verification token is not ours.")
    return Greeting(status=200, body=json.encode({"challenge": delivery.query.get("challenge", "")}))


def verify(delivery: Delivery, config: ProviderConfig, now: datetime) -> None:
    """See the top of this file."""
    secrets = signing_secrets(Provider.OURA, config, client_secret=True)
    time = delivery.header("x-oura-timestamp")
    signature = from_hex(delivery.header("x-oura-signature"))
    check_hmac(secrets, time.encode() + delivery.body, signature)
    check_age(time, now, LONG_TOLERANCE)


def read(delivery: Delivery, now: datetime) -> tuple[Notification, ...]:  # noqa: ARG001
    """The one event of a delivery."""
    event = decoded(delivery.body, _Event)
    return (
        Notification(
            account=event.user_id,
            external_id=key(event.user_id, event.data_type, event.object_id, event.event_type, event.event_time),
            what=What.DELETED if event.event_type == "delete" else What.CHANGED,
            kind=event.data_type,
            object_id=event.object_id,
            happened_at=moment(event.event_time),
        ),
    )


SOURCE = Source(provider=Provider.OURA, verify=verify, read=read, greet=greet)
