"""What a server knows of each provider: its own client there, and the secrets behind the webhooks.

One TOML file, named by FITAI_TRACKERS, with a table for each provider that is to be available:

    [strava]
    client_id = "12345"
    client_secret = "..."
    verify_token = "..."
    path_secret = "..."
    subscription_id = "67890"

A provider without a table is not available. Secrets that a provider's scheme does not use may be left out.
"""

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import msgspec
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from msgspec import Meta, Struct

from domain.errors import ConfigError
from domain.trackers.notification import Provider

_Secret = Annotated[str, Meta(min_length=8)]
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class ProviderConfig(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One provider's table. An empty field is a secret that is not configured, and nothing is accepted by it.

    `webhook_secrets` are what deliveries are signed with, newest first; several while one is being replaced (for
    Google Health: PEM public keys). `verify_token` is what the provider shows in its handshake, `path_secret` the
    unguessable last part of the webhook's address for providers that do not sign. `url` replaces every address of the
    provider, for a local stand-in.
    """

    client_id: str = ""
    client_secret: str = ""
    webhook_secrets: tuple[_Secret, ...] = ()
    verify_token: _Secret | None = None
    path_secret: Annotated[str, Meta(min_length=16, pattern=r"^[A-Za-z0-9_-]+$")] | None = None
    subscription_id: str = ""
    url: str = ""

    @property
    def can_connect(self) -> bool:
        """Whether there is a client to send people's browsers with."""
        return bool(self.client_id and self.client_secret)


def load_providers(path: Path | None) -> Mapping[Provider, ProviderConfig]:
    """Read the file; no path: no provider. Raises `ConfigError` naming the file, the place and what is allowed."""
    if path is None:
        return {}
    try:
        given = msgspec.toml.decode(path.read_bytes(), type=dict[Provider, ProviderConfig])
    except OSError as error:
        raise ConfigError(f"FITAI_TRACKERS is {str(path)!r}, which cannot be read: {error.strerror}") from error
    except msgspec.DecodeError as error:  # a ValidationError is one too; neither repeats a secret
        raise ConfigError(f"FITAI_TRACKERS is {str(path)!r}: {error}") from error
    for provider, config in given.items():
        _check(path, provider, config)
    return given


def _check(path: Path, provider: Provider, config: ProviderConfig) -> None:
    where = f"FITAI_TRACKERS is {str(path)!r}: {provider.value}"
    if bool(config.client_id) != bool(config.client_secret):
        raise ConfigError(f"{where}: client_id and client_secret are needed together")
    for number, secret in enumerate(config.webhook_secrets):
        if not _usable(provider, secret):
            raise ConfigError(f"{where}.webhook_secrets[{number}] cannot be used; allowed: {_KINDS[provider]}")
    address = urlsplit(config.url)
    if config.url and not (
        address.hostname and (address.scheme == "https" or (address.scheme == "http" and address.hostname in _LOOPBACK))
    ):
        raise ConfigError(f"{where}.url is {config.url!r}; allowed: https://host, or http:// on this machine")


_KINDS = {
    Provider.GOOGLE_HEALTH: "a PEM public key of the curve P-256",
    Provider.STANDARD: "whsec_ or whpk_ and base64",
}


def _usable(provider: Provider, secret: str) -> bool:
    try:
        if provider is Provider.GOOGLE_HEALTH:
            key = load_pem_public_key(secret.encode())
            return isinstance(key, EllipticCurvePublicKey) and key.curve.name == "secp256r1"
        if provider is Provider.STANDARD:
            kind, _, text = secret.partition("_")
            material = base64.b64decode(text, validate=True)
            return len(material) == 32 if kind == "whpk" else kind == "whsec" and len(material) >= 16
    except ValueError:
        return False
    return True
