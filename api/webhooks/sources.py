"""Every provider's webhook, by the name in its address."""

from collections.abc import Mapping

from api.webhooks import fitbit, garmin, google_health, oura, polar, standard, strava, terra, whoop, withings
from api.webhooks.source import Source
from domain.trackers.notification import Provider

SOURCES: Mapping[Provider, Source] = {
    module.SOURCE.provider: module.SOURCE
    for module in (strava, oura, whoop, polar, withings, fitbit, google_health, garmin, terra, standard)
}
