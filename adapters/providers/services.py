"""The providers of one process, from settings: their configuration, the vault, and a client for each that has one."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from msgspec import Struct, field

from adapters.providers.clients import clients_of, references_of
from adapters.providers.config import ProviderConfig, load_providers
from adapters.providers.http import new_http
from adapters.providers.vault import FernetVault
from adapters.settings import Settings
from domain.errors import ConfigError
from domain.ports import Clock
from domain.trackers.notification import Provider
from domain.trackers.ports import ProviderClient, ReferenceClient, Vault


class Trackers(Struct, frozen=True, kw_only=True):
    """What a process needs of trackers. Without settings: none is available, and nothing is accepted."""

    configs: Mapping[Provider, ProviderConfig] = {}
    vault: Vault = field(default_factory=lambda: FernetVault(()))
    clients: Mapping[Provider, ProviderClient] = {}
    references: Mapping[Provider, ReferenceClient] = {}


@asynccontextmanager
async def trackers_from(settings: Settings, clock: Clock) -> AsyncIterator[Trackers]:
    """The providers of FITAI_TRACKERS, with their connections open. Raises `ConfigError`."""
    configs = load_providers(settings.trackers)
    if configs and not settings.token_keys:
        raise ConfigError(
            "FITAI_TRACKERS is set and FITAI_TOKEN_KEYS is empty; allowed: Fernet keys, such as `python -c 'from"
            " cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'` makes"
        )
    async with new_http() as http:
        yield Trackers(
            configs=configs,
            vault=FernetVault(settings.token_keys),
            clients=clients_of(configs, http, clock),
            references=references_of(configs, http),
        )
