"""Fitbit Web API (dev.fitbit.com, subscriptions, checked 2026-10). Announced to end in September 2026 in favour of the
Google Health API; one vendor gives an earlier day. Kept for servers that still have a subscription.

Handshake: GET ?verify=CODE gets 204 for our code and 404 for another. Deliveries carry `X-Fitbit-Signature`, base64
HMAC-SHA1 of the body with the client's secret and "&"; a wrong one gets 404. 204 within five seconds; slow subscribers
are disabled. An array of changes, each by day, without id or time.
"""

from datetime import UTC, datetime

from msgspec import Struct

from adapters.providers.config import ProviderConfig
from api.webhooks.signatures import check_hmac, from_base64, same, signing_secrets, window
from api.webhooks.source import Delivery, Greeting, NotConfigured, Source, WebhookRefused, decoded
from domain.trackers.notification import Notification, Provider, What, key

_GONE = ("userRevokedAccess", "deleteUser")


class _Change(Struct):
    collectionType: str  # noqa: N815 - theirs
    ownerId: str  # noqa: N815
    date: str = ""


def greet(delivery: Delivery, config: ProviderConfig) -> Greeting | None:
    """The subscriber's handshake."""
    if delivery.method != "GET":
        return None
    if not config.verify_token:
        raise NotConfigured("Webhooks of fitbit are not configured here.")
    if not same(config.verify_token, delivery.query.get("verify", "")):
        raise WebhookRefused("The verification code is not ours.")
    return Greeting(status=204)


def verify(delivery: Delivery, config: ProviderConfig, now: datetime) -> None:  # noqa: ARG001
    """See the top of this file."""
    secrets = signing_secrets(Provider.FITBIT, config, client_secret=True)
    signature = from_base64(delivery.header("x-fitbit-signature"))
    check_hmac(tuple(secret + b"&" for secret in secrets), delivery.body, signature, "sha1")


def read(delivery: Delivery, now: datetime) -> tuple[Notification, ...]:
    """Each change of a delivery."""
    return tuple(
        Notification(
            account=change.ownerId,
            external_id=key(change.ownerId, change.collectionType, change.date, window(now)),
            what=What.GONE if change.collectionType in _GONE else What.CHANGED,
            kind=change.collectionType,
            starts_at=_day(change.date),
        )
        for change in decoded(delivery.body, list[_Change])
    )


def _day(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return None


SOURCE = Source(provider=Provider.FITBIT, verify=verify, read=read, greet=greet, ack=204, hides=True)
