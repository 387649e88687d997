"""What the providers that push sent, as records."""

from collections.abc import Callable, Mapping

from adapters.providers import garmin, standard, terra
from domain.activity.records import TrackerRecord
from domain.trackers.notification import InboxRow, Provider

Read = Callable[[InboxRow, bytes], list[TrackerRecord]]

PUSHED: Mapping[Provider, Read] = {
    Provider.GARMIN: garmin.records,
    Provider.TERRA: terra.records,
    Provider.STANDARD: standard.records,
}
"""Reads an inbox row with its opened payload. What is not understood gives nothing: it is another's format."""
