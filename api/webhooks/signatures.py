"""The parts that schemes of signing are made of. Every comparison takes the same time wherever it fails."""

import base64
import binascii
import hmac
from datetime import datetime, timedelta

from adapters.providers.config import ProviderConfig
from api.webhooks.source import NotConfigured, WebhookRefused
from domain.trackers.notification import Provider

TOLERANCE = timedelta(minutes=5)
"""Age of a signed time, either way, by Standard Webhooks."""

LONG_TOLERANCE = timedelta(hours=1)
"""For providers of which it is not known whether a repeated delivery is signed anew. What is replayed within it is
known by its key, so the width costs nothing."""

WINDOW_S = 600
"""Providers whose events have neither id nor time: the same event within ten minutes is the same one. A later one is
not, for there may be newer data behind it; at worst the same truth is fetched twice."""


def signing_secrets(provider: Provider, config: ProviderConfig, *, client_secret: bool = False) -> tuple[bytes, ...]:
    """What deliveries may be signed with. Raises `NotConfigured` when there is nothing: then nothing is accepted.

    `client_secret`: this provider signs with the secret of our client, unless others are configured.
    """
    secrets = config.webhook_secrets or ((config.client_secret,) if client_secret and config.client_secret else ())
    if not secrets:
        raise NotConfigured(f"Webhooks of {provider.value} are not configured here.")
    return tuple(secret.encode() for secret in secrets)


def check_path(provider: Provider, config: ProviderConfig, given: str) -> None:
    """For providers that do not sign: the address itself is the secret. Raises `NotConfigured`, `WebhookRefused`."""
    if not config.path_secret:
        raise NotConfigured(f"Webhooks of {provider.value} are not configured here.")
    if not same(config.path_secret, given):
        raise WebhookRefused("This is not the address that deliveries are sent to.")


def same(expected: str, given: str) -> bool:
    """Whether two texts are the same, in constant time."""
    return hmac.compare_digest(expected.encode(), given.encode(errors="replace"))


def check_hmac(secrets: tuple[bytes, ...], message: bytes, given: bytes, algorithm: str = "sha256") -> None:
    """Raise `WebhookRefused` unless one of `secrets` signed `message`; all are tried whichever fits."""
    fits = False
    for secret in secrets:
        fits |= hmac.compare_digest(hmac.digest(secret, message, algorithm), given)
    if not fits:
        raise WebhookRefused("The signature does not fit.")


def from_hex(text: str) -> bytes:
    """A signature in hexadecimal, in either case. Raises `WebhookRefused`."""
    try:
        return bytes.fromhex(text)
    except ValueError as error:
        raise WebhookRefused("The signature is not hexadecimal.") from error


def from_base64(text: str) -> bytes:
    """A signature in base64. Raises `WebhookRefused`."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise WebhookRefused("The signature is not base64.") from error


def check_age(seconds: str, now: datetime, tolerance: timedelta, *, per_second: int = 1) -> None:
    """Raise `WebhookRefused` unless a signed Unix time is within `tolerance` of now; `per_second` 1000: in ms."""
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) <= 16):
        raise WebhookRefused("The signed time is not a number.")
    if abs(int(seconds) / per_second - now.timestamp()) > tolerance.total_seconds():
        raise WebhookRefused(f"The signed time is more than {tolerance.total_seconds():.0f} s away from now.")


def timed_parts(header: str) -> tuple[str, list[str]]:
    """`t=...,v1=...,v1=...` taken apart: the time, and each v1 signature. Raises `WebhookRefused`."""
    pairs = [part.strip().partition("=") for part in header.split(",")]
    times = [value for name, _, value in pairs if name == "t"]
    signatures = [value for name, _, value in pairs if name == "v1"]
    if len(times) != 1 or not signatures:
        raise WebhookRefused("The signature header is not t=...,v1=...")
    return times[0], signatures


def window(now: datetime) -> int:
    """The ten minutes that an event without id and time is taken for the same in."""
    return int(now.timestamp()) // WINDOW_S
