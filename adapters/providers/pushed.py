"""What the providers that push sent, as records."""

from collections.abc import Callable, Mapping

import msgspec
import structlog

from adapters.providers import garmin, standard, terra
from domain.activity.records import TrackerRecord
from domain.trackers.notification import InboxRow, Provider

_log = structlog.get_logger(__name__)

# Whatever another's format may hold: times out of every calendar, text for numbers, lists for objects.
_NOT_UNDERSTOOD = (msgspec.MsgspecError, ValueError, TypeError, KeyError, AttributeError, OverflowError, OSError)

Read = Callable[[InboxRow, bytes], list[TrackerRecord]]

PUSHED: Mapping[Provider, Read] = {
    Provider.GARMIN: garmin.records,
    Provider.TERRA: terra.records,
    Provider.STANDARD: standard.records,
}
"""Reads an inbox row with its opened payload."""


def pushed_records(provider: Provider, row: InboxRow, payload: bytes) -> list[TrackerRecord]:
    """What a row tells. What is not understood gives nothing: one such row must not hold up those behind it."""
    try:
        return PUSHED[provider](row, payload)
    except _NOT_UNDERSTOOD as error:
        _log.warning("pushed_data_not_understood", provider=provider.value, kind=row.kind, error=type(error).__name__)
        return []
