"""The authorisation-code flow with PKCE, the same for every provider but for the facts in `OAuthFacts`."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from msgspec import Struct

from adapters.providers.config import ProviderConfig
from adapters.providers.http import ProviderHttp, Reply
from domain.errors import Unavailable
from domain.ports import Clock
from domain.trackers.connection import Tokens
from domain.trackers.errors import AccessRevoked, ConsentFailed

_REVOKED = (b"invalid_grant", b"refresh_token", b"RefreshToken")
"""What a reply says when the refresh token is no good (RFC 6749, 5.2; the last is Strava's)."""
_WITHINGS_REFUSED = 401


class OAuthFacts(Struct, frozen=True, kw_only=True):
    """A provider's OAuth server. `scope` is what we ask for, joined as the provider wants it.

    `basic`: the client shows itself by HTTP Basic instead of in the form. `pkce`: the server takes a code challenge;
    elsewhere it is sent and ignored, which does no harm. `extra` goes with the authorisation request, `form` with each
    token request. `wrapped`: the tokens lie in `body` of the reply (Withings).
    """

    authorize_url: str
    token_url: str
    scope: str
    basic: bool = False
    pkce: bool = True
    extra: Mapping[str, str] = {}
    form: Mapping[str, str] = {}
    wrapped: bool = False


class OAuth:
    """One provider's OAuth server, with our client there."""

    def __init__(self, facts: OAuthFacts, config: ProviderConfig, http: ProviderHttp, clock: Clock) -> None:
        self._facts = facts
        self._config = config
        self._http = http
        self._clock = clock

    def authorize_url(self, *, redirect_uri: str, state: str, challenge: str) -> str:
        """See `ports.ProviderClient`."""
        facts = self._facts
        query = {
            "response_type": "code",
            "client_id": self._config.client_id,
            "redirect_uri": redirect_uri,
            "scope": facts.scope,
            "state": state,
            **facts.extra,
        }
        if facts.pkce:
            query |= {"code_challenge": challenge, "code_challenge_method": "S256"}
        return f"{self._http.address(facts.authorize_url)}?{urlencode(query)}"

    async def exchange(self, *, code: str, verifier: str, redirect_uri: str) -> tuple[Tokens, dict[str, Any]]:
        """The tokens, and all that the server said with them. Raises `ConsentFailed`.

        Sent once: a code is good for one use, and a second try could have the server revoke what the first one gave.
        """
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
        if self._facts.pkce:
            form["code_verifier"] = verifier
        reply = await self._ask(form)
        if reply.status >= 400:
            raise ConsentFailed("The provider did not accept its own code; connect again.")
        said = self._said(reply)
        return self._tokens(said, ""), said

    async def refresh(self, tokens: Tokens) -> Tokens:
        """New tokens. Raises `AccessRevoked` when the refresh token is refused; sent once, for the same reason."""
        form = {"grant_type": "refresh_token", "refresh_token": tokens.refresh}
        reply = await self._ask(form)
        if reply.status >= 400 and any(word in reply.body for word in _REVOKED):
            raise AccessRevoked("The provider has taken its leave back; connect again.")
        if reply.status >= 400:
            # Our own client's fault, perhaps: that must not cut every person's connection.
            raise Unavailable(f"the provider answers a refresh with {reply.status}")
        return self._tokens(self._said(reply), tokens.refresh)

    async def _ask(self, form: dict[str, str]) -> Reply:
        client = (self._config.client_id, self._config.client_secret)
        if not self._facts.basic:
            form = form | {"client_id": client[0], "client_secret": client[1]}
        return await self._http.send(
            "POST",
            self._facts.token_url,
            data={**form, **self._facts.form},
            auth=client if self._facts.basic else None,
            again=lambda _: False,
            bearer=False,
        )

    def _said(self, reply: Reply) -> dict[str, Any]:
        said = reply.read(dict[str, Any])
        if self._facts.wrapped:
            if said.get("status") == _WITHINGS_REFUSED:
                raise AccessRevoked("The provider has taken its leave back; connect again.")
            said = said["body"] if isinstance(said.get("body"), dict) else {}
        if not isinstance(said.get("access_token"), str):
            raise Unavailable("the provider's reply holds no token")
        return said

    def _tokens(self, said: dict[str, Any], refresh_before: str) -> Tokens:
        return Tokens(
            access=said["access_token"],
            refresh=str(said.get("refresh_token") or refresh_before),
            expires_at=_ends(said, self._clock.now()),
        )


def _ends(said: Mapping[str, Any], now: datetime) -> datetime | None:
    seconds = said.get("expires_in")
    return now + timedelta(seconds=float(seconds)) if isinstance(seconds, int | float) else None
