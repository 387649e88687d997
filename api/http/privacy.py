"""What the caller agrees to, purpose by purpose."""

from typing import Annotated

from litestar import Router, get, put
from litestar.enums import RequestEncodingType
from litestar.openapi.spec import Example
from litestar.params import BodyKwarg

from api.http.game import InLocale, game_of, language
from api.openapi import problems
from api.request import ApiRequest
from api.schemas.privacy import ConsentRequest, ConsentsView, consents_view
from domain.gamification.use_cases import update_standing
from domain.identity.consent_use_cases import decide
from domain.identity.consents import Purpose

ConsentBody = Annotated[
    ConsentRequest,
    BodyKwarg(
        media_type=RequestEncodingType.JSON,
        description="A yes or a no, to the text of that version.",
        examples=[Example(id="leaderboard", value={"purpose": "leaderboard", "granted": True, "version": 1})],
    ),
]


@get(
    "/consents",
    operation_id="getConsents",
    summary="Every purpose with its text, whether it is agreed to, and what was said before",
    responses=problems(),
)
async def get_consents(request: ApiRequest, locale: InLocale = None) -> ConsentsView:
    history = await request.wiring.direct.consents.history(request.user.user_id)
    return consents_view(history, locale or await language(request))


@put(
    "/consents",
    operation_id="putConsent",
    summary="Agree to a purpose, or withdraw; the same word again changes nothing",
    description="From 16 years on. A withdrawal counts at once: the leaderboard's rows go, and no export has the data.",
    responses=problems(409, 413, 415),
)
async def put_consent(request: ApiRequest, data: ConsentBody, locale: InLocale = None) -> ConsentsView:
    wiring, owner = request.wiring, request.user.user_id
    history = await decide(
        wiring.uow, wiring.clock, wiring.ids, owner, data.purpose, granted=data.granted, version=data.version
    )
    if data.purpose is Purpose.LEADERBOARD and data.granted:
        state = await game_of(request)
        async with wiring.uow() as uow:
            await update_standing(uow, owner, state, wiring.clock.now())
    return consents_view(history, locale or await language(request))


router = Router("/api/privacy", route_handlers=[get_consents, put_consent], tags=["privacy"])
