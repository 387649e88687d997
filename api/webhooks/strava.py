"""Strava (developers.strava.com/docs/webhooks, checked 2026-10).

Handshake: GET with hub.mode=subscribe, hub.challenge and the hub.verify_token that the subscription was made with; the
answer is {"hub.challenge": ...} with 200. Events are POSTed as JSON without a documented signature (an
`X-Strava-Signature` has been seen and is not relied on), so the address ends with a secret, the subscription's id is
compared, and what an event says is fetched again. 200 within two seconds, else at most three attempts.
`updates.authorized` "false" of the athlete says that access was withdrawn.
"""

from datetime import UTC, datetime

from msgspec import Struct, json

from adapters.providers.config import ProviderConfig
from api.webhooks.signatures import check_path, same
from api.webhooks.source import Delivery, Greeting, NotConfigured, Source, WebhookRefused, decoded
from domain.trackers.notification import Notification, Provider, What, key

_FAR = 2**37  # within the years that a time can have


class _Event(Struct):
    object_type: str
    object_id: int
    aspect_type: str
    owner_id: int
    subscription_id: int
    event_time: int
    updates: dict[str, object] = {}


def greet(delivery: Delivery, config: ProviderConfig) -> Greeting | None:
    """The subscription's handshake."""
    if delivery.method != "GET":
        return None
    check_path(Provider.STRAVA, config, delivery.path_secret)
    if not config.verify_token:
        raise NotConfigured("Webhooks of strava are not configured here.")
    if delivery.query.get("hub.mode") != "subscribe" or not same(
        config.verify_token, delivery.query.get("hub.verify_token", "")
    ):
        raise WebhookRefused("The verify token is not ours.")
    return Greeting(status=200, body=json.encode({"hub.challenge": delivery.query.get("hub.challenge", "")}))


def verify(delivery: Delivery, config: ProviderConfig, now: datetime) -> None:  # noqa: ARG001 - no signed time
    """See the top of this file."""
    check_path(Provider.STRAVA, config, delivery.path_secret)
    if not config.subscription_id:
        raise NotConfigured("Webhooks of strava are not configured here.")
    if not same(config.subscription_id, str(decoded(delivery.body, _Event).subscription_id)):
        raise WebhookRefused("The event is of another subscription.")


def read(delivery: Delivery, now: datetime) -> tuple[Notification, ...]:
    """The one event of a delivery."""
    event = decoded(delivery.body, _Event)
    what = What.CHANGED
    if event.object_type == "athlete" and str(event.updates.get("authorized", "")).lower() == "false":
        what = What.GONE
    elif event.aspect_type == "delete":
        what = What.DELETED
    at = datetime.fromtimestamp(event.event_time, UTC) if 0 <= event.event_time < _FAR else now
    return (
        Notification(
            account=str(event.owner_id),
            external_id=key(event.owner_id, event.object_type, event.object_id, event.aspect_type, event.event_time),
            what=what,
            kind=event.object_type,
            object_id=str(event.object_id),
            happened_at=at,
        ),
    )


SOURCE = Source(provider=Provider.STRAVA, verify=verify, read=read, greet=greet)
