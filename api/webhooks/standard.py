"""Standard Webhooks 1.0 (standardwebhooks.com, checked 2026-10): any bridge that signs by it, Open Wearables for one.

Headers `webhook-id`, `webhook-timestamp` (Unix seconds) and `webhook-signature`, a list by spaces of `v1,` base64
HMAC-SHA256 or `v1a,` Ed25519 over "id.timestamp.body"; five minutes of tolerance. A secret is `whsec_` and base64, a
public key `whpk_` and base64. The id names the event, however often it is sent.
The body is `{"type", "data": {"user_id", ...}}`; `user_id` is what "connect" gave the person.
"""

import base64
import hmac
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec import Raw, Struct, json

from adapters.providers.config import ProviderConfig
from api.webhooks.signatures import TOLERANCE, check_age, from_base64, signing_secrets
from api.webhooks.source import Delivery, Source, WebhookRefused, decoded, moment
from domain.trackers.notification import Notification, Provider, What, key

_SECRET, _PUBLIC = "whsec_", "whpk_"
_MAX_SIGNATURES = 10
_GONE = ("user.disconnected", "connection.revoked")


class _Body(Struct):
    type: str
    data: Raw
    timestamp: str = ""


class _Person(Struct):
    user_id: str


def verify(delivery: Delivery, config: ProviderConfig, now: datetime) -> None:
    """See the top of this file."""
    secrets = signing_secrets(Provider.STANDARD, config)
    name, time = delivery.header("webhook-id"), delivery.header("webhook-timestamp")
    given = delivery.header("webhook-signature").split(" ")[:_MAX_SIGNATURES]
    check_age(time, now, TOLERANCE)
    message = b".".join((name.encode(), time.encode(), delivery.body))
    fits = False
    for each in given:
        scheme, _, text = each.partition(",")
        for secret in secrets:
            fits |= _fits(scheme, secret.decode(), message, text)
    if not fits:
        raise WebhookRefused("The signature does not fit.")


def _fits(scheme: str, secret: str, message: bytes, text: str) -> bool:
    public = secret.startswith(_PUBLIC)
    if (scheme == "v1a") != public or scheme not in ("v1", "v1a"):
        return False
    signature = from_base64(text)
    material = base64.b64decode(secret.removeprefix(_PUBLIC).removeprefix(_SECRET))
    if not public:
        return hmac.compare_digest(hmac.digest(material, message, "sha256"), signature)
    try:
        Ed25519PublicKey.from_public_bytes(material).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def read(delivery: Delivery, now: datetime) -> tuple[Notification, ...]:  # noqa: ARG001 - ids need no clock
    """The one event of a delivery."""
    event = decoded(delivery.body, _Body)
    person = decoded(bytes(event.data), _Person)
    gone = event.type in _GONE
    return (
        Notification(
            account=person.user_id,
            external_id=key(delivery.header("webhook-id")),
            what=What.GONE if gone else What.CHANGED,
            kind=event.type,
            happened_at=moment(event.timestamp),
            data=b"" if gone else json.encode(event.data),
        ),
    )


SOURCE = Source(provider=Provider.STANDARD, verify=verify, read=read, ack=204)
