"""What a provider's webhook is: how a delivery is checked, what it says, and how it is answered.

One file for each provider holds the facts of its scheme, each with the date of looking. Checks run over the raw bytes,
before anything is parsed, compare in constant time, and accept nothing by a secret that is not configured.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

import msgspec
from msgspec import Struct

from adapters.providers.config import ProviderConfig
from api.errors import MalformedBody
from domain.errors import NotAuthenticated, NotFound
from domain.trackers.notification import Notification, Provider

MAX_BYTES = 1024 * 1024
"""Largest delivery; the largest that is documented, a batch of Garmin's, stays below it."""

MAX_EVENTS = 1000
"""Most notifications of one delivery."""

T = TypeVar("T")


class WebhookRefused(NotAuthenticated):
    """The delivery does not prove that it comes from the provider."""

    code = "webhook_refused"


class NotConfigured(NotFound):
    """The secret that deliveries of this provider are checked by is not configured here."""

    code = "webhook_not_configured"


class Delivery(Struct, frozen=True, kw_only=True):
    """One request. Names of headers are in lower case; `path_secret` is the last part of the address, or empty."""

    method: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes
    path_secret: str = ""

    def header(self, name: str) -> str:
        """A header. Raises `WebhookRefused` when it is missing."""
        value = self.headers.get(name)
        if not value:
            raise WebhookRefused(f"The header {name} is missing.")
        return value


class Greeting(Struct, frozen=True, kw_only=True):
    """The reply to a handshake: the provider looks whether this address is ours. Nothing is stored."""

    status: int
    body: bytes = b""


Verify = Callable[[Delivery, ProviderConfig, datetime], None]
Read = Callable[[Delivery, datetime], Sequence[Notification]]
Greet = Callable[[Delivery, ProviderConfig], Greeting | None]


def no_handshake(_: Delivery, __: ProviderConfig) -> Greeting | None:
    """Of a provider that asks nothing before it delivers."""
    return None


class Source(Struct, frozen=True, kw_only=True):
    """A provider's webhook. `verify` raises `WebhookRefused` or `NotConfigured`; `read` raises `MalformedBody`.

    `greet` answers a handshake, and gives None for what is none. `ack` is the status of an accepted delivery; a refused
    one gets 404 where `hides`, for providers that ask for that.
    """

    provider: Provider
    verify: Verify
    read: Read
    greet: Greet = no_handshake
    ack: int = 200
    hides: bool = False


def decoded(body: bytes, kind: type[T]) -> T:
    """JSON of a delivery. Raises `MalformedBody` for what is cut off, no JSON, or not of this shape."""
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedBody(f"The delivery cannot be read: {error}") from error


def moment(text: str) -> datetime | None:
    """A time of ISO 8601 with a zone; None for anything else, for it only orders things."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time if time.tzinfo is not None else None
