"""What the clients of all providers have in common: consent, refreshing, revoking, and the shape of a reading."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, ClassVar

from adapters.providers.config import ProviderConfig
from adapters.providers.http import ProviderHttp, Reply, TokenRefused
from adapters.providers.oauth import OAuth, OAuthFacts
from domain.activity.records import Sport, Told, TrackerRecord
from domain.errors import Unavailable
from domain.ports import Clock
from domain.trackers.connection import Grant, Tokens
from domain.trackers.notification import Provider
from domain.trackers.ports import Fetched

PAGES = 40
"""Most pages of one list; what a person does in three months fits in a few."""

Kind = Callable[[str, date, date], Awaitable[list[TrackerRecord]]]


class OAuthClient(ABC):
    """`ports.ProviderClient` but for what is particular to a provider: `_account`, `_kinds` and `_revoke`."""

    provider: ClassVar[Provider]
    facts: ClassVar[OAuthFacts]
    reach_days: ClassVar[int | None] = None
    """How far back its lists go, where that is not far; nothing is concluded of the days before."""

    def __init__(self, config: ProviderConfig, http: ProviderHttp, clock: Clock) -> None:
        self._config = config
        self._http = http
        self._clock = clock
        self._oauth = OAuth(self.facts, config, http, clock)

    def authorize_url(self, *, redirect_uri: str, state: str, challenge: str) -> str:
        """See `ports.ProviderClient`."""
        return self._oauth.authorize_url(redirect_uri=redirect_uri, state=state, challenge=challenge)

    async def exchange(self, *, code: str, verifier: str, redirect_uri: str) -> Grant:
        """See `ports.ProviderClient`."""
        tokens, said = await self._oauth.exchange(code=code, verifier=verifier, redirect_uri=redirect_uri)
        account = await self._account(tokens, said)
        return Grant(account=account, tokens=tokens, scope=str(said.get("scope") or self.facts.scope))

    async def refresh(self, tokens: Tokens) -> Tokens:
        """See `ports.ProviderClient`."""
        return await self._oauth.refresh(tokens)

    async def revoke(self, tokens: Tokens, account: str) -> None:
        """See `ports.ProviderClient`."""
        try:
            reply = await self._revoke(tokens, account)
        except TokenRefused:  # revoked already
            return
        if reply.status >= 400:
            raise Unavailable(f"{self.provider.value} answers the end of a connection with {reply.status}")

    async def fetch(self, tokens: Tokens, start: date, end: date) -> Fetched:
        """See `ports.ProviderClient`; raises `TokenRefused` as well. A kind that is refused (403, 404) is partial."""
        if self.reach_days is not None:
            start = max(start, self._clock.now().date() - timedelta(days=self.reach_days))
        records: list[TrackerRecord] = []
        partial: list[str] = []
        for name, kind in self._kinds().items():
            try:
                records += await kind(tokens.access, start, end)
            except NotGiven:
                partial.append(name)
        within = tuple(record for record in records if start <= record.day <= end)
        return Fetched(start=start, end=end, records=within, partial=tuple(partial))

    @abstractmethod
    async def _account(self, tokens: Tokens, said: Mapping[str, Any]) -> str:
        """The person's own id at the provider; `said` is the provider's answer with the tokens."""

    @abstractmethod
    def _kinds(self) -> Mapping[str, Kind]:
        """Each kind of data (its records' keys begin with that name and a colon) and how it is read."""

    async def _revoke(self, tokens: Tokens, account: str) -> Reply:  # noqa: ARG002 - for those that can
        raise Unavailable(f"{self.provider.value} has no way to be told")

    async def _get(self, path: str, token: str, kind: type[Any], **params: str | int) -> Any:
        """A reply as `kind`. Raises `NotGiven` when the person's consent does not cover it."""
        reply = await self._http.get(path, token, params)
        if reply.status in (403, 404):
            raise NotGiven
        if reply.status >= 400:
            raise Unavailable(f"{self.provider.value} answers {path} with {reply.status}")
        return reply.read(kind)

    def _too_many(self) -> Unavailable:
        """For a list without end: what was read of it must not pass for all there is."""
        return Unavailable(f"{self.provider.value} has more than {PAGES} pages of one list")

    def _record(self, kind: str, name: object, day: date, what: Told, device: str = "") -> TrackerRecord:
        """A record as it is told now: what is fetched later holds."""
        return TrackerRecord(
            source=self.provider.value,
            key=f"{kind}:{name}",
            day=day,
            updated_at=self._clock.now(),
            what=what,
            device=device,
        )


class NotGiven(Exception):
    """The provider has this kind of data not for us, or not at all."""


def at_offset(time: datetime, seconds: float) -> datetime:
    """The same instant with the offset (s) of where the person was."""
    return time.astimezone(timezone(timedelta(seconds=max(-86_340, min(86_340, seconds)))))


def unix(seconds: float, offset_s: float = 0) -> datetime:
    """An instant of Unix time with an offset."""
    return at_offset(datetime.fromtimestamp(seconds, UTC), offset_s)


def sport_of(name: str) -> Sport:
    """The sport that a provider's own name means, by the words in it."""
    words = name.lower().replace("-", "_").replace(" ", "_")
    return next((sport for word, sport in _WORDS if word in words), Sport.OTHER)


_WORDS = (
    ("walk", Sport.WALKING),
    ("hik", Sport.HIKING),
    ("spinning", Sport.CYCLING),
    ("cycl", Sport.CYCLING),
    ("bik", Sport.CYCLING),
    ("ride", Sport.CYCLING),
    ("swim", Sport.SWIMMING),
    ("row", Sport.ROWING),
    ("ski", Sport.SKIING),
    ("run", Sport.RUNNING),
    ("treadmill", Sport.RUNNING),
    ("weight", Sport.STRENGTH),
    ("strength", Sport.STRENGTH),
    ("crossfit", Sport.INTERVALS),
    ("hiit", Sport.INTERVALS),
    ("interval", Sport.INTERVALS),
    ("functional", Sport.INTERVALS),
    ("yoga", Sport.MOBILITY),
    ("pilates", Sport.MOBILITY),
    ("stretch", Sport.MOBILITY),
    ("mobility", Sport.MOBILITY),
)
