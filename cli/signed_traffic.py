"""A provider's side of a webhook: the request that it would send, signed as its scheme says.

Written from the schemes, and not from what checks them, so that the two can be held against each other.
"""

import base64
import hashlib
import hmac
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from msgspec import Struct

from domain.trackers.notification import Provider

_JSON = {"content-type": "application/json"}
_FORM = {"content-type": "application/x-www-form-urlencoded"}


class Keys(Struct, frozen=True, kw_only=True):
    """What the provider's side knows. `private` stands for Google's key, `path` is the address's secret part."""

    secret: str = ""
    path: str = ""
    private: EllipticCurvePrivateKey | None = None


class Post(Struct, frozen=True, kw_only=True):
    """One request of a provider."""

    path: str
    headers: dict[str, str]
    body: bytes


def signed(provider: Provider, body: bytes, keys: Keys, at: datetime, *, name: str = "") -> Post:
    """The request that carries `body`, signed at `at`; `name` is the event's id where it travels in a header."""
    path = f"/api/webhooks/{provider.value}" + (f"/{keys.path}" if keys.path else "")
    headers = _FORM if provider is Provider.WITHINGS else _JSON
    return Post(path=path, headers=headers | _proof(provider, body, keys, at, name), body=body)


def _proof(provider: Provider, body: bytes, keys: Keys, at: datetime, name: str) -> dict[str, str]:
    seconds, millis = str(int(at.timestamp())), str(int(at.timestamp() * 1000))
    secret = keys.secret.encode()
    proof: dict[str, str] = {}  # of those that do not sign
    match provider:
        case Provider.STANDARD:
            name = name or hashlib.sha256(body).hexdigest()
            material = base64.b64decode(keys.secret.removeprefix("whsec_"))
            signature = _base64(_mac(material, f"{name}.{seconds}.".encode() + body))
            proof = {"webhook-id": name, "webhook-timestamp": seconds, "webhook-signature": f"v1,{signature}"}
        case Provider.OURA:
            signature = _mac(secret, seconds.encode() + body).hex().upper()
            proof = {"x-oura-timestamp": seconds, "x-oura-signature": signature}
        case Provider.WHOOP:
            signature = _base64(_mac(secret, millis.encode() + body))
            proof = {"x-whoop-signature-timestamp": millis, "x-whoop-signature": signature}
        case Provider.POLAR:
            proof = {"polar-webhook-event": "EXERCISE", "polar-webhook-signature": _mac(secret, body).hex()}
        case Provider.FITBIT:
            proof = {"x-fitbit-signature": _base64(hmac.new(secret + b"&", body, hashlib.sha1).digest())}
        case Provider.TERRA:
            proof = {"terra-signature": f"t={seconds},v1={_mac(secret, f'{seconds}.'.encode() + body).hex()}"}
        case Provider.GOOGLE_HEALTH:
            if keys.private is None:
                raise ValueError("Google Health deliveries are signed with a private key")
            signed_body = keys.private.sign(body, ECDSA(SHA256()))
            proof = {"x-healthapi-signature": _base64(b"\x01\x00\x00\x00\x07" + signed_body)}
    return proof


def _mac(secret: bytes, message: bytes) -> bytes:
    return hmac.new(secret, message, hashlib.sha256).digest()


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
