"""Google Health API v4 (developers.google.com/health/webhooks, checked 2026-11).

Handshake: two POSTs of {"type": "verification"}; the one with our secret in `Authorization` must get 2xx, the one
without must get 401 or 403. Deliveries carry `X-HEALTHAPI-SIGNATURE`, base64 of an ECDSA P-256 signature with SHA-256
over the body, by Tink: five bytes that name the key, then the DER signature. Google publishes the keys as a Tink
keyset; here they are configured as PEM (`webhook_secrets`), so that the API fetches nothing. The header's name has
changed before and reports differ, so `GOOGLE-HEALTH-API-SIGNATURE` is taken too. Whether `Authorization` comes with
every delivery is reported both ways: it is not asked for there.
Events have no id; repeats are sent for seven days.
"""

from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from msgspec import Struct

from adapters.providers.config import ProviderConfig
from api.webhooks.signatures import from_base64, same, signing_secrets, window
from api.webhooks.source import Delivery, Greeting, NotConfigured, Source, WebhookRefused, decoded, moment
from domain.trackers.notification import Notification, Provider, What, key

_HEADERS = ("x-healthapi-signature", "google-health-api-signature")
_TINK = b"\x01"
_TINK_PREFIX = 5


class _Span(Struct, frozen=True):
    startTime: str = ""  # noqa: N815 - theirs
    endTime: str = ""  # noqa: N815


class _Interval(Struct):
    physicalTimeInterval: _Span = _Span()  # noqa: N815


class _Data(Struct):
    healthUserId: str  # noqa: N815
    dataType: str  # noqa: N815
    operation: str = "UPSERT"
    version: str | int = ""
    intervals: tuple[_Interval, ...] = ()


class _Envelope(Struct):
    data: _Data | None = None
    type: str = ""


def _envelopes(delivery: Delivery) -> list[_Envelope]:
    if delivery.body.lstrip().startswith(b"["):
        return decoded(delivery.body, list[_Envelope])
    return [decoded(delivery.body, _Envelope)]


def greet(delivery: Delivery, config: ProviderConfig) -> Greeting | None:
    """The subscriber's handshake."""
    if delivery.method != "POST" or b"verification" not in delivery.body[:200]:
        return None
    if [each.type for each in _envelopes(delivery)] != ["verification"]:
        return None
    if not config.verify_token:
        raise NotConfigured("Webhooks of google_health are not configured here.")
    if not same(config.verify_token, delivery.headers.get("authorization", "")):
        raise WebhookRefused("The authorization is not ours.")
    return Greeting(status=201)


def verify(delivery: Delivery, config: ProviderConfig, now: datetime) -> None:  # noqa: ARG001
    """See the top of this file."""
    keys = signing_secrets(Provider.GOOGLE_HEALTH, config)
    given = next((delivery.headers[name] for name in _HEADERS if name in delivery.headers), "")
    if not given:
        raise WebhookRefused(f"The header {_HEADERS[0]} is missing.")
    signature = from_base64(given)
    if signature.startswith(_TINK):
        signature = signature[_TINK_PREFIX:]
    if not any(_fits(key_, signature, delivery.body) for key_ in keys):
        raise WebhookRefused("The signature does not fit.")


def _fits(pem: bytes, signature: bytes, body: bytes) -> bool:
    public = load_pem_public_key(pem)
    assert isinstance(public, EllipticCurvePublicKey)  # noqa: S101  # checked when the configuration is read
    try:
        public.verify(signature, body, ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def read(delivery: Delivery, now: datetime) -> tuple[Notification, ...]:
    """Each interval of each notification."""
    return tuple(
        Notification(
            account=data.healthUserId,
            external_id=key(
                data.healthUserId,
                data.dataType,
                data.operation,
                span.startTime,
                span.endTime,
                data.version,
                window(now),
            ),
            what=What.DELETED if data.operation == "DELETE" else What.CHANGED,
            kind=data.dataType,
            starts_at=moment(span.startTime),
            ends_at=moment(span.endTime),
        )
        for data in (each.data for each in _envelopes(delivery))
        if data is not None
        for span in [interval.physicalTimeInterval for interval in data.intervals] or [_Span()]
    )


SOURCE = Source(provider=Provider.GOOGLE_HEALTH, verify=verify, read=read, greet=greet, ack=204)
