"""Wire structs of trackers."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from domain.activity.records import TrackerRecord
from domain.identity.data_use import DataUse
from domain.trackers.connection import ConnectionState
from domain.trackers.notification import Provider
from domain.trackers.use_cases import TrackerStatus
from domain.trackers.wording import uses


class TrackerUse(Struct, frozen=True, kw_only=True):
    """What a provider's data may be used for. `where` names the terms; `certain` is False where we had to be careful.

    `retention_days`: deleted so many days after reading; null: kept as long as the account.
    """

    coach: bool
    training: bool
    plan: bool
    owner_only: bool
    retention_days: int | None
    certain: bool
    where: str
    text: tuple[str, ...]


class TrackerConnection(Struct, frozen=True, kw_only=True):
    """The caller's connection. `broken`: the provider refuses us, connect again. `synced_at`: last whole reading."""

    state: ConnectionState
    connected_at: datetime
    synced_at: datetime | None
    scope: str


class TrackerView(Struct, frozen=True, kw_only=True):
    """One provider. `available`: this server can connect to it."""

    provider: Provider
    available: bool
    connection: TrackerConnection | None
    use: TrackerUse


class TrackerList(Struct, frozen=True, kw_only=True):
    items: tuple[TrackerView, ...]


class RecordList(Struct, frozen=True, kw_only=True):
    """What one provider told of the days asked for, as it told it: not joined with other sources."""

    items: tuple[TrackerRecord, ...]


class ConnectRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`return_to` is the path of this site that the browser is sent to in the end; empty: the reply is JSON."""

    return_to: Annotated[str, Meta(max_length=200)] = ""


class ConnectStarted(Struct, frozen=True, kw_only=True):
    """Send the browser to `url` before `expires_at`. `reference`: the name that a bridge must push the data under."""

    url: str
    reference: str
    expires_at: datetime | None


class Disconnected(Struct, frozen=True, kw_only=True):
    """`provider_told`: the provider took the news. Otherwise withdraw the leave on its own page too."""

    provider_told: bool


def tracker_view(status: TrackerStatus, locale: str) -> TrackerView:
    """A provider as its reader sees it."""
    held = status.connection
    return TrackerView(
        provider=status.provider,
        available=status.available,
        connection=None
        if held is None
        else TrackerConnection(
            state=held.state, connected_at=held.connected_at, synced_at=held.synced_at, scope=held.scope
        ),
        use=_use(status.use, locale),
    )


def _use(policy: DataUse, locale: str) -> TrackerUse:
    return TrackerUse(
        coach=policy.llm,
        training=policy.training,
        plan=policy.combine,
        owner_only=policy.owner_only,
        retention_days=policy.retention_days,
        certain=policy.certain,
        where=policy.where,
        text=uses(policy, locale),
    )
