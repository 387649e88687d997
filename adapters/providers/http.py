"""Calls to one provider: only to the addresses it is known by, with a deadline, a size limit and patience.

A reply of 5xx or none at all is tried again; 429 is handed on with the seconds that the provider asks for; 401 says
that the token is not good (any more). No redirect is followed, and nothing that a provider sends is used as an address.
"""

import asyncio
from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import TypeVar
from urllib.parse import urlsplit

import httpx
import msgspec
from msgspec import Struct

from domain.errors import RateLimited, Unavailable

MAX_BYTES = 16 * 1024 * 1024
"""Largest reply that is read; a month of a provider's summaries is well below a tenth of it."""

TIMEOUT = httpx.Timeout(20.0, connect=5.0)
_PAUSES_S = (0.5, 2.0)
_LONGEST_WAIT_S = 900
_DEFAULT_WAIT_S = 60


T = TypeVar("T")


class TokenRefused(Exception):
    """401: the access token is not accepted."""


class Reply(Struct, frozen=True, kw_only=True):
    """A whole reply."""

    status: int
    body: bytes

    def read(self, kind: type[T]) -> T:
        """The body as `kind`. Raises `Unavailable` when it is no JSON or of another shape: theirs may have changed."""
        try:
            return msgspec.json.decode(self.body, type=kind, strict=False)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise Unavailable(f"the provider's reply cannot be read: {error}") from error


def new_http() -> httpx.AsyncClient:
    """The connections of one process to all providers; the environment's proxies are not used."""
    return httpx.AsyncClient(timeout=TIMEOUT, follow_redirects=False, trust_env=False)


class ProviderHttp:
    """HTTP with one provider. `stand_in` replaces scheme and host of each address, for a local provider."""

    def __init__(
        self, http: httpx.AsyncClient, name: str, *, stand_in: str = "", pauses_s: tuple[float, ...] = _PAUSES_S
    ) -> None:
        self._http = http
        self._name = name
        self._stand_in = stand_in.rstrip("/")
        self._pauses_s = pauses_s

    def address(self, url: str) -> str:
        """The address to call, or to send a browser to."""
        if not self._stand_in:
            return url
        parts = urlsplit(url)
        return f"{self._stand_in}{parts.path}" + (f"?{parts.query}" if parts.query else "")

    async def get(self, url: str, token: str, params: Mapping[str, str | int] | None = None) -> Reply:
        """GET with a bearer token; see `send`."""
        return await self.send("GET", url, params=params, headers={"Authorization": f"Bearer {token}"})

    async def send(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str | int] | None = None,
        data: Mapping[str, str] | None = None,
        json: object = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        again: Callable[[int], bool] = lambda status: status >= 500,
        bearer: bool = True,
    ) -> Reply:
        """The reply, whatever its status below 500. Raises `TokenRefused` (if `bearer`), `RateLimited`, `Unavailable`.

        `again` says which status is worth another try; a call that must not happen twice gives one that is never true.
        """
        request = self._http.build_request(
            method,
            self.address(url),
            params=dict(params) if params else None,
            data=dict(data) if data else None,
            json=json,
            headers={"Accept": "application/json", **(headers or {})},
        )
        if auth is not None:
            request.headers["Authorization"] = "Basic " + b64encode(":".join(auth).encode()).decode()
        for pause in (*self._pauses_s, None):
            try:
                reply = await self._once(request)
                if bearer and reply.status == 401:
                    raise TokenRefused
            except httpx.TransportError as error:
                if pause is None or not again(599):
                    raise Unavailable(f"{self._name} does not answer: {type(error).__name__}") from error
            else:
                if not (again(reply.status) and pause is not None):
                    break
            await asyncio.sleep(pause)
        if reply.status >= 500:
            raise Unavailable(f"{self._name} answers with {reply.status}")
        return reply

    async def _once(self, request: httpx.Request) -> Reply:
        response = await self._http.send(request, stream=True)
        try:
            if response.status_code == 429:
                raise RateLimited(f"{self._name} asks for patience", _wait(response.headers.get("retry-after", "")))
            body = bytearray()
            async for piece in response.aiter_bytes():
                body += piece
                if len(body) > MAX_BYTES:
                    raise Unavailable(f"{self._name} answers with more than {MAX_BYTES} bytes")
        finally:
            await response.aclose()
        return Reply(status=response.status_code, body=bytes(body))


def _wait(text: str) -> int:
    """Retry-After in seconds; a date, or nothing, is taken for a minute."""
    return min(int(text), _LONGEST_WAIT_S) if text.isascii() and text.isdigit() and len(text) < 9 else _DEFAULT_WAIT_S
