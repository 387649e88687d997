"""Providers for tests: a configuration with made-up secrets for each, and events of a made-up account."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import msgspec
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from adapters.providers.config import ProviderConfig
from cli.signed_traffic import Keys
from domain.trackers.notification import Provider

AT = datetime(2026, 11, 20, 7, 30, tzinfo=UTC)
TOKEN_KEY = "dGVzdC1vbmx5LWtleS0zMi1ieXRlcy1sb25nLTAwMDA="
_GOOGLE = derive_private_key(20261123, SECP256R1())
_PEM = _GOOGLE.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

CONFIGS: Mapping[Provider, ProviderConfig] = {
    Provider.STRAVA: ProviderConfig(
        client_id="101",
        client_secret="strava-client-secret",
        verify_token="strava-verify",
        path_secret="strava-path-secret-1",
        subscription_id="4242",
    ),
    Provider.OURA: ProviderConfig(client_id="102", client_secret="oura-client-secret", verify_token="oura-verify"),
    Provider.WHOOP: ProviderConfig(client_id="103", client_secret="whoop-client-secret"),
    Provider.POLAR: ProviderConfig(
        client_id="104", client_secret="polar-client-secret", webhook_secrets=("polar-webhook-secret",)
    ),
    Provider.WITHINGS: ProviderConfig(
        client_id="105", client_secret="withings-client-secret", path_secret="withings-path-secret"
    ),
    Provider.FITBIT: ProviderConfig(
        client_id="106", client_secret="fitbit-client-secret", verify_token="fitbit-verify"
    ),
    Provider.GOOGLE_HEALTH: ProviderConfig(
        client_id="107", client_secret="google-client-secret", webhook_secrets=(_PEM,), verify_token="Bearer google"
    ),
    Provider.GARMIN: ProviderConfig(
        client_id="108", client_secret="garmin-client-secret", path_secret="garmin-path-secret-1"
    ),
    Provider.TERRA: ProviderConfig(
        client_id="109", client_secret="terra-client-secret", webhook_secrets=("terra-signing-secret",)
    ),
    Provider.STANDARD: ProviderConfig(webhook_secrets=("whsec_c3RhbmRhcmQtc2VjcmV0LTMyLWJ5dGVzLWxvbmctMDA=",)),
}

KEYS: Mapping[Provider, Keys] = {
    Provider.STRAVA: Keys(path="strava-path-secret-1"),
    Provider.OURA: Keys(secret="oura-client-secret"),
    Provider.WHOOP: Keys(secret="whoop-client-secret"),
    Provider.POLAR: Keys(secret="polar-webhook-secret"),
    Provider.WITHINGS: Keys(path="withings-path-secret"),
    Provider.FITBIT: Keys(secret="fitbit-client-secret"),
    Provider.GOOGLE_HEALTH: Keys(private=_GOOGLE),
    Provider.GARMIN: Keys(path="garmin-path-secret-1"),
    Provider.TERRA: Keys(secret="terra-signing-secret"),
    Provider.STANDARD: Keys(secret="whsec_c3RhbmRhcmQtc2VjcmV0LTMyLWJ5dGVzLWxvbmctMDA="),
}


def event(provider: Provider, account: str, number: int = 1, at: datetime = AT) -> bytes:
    """The body of an event of `account`; another `number` is another event."""
    seconds = int(at.timestamp()) + number
    time = datetime.fromtimestamp(seconds, UTC).isoformat()
    day = at.date().isoformat()
    match provider:
        case Provider.STRAVA:
            body: object = {
                "object_type": "activity",
                "object_id": 9000 + number,
                "aspect_type": "create",
                "owner_id": int(account),
                "subscription_id": 4242,
                "event_time": seconds,
                "updates": {},
            }
        case Provider.OURA:
            body = {
                "event_type": "update",
                "data_type": "sleep",
                "object_id": f"sleep-{number}",
                "event_time": time,
                "user_id": account,
            }
        case Provider.WHOOP:
            trace = f"trace-{account}-{number}"
            body = {"user_id": int(account), "id": f"w-{number}", "type": "workout.updated", "trace_id": trace}
        case Provider.POLAR:
            body = {
                "event": "EXERCISE",
                "user_id": int(account),
                "entity_id": f"e{number}",
                "timestamp": time,
                "url": "http://169.254.169.254/latest",
            }
        case Provider.WITHINGS:
            form = {"userid": account, "appli": "44", "startdate": str(seconds - 28800), "enddate": str(seconds)}
            return urlencode(form).encode()
        case Provider.FITBIT:
            body = [{"collectionType": "sleep", "date": day, "ownerId": account, "subscriptionId": str(number)}]
            if number != 1:
                body[0]["collectionType"] = f"sleep{number}"
        case Provider.GOOGLE_HEALTH:
            span = {"startTime": time, "endTime": time}
            data = {
                "version": "1",
                "healthUserId": account,
                "operation": "UPSERT",
                "dataType": "sleep",
                "intervals": [{"physicalTimeInterval": span}],
            }
            body = {"data": data}
        case Provider.GARMIN:
            sleep = {
                "userId": account,
                "summaryId": f"s{number}",
                "calendarDate": day,
                "startTimeInSeconds": seconds - 28800,
                "startTimeOffsetInSeconds": 3600,
                "durationInSeconds": 27000,
                "deepSleepDurationInSeconds": 5400,
                "lightSleepDurationInSeconds": 16200,
                "remSleepInSeconds": 5400,
                "awakeDurationInSeconds": 600,
            }
            body = {"sleeps": [sleep]}
        case Provider.TERRA:
            user = {"user_id": "terra-user", "reference_id": account, "provider": "GARMIN"}
            body = {"type": "sleep", "user": user, "data": [{"number": number}]}
        case Provider.STANDARD:
            body = {"type": "records.updated", "timestamp": time, "data": {"user_id": account, "number": number}}
    return msgspec.json.encode(body)


def write_configs(path: Path, configs: Mapping[Provider, ProviderConfig] = CONFIGS) -> None:
    """The file that FITAI_TRACKERS names."""
    tables = {
        provider.value: {name: value for name, value in msgspec.to_builtins(config).items() if value}
        for provider, config in configs.items()
    }
    lines: list[str] = []
    for name, table in tables.items():
        lines.append(f"[{name}]")
        lines += [f"{key} = {msgspec.json.encode(value).decode()}" for key, value in table.items()]
    path.write_text("\n".join(lines) + "\n")
