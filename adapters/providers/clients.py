"""Which providers have a client, and how one is made."""

from collections.abc import Mapping

import httpx

from adapters.providers.client import OAuthClient
from adapters.providers.config import ProviderConfig
from adapters.providers.garmin import GarminClient
from adapters.providers.google_health import GoogleHealthClient
from adapters.providers.http import ProviderHttp
from adapters.providers.oura import OuraClient
from adapters.providers.polar import PolarClient
from adapters.providers.standard import BridgeClient
from adapters.providers.strava import StravaClient
from adapters.providers.terra import TerraClient
from adapters.providers.whoop import WhoopClient
from adapters.providers.withings import WithingsClient
from domain.ports import Clock
from domain.trackers.notification import Provider
from domain.trackers.ports import ProviderClient, ReferenceClient

_CLIENTS: tuple[type[OAuthClient], ...] = (
    StravaClient,
    OuraClient,
    WhoopClient,
    PolarClient,
    WithingsClient,
    GoogleHealthClient,
    GarminClient,
)


def clients_of(
    configs: Mapping[Provider, ProviderConfig], http: httpx.AsyncClient, clock: Clock
) -> Mapping[Provider, ProviderClient]:
    """A client for each provider at which this server has a client of its own."""
    made: dict[Provider, ProviderClient] = {}
    for kind in _CLIENTS:
        config = configs.get(kind.provider)
        if config is not None and config.can_connect:
            made[kind.provider] = kind(config, ProviderHttp(http, kind.provider.value, stand_in=config.url), clock)
    return made


def references_of(
    configs: Mapping[Provider, ProviderConfig], http: httpx.AsyncClient
) -> Mapping[Provider, ReferenceClient]:
    """Those that push under a name of ours."""
    made: dict[Provider, ReferenceClient] = {}
    if Provider.STANDARD in configs:
        made[Provider.STANDARD] = BridgeClient()
    terra = configs.get(Provider.TERRA)
    if terra is not None and terra.can_connect:
        made[Provider.TERRA] = TerraClient(terra, ProviderHttp(http, Provider.TERRA.value, stand_in=terra.url))
    return made
