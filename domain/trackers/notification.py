"""What a provider tells by webhook: that something of a person's changed. A hint only; the truth is fetched."""

import hashlib
from datetime import datetime
from enum import StrEnum
from urllib.parse import quote
from uuid import UUID

from msgspec import Struct

MAX_KEY = 200
"""Longest key that is kept as it is; a longer one is kept as its SHA-256."""


class Provider(StrEnum):
    """Who data comes from. GARMIN, TERRA and STANDARD push the data itself; the others say that there is some.

    STANDARD is any bridge that signs by Standard Webhooks, a self-hosted Open Wearables for one.
    """

    STRAVA = "strava"
    OURA = "oura"
    WHOOP = "whoop"
    POLAR = "polar"
    WITHINGS = "withings"
    FITBIT = "fitbit"
    GOOGLE_HEALTH = "google_health"
    GARMIN = "garmin"
    TERRA = "terra"
    STANDARD = "standard"


PUSHING = (Provider.GARMIN, Provider.TERRA, Provider.STANDARD)
"""Providers whose notifications carry the data, which is then not fetched again."""


class What(StrEnum):
    """CHANGED: there is new or newer data. DELETED: an object is gone. GONE: the person withdrew our access."""

    CHANGED = "changed"
    DELETED = "deleted"
    GONE = "gone"


class Notification(Struct, frozen=True, kw_only=True):
    """One event of a delivery. `account` is the provider's id of the person, `kind` its name of the data type.

    `external_id` is what makes the same event one event, however often it comes. `object_id` names the thing that
    changed and `happened_at` when it did, where the provider says so. `starts_at` and `ends_at` bound the days that
    the data are of. `data` is the provider's JSON, kept only where the data are pushed.
    """

    account: str
    external_id: str
    what: What = What.CHANGED
    kind: str = ""
    object_id: str = ""
    happened_at: datetime | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    data: bytes = b""


class InboxRow(Struct, frozen=True, kw_only=True):
    """A notification that was accepted and has an owner. `payload` is the sealed `data`, empty once it was handled."""

    id: UUID
    user_id: UUID
    source: str
    external_id: str
    what: What
    kind: str
    object_id: str
    happened_at: datetime | None
    starts_at: datetime | None
    ends_at: datetime | None
    payload: bytes
    received_at: datetime


class Received(Struct, frozen=True, kw_only=True):
    """What became of one delivery: `fresh` notifications stored now; the others were known or of nobody here."""

    sent: int
    fresh: int


def key(*parts: object) -> str:
    """A dedupe key of these parts, in which no part can pass for two. An absent part is an empty one."""
    text = ":".join(quote(str(part if part is not None else ""), safe="-._~+@") for part in parts)
    return text if len(text) <= MAX_KEY else hashlib.sha256(text.encode()).hexdigest()


def digest(data: bytes) -> str:
    """A short name of content, for keys of data that come again under the same id with other content."""
    return hashlib.sha256(data).hexdigest()[:32]


def in_order(rows: list[InboxRow]) -> list[InboxRow]:
    """The order in which rows of one connection are handled: withdrawal first, then deletions, then by time.

    Deletions go first so that a late "changed" of a deleted object fetches, finds nothing, and stores nothing.
    """
    rank = {What.GONE: 0, What.DELETED: 1, What.CHANGED: 2}
    return sorted(rows, key=lambda row: (rank[row.what], row.happened_at or row.received_at, row.id))
