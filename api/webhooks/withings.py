"""Withings (developer.withings.com, notifications, checked 2026-10).

Form data without a signature: the address ends with a secret, and what is told is fetched. The address is tried with
HEAD or GET when it is given, which must get 200. 200 within two seconds, else up to ten attempts in five cycles.
`appli` names the data: 1 weight, 4 heart, 16 activity, 44 sleep, 46 the person (`action` unlink, delete: withdrawn).
Events have no id and no time of their own.
"""

from datetime import UTC, datetime
from urllib.parse import parse_qs

from adapters.providers.config import ProviderConfig
from api.errors import MalformedBody
from api.webhooks.signatures import check_path, window
from api.webhooks.source import Delivery, Greeting, Source
from domain.trackers.notification import Notification, Provider, What, key

_KINDS = {"1": "weight", "4": "heart", "16": "activity", "44": "sleep", "46": "user", "50": "bed_in", "51": "bed_out"}
_MAX_FIELDS = 20


def greet(delivery: Delivery, config: ProviderConfig) -> Greeting | None:
    """The trial of the address."""
    if delivery.method not in ("GET", "HEAD"):
        return None
    check_path(Provider.WITHINGS, config, delivery.path_secret)
    return Greeting(status=200)


def verify(delivery: Delivery, config: ProviderConfig, now: datetime) -> None:  # noqa: ARG001
    """See the top of this file."""
    check_path(Provider.WITHINGS, config, delivery.path_secret)


def read(delivery: Delivery, now: datetime) -> tuple[Notification, ...]:
    """The one event of a delivery. Raises `MalformedBody`."""
    try:
        pairs = parse_qs(delivery.body.decode("ascii"), strict_parsing=True, max_num_fields=_MAX_FIELDS)
    except ValueError as error:
        raise MalformedBody("The delivery is no form.") from error
    fields = {name: values[-1] for name, values in pairs.items()}
    if not fields.get("userid") or not fields.get("appli"):
        raise MalformedBody("The delivery has no userid or appli.")
    gone = fields["appli"] == "46" and fields.get("action") in ("unlink", "delete")
    return (
        Notification(
            account=fields["userid"],
            external_id=key(*(f"{name}={fields[name]}" for name in sorted(fields)), window(now)),
            what=What.GONE if gone else What.CHANGED,
            kind=_KINDS.get(fields["appli"], fields["appli"]),
            starts_at=_time(fields.get("startdate", "")),
            ends_at=_time(fields.get("enddate", "")),
        ),
    )


def _time(text: str) -> datetime | None:
    return datetime.fromtimestamp(int(text), UTC) if text.isascii() and text.isdigit() and len(text) <= 11 else None


SOURCE = Source(provider=Provider.WITHINGS, verify=verify, read=read, greet=greet)
