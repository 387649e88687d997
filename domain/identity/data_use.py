"""What the data of each source may be used for: one row for each, with where the rule is written.

Every value that came from outside carries its `source`. Whoever builds a prompt, a training set or a figure that joins
sources takes the values through `for_prompt`, `for_training` or `for_combining`, and what a source forbids is gone.
A source that has no row here may be used for nothing but being shown to its owner.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Protocol, TypeVar

from msgspec import Struct


class DataUse(Struct, frozen=True, kw_only=True):
    """The policy of one source.

    `llm`: may enter a model's context or an embedding. `training`: may enter a training set (with the person's
    consent, which is asked elsewhere). `combine`: may be analysed or joined with other sources, as readiness does.
    `retention_days`: kept no longer than this after it was fetched; None: as long as the account. `owner_only`: shown
    to nobody but its owner, leaderboards and support staff included. `certain` is False where the terms behind the rule
    could not be read, and the rule is then the careful one.
    """

    source: str
    llm: bool
    training: bool
    combine: bool
    retention_days: int | None
    owner_only: bool
    because: str
    where: str
    checked: date
    certain: bool = True


_OWN = "The person's own record: no third party's terms lie on it; training still asks for consent."
_PARTNER = (
    "No clause against showing it to a coach model that serves the same person is known to us; what an open model is"
    " trained on leaves the person's control, so it stays out of training sets."
)
_CHECKED = date(2026, 10, 31)


def _own(source: str) -> DataUse:
    return DataUse(
        source=source,
        llm=True,
        training=True,
        combine=True,
        retention_days=None,
        owner_only=False,
        because=_OWN,
        where="GDPR Art. 9(2)(a), 15, 20",
        checked=_CHECKED,
    )


def _partner(source: str, where: str) -> DataUse:
    return DataUse(
        source=source,
        llm=True,
        training=False,
        combine=True,
        retention_days=None,
        owner_only=True,
        because=_PARTNER,
        where=where,
        checked=_CHECKED,
        certain=False,
    )


_ROWS = (
    _own("manual"),
    _own("fit"),
    _own("tcx"),
    _own("gpx"),
    _own("apple_health"),
    _own("health_connect"),
    DataUse(
        source="strava",
        llm=False,
        training=False,
        combine=False,
        retention_days=7,
        owner_only=True,
        because="No use with AI at all, context windows included; no analytics or combining; cached for seven days at"
        " most; shown to that athlete alone.",
        where="Strava API Policy of 2026-06-01, sections 5.3, 5.4 and 5.5",
        checked=_CHECKED,
    ),
    _partner("oura", "Oura API agreement"),
    _partner("whoop", "WHOOP API terms of use"),
    _partner("polar", "Polar AccessLink limited licence agreement"),
    _partner("withings", "Withings API terms"),
    _partner("fitbit", "Google API services user data policy"),
    _partner("google_health", "Google API services user data policy, limited use"),
    _partner("garmin", "Garmin Connect developer program agreement"),
    _partner("terra", "the terms of the service behind Terra"),
    _partner("standard", "the terms of the service behind the bridge"),
)
POLICIES: Mapping[str, DataUse] = {row.source: row for row in _ROWS}
"""Source -> its policy."""


class Sourced(Protocol):
    """A value that knows where it came from."""

    @property
    def source(self) -> str: ...


Value = TypeVar("Value", bound=Sourced)


def policy_of(source: str) -> DataUse:
    """The policy of a source. `via/origin` (a bridge that passes on another's data) has the stricter of both.

    An unknown source may be used for nothing and is dropped after a week.
    """
    parts = source.split("/")
    policies = [POLICIES.get(part) or _unknown(part) for part in parts]
    if len(policies) == 1:
        return policies[0]
    kept = [policy.retention_days for policy in policies if policy.retention_days is not None]
    return DataUse(
        source=source,
        llm=all(policy.llm for policy in policies),
        training=all(policy.training for policy in policies),
        combine=all(policy.combine for policy in policies),
        retention_days=min(kept, default=None),
        owner_only=any(policy.owner_only for policy in policies),
        because=" ".join(dict.fromkeys(policy.because for policy in policies)),
        where="; ".join(dict.fromkeys(policy.where for policy in policies)),
        checked=min(policy.checked for policy in policies),
        certain=all(policy.certain for policy in policies),
    )


def _unknown(source: str) -> DataUse:
    return DataUse(
        source=source,
        llm=False,
        training=False,
        combine=False,
        retention_days=7,
        owner_only=True,
        because="Nothing is known of this source's terms.",
        where="",
        checked=_CHECKED,
        certain=False,
    )


def for_prompt(values: Iterable[Value]) -> tuple[Value, ...]:
    """Those that may be put before a model or into an embedding."""
    return tuple(value for value in values if policy_of(value.source).llm)


def for_training(values: Iterable[Value]) -> tuple[Value, ...]:
    """Those that may enter a training set."""
    return tuple(value for value in values if policy_of(value.source).training)


def for_combining(values: Iterable[Value]) -> tuple[Value, ...]:
    """Those that may be analysed together with other sources."""
    return tuple(value for value in values if policy_of(value.source).combine)


def for_others(values: Iterable[Value]) -> tuple[Value, ...]:
    """Those that may be shown to somebody else than the person they are about."""
    return tuple(value for value in values if not policy_of(value.source).owner_only)


def expires_at(source: str, fetched_at: datetime) -> datetime | None:
    """When a value must be gone; None: it may stay as long as the account."""
    days = policy_of(source).retention_days
    return None if days is None else fetched_at + timedelta(days=days)


def expiring(now: datetime) -> tuple[tuple[str, datetime], ...]:
    """Each known source with a limit, and the time of fetching before which its values must be gone by `now`."""
    return tuple(
        (row.source, now - timedelta(days=row.retention_days)) for row in _ROWS if row.retention_days is not None
    )
