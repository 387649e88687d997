"""`/api/webhooks/{provider}`: check the raw bytes, write the inbox row and its job in one statement, then say yes.

Nothing is fetched here, and nobody's session is asked: the provider's own proof is what counts. A provider that is not
configured does not exist. What is accepted is committed before the reply; PostgreSQL away is 503, and it comes again.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from litestar import Response, Router, route
from litestar.enums import HttpMethod
from litestar.params import FromPath

from adapters.providers.config import ProviderConfig
from adapters.telemetry.metrics import WEBHOOKS
from api.auth.limits import address_of
from api.openapi import OPEN
from api.request import ApiRequest
from api.webhooks.source import MAX_BYTES, MAX_EVENTS, Delivery, Greeting, NotConfigured, Source, WebhookRefused
from api.webhooks.sources import SOURCES
from domain.errors import InvalidInput, NotFound
from domain.trackers.notification import Notification, Provider
from domain.trackers.ports import Arrival

if TYPE_CHECKING:
    from api.wiring import Wiring

_OPTIONS = OPEN | {"opt": {"open": True, "zone": ""}}


async def _deliver(request: ApiRequest, name: str, path_secret: str = "") -> Response[bytes]:
    wiring = request.wiring
    source = _source(wiring.trackers.configs, name)
    delivery = Delivery(
        method=request.method,
        headers=request.headers,
        query=request.query_params,
        body=await request.body(),
        path_secret=path_secret,
    )
    try:
        greeting, notifications = _checked(
            source, delivery, wiring.trackers.configs[source.provider], wiring.clock.now()
        )
    except (WebhookRefused, NotConfigured, InvalidInput) as error:
        WEBHOOKS.labels(source.provider.value, "refused").inc()
        await wiring.limiter.hit("refused", address_of(request.scope.get("client")))
        if source.hides and not isinstance(error, InvalidInput):
            raise NotFound("There is no such webhook.") from error
        raise
    if greeting is not None:
        return Response(greeting.body, status_code=greeting.status, media_type="application/json")
    fresh = await _store(wiring, source.provider, notifications)
    WEBHOOKS.labels(source.provider.value, "stored" if fresh else "known").inc()
    return Response(b"", status_code=source.ack, media_type="application/json")


def _source(configs: Mapping[Provider, ProviderConfig], name: str) -> Source:
    for provider in configs:
        if provider.value == name:
            return SOURCES[provider]
    raise NotFound("There is no such webhook.")


def _checked(
    source: Source, delivery: Delivery, config: ProviderConfig, now: datetime
) -> tuple[Greeting | None, list[Notification]]:
    greeting = source.greet(delivery, config)
    if greeting is not None:
        return greeting, []
    if delivery.method != "POST":
        raise WebhookRefused("Deliveries are sent by POST.")
    source.verify(delivery, config, now)
    notifications = list(source.read(delivery, now))
    if len(notifications) > MAX_EVENTS:
        raise InvalidInput(f"The delivery has more than {MAX_EVENTS} events.")
    return None, notifications


async def _store(wiring: "Wiring", provider: Provider, notifications: list[Notification]) -> int:
    """How many were new; returns once they are committed."""
    if not notifications:
        return 0
    arrivals = [
        Arrival(
            account=each.account,
            external_id=each.external_id,
            what=each.what,
            kind=each.kind,
            object_id=each.object_id,
            happened_at=each.happened_at,
            starts_at=each.starts_at,
            ends_at=each.ends_at,
            payload=wiring.trackers.vault.seal(each.data) if each.data else b"",
        )
        for each in notifications
    ]
    with suppress(NotFound):  # the person erased the account at this moment: nobody is left to tell
        attempts = wiring.settings.job_max_attempts
        return await wiring.direct.inbox.receive(provider.value, arrivals, wiring.clock.now(), attempts)
    return 0


@route(
    "/{provider:str}",
    http_method=[HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST],
    request_max_body_size=MAX_BYTES,
    include_in_schema=False,
    **_OPTIONS,
)
async def webhook(request: ApiRequest, provider: FromPath[str]) -> Response[bytes]:
    """A provider tells that something of a person's changed, or makes its handshake."""
    return await _deliver(request, provider)


@route(
    "/{provider:str}/{path_secret:str}",
    http_method=[HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST],
    request_max_body_size=MAX_BYTES,
    include_in_schema=False,
    **_OPTIONS,
)
async def webhook_at_secret_address(
    request: ApiRequest, provider: FromPath[str], path_secret: FromPath[str]
) -> Response[bytes]:
    """The same, for providers that do not sign: the last part of the address is a secret."""
    return await _deliver(request, provider, path_secret)


router = Router("/api/webhooks", route_handlers=[webhook, webhook_at_secret_address], tags=["trackers"])
