"""Terra API (docs.tryterra.co, webhooks, checked 2026-10).

`terra-signature` is t=...,v1=..., hexadecimal HMAC-SHA256 of "t.body" with the signing secret. Typed data are pushed;
failed deliveries are sent again. Who it is of is `user.reference_id`, which "connect" gave the person, and
`user.provider` is the service that the data come from, whose terms come along.
"""

from datetime import datetime

from msgspec import Raw, Struct, json

from adapters.providers.config import ProviderConfig
from api.webhooks.signatures import LONG_TOLERANCE, check_age, check_hmac, from_hex, signing_secrets, timed_parts
from api.webhooks.source import Delivery, Source, WebhookRefused, decoded
from domain.trackers.notification import Notification, Provider, What, digest, key

_GONE = ("deauth", "access_revoked")
_MAX_SIGNATURES = 4


class _User(Struct, frozen=True):
    user_id: str = ""
    reference_id: str | None = None
    provider: str = ""


class _Body(Struct):
    type: str
    user: _User = _User()
    data: Raw = Raw(b"[]")


class TerraData(Struct):
    """What is kept of a delivery."""

    provider: str
    data: Raw


def verify(delivery: Delivery, config: ProviderConfig, now: datetime) -> None:
    """See the top of this file."""
    secrets = signing_secrets(Provider.TERRA, config)
    time, signatures = timed_parts(delivery.header("terra-signature"))
    message = time.encode() + b"." + delivery.body
    refused: WebhookRefused | None = None
    for signature in signatures[:_MAX_SIGNATURES]:
        try:
            check_hmac(secrets, message, from_hex(signature))
        except WebhookRefused as error:
            refused = error
        else:
            break
    else:
        raise refused or WebhookRefused("The signature does not fit.")
    check_age(time, now, LONG_TOLERANCE)


def read(delivery: Delivery, now: datetime) -> tuple[Notification, ...]:  # noqa: ARG001
    """The one event of a delivery; none for what is about no person, such as a health check."""
    body = decoded(delivery.body, _Body)
    account = body.user.reference_id or ""
    if not account:
        return ()
    gone = body.type in _GONE
    data = json.encode(TerraData(provider=body.user.provider, data=body.data))
    return (
        Notification(
            account=account,
            external_id=key(account, body.user.user_id, body.type, digest(data)),
            what=What.GONE if gone else What.CHANGED,
            kind=body.type,
            data=b"" if gone else data,
        ),
    )


SOURCE = Source(provider=Provider.TERRA, verify=verify, read=read)
