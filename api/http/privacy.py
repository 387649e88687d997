"""What the caller agrees to, purpose by purpose; and a copy of everything that is kept about them."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, Router, get, post, put
from litestar.enums import RequestEncodingType
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import Example
from litestar.params import BodyKwarg, FromPath

from api.http.game import InLocale, game_of, language
from api.http.idempotency import IdempotencyKey, Reply, once
from api.openapi import problems
from api.request import ApiRequest
from api.schemas.coaching import JobLinks
from api.schemas.privacy import ConsentRequest, ConsentsView, ExportAccepted, consents_view
from domain.gamification.use_cases import update_standing
from domain.identity.consent_use_cases import decide
from domain.identity.consents import Purpose
from domain.jobs.events import topic
from domain.jobs.job import JobState
from domain.ports import KeyedReply, StoredReply
from domain.privacy.export import ExportArgs, fetch_export, order_export

ZIP = "application/zip"

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


@post(
    "/export",
    operation_id="requestExport",
    summary="Ask for a copy of everything that is kept about you; a job writes it",
    description=(
        "A ZIP file with a JSON list for each kind of thing, and a README in your language. The job's result names "
        "where to fetch it; it stays for three days, and a new one replaces it."
    ),
    status_code=202,
    responses={
        202: ResponseSpec(ExportAccepted, generate_examples=False, description="The job that writes the file"),
        **problems(409),
    },
    opt={"zone": "exports"},
)
async def request_export(
    request: ApiRequest, locale: InLocale = None, idempotency_key: IdempotencyKey = None
) -> Response[bytes]:
    wiring, owner, job_id = request.wiring, request.user.user_id, request.wiring.ids.new()
    args = ExportArgs(locale=locale or await language(request))
    accepted = ExportAccepted(
        job_id=job_id,
        state=JobState.QUEUED,
        links=JobLinks(job=f"/api/jobs/{job_id}", socket_topic=topic(job_id)),
        download=f"/api/privacy/export/{job_id}",
    )

    async def effect(keyed: KeyedReply | None) -> StoredReply | None:
        return await order_export(wiring.export_desk, owner, job_id, args, keyed)

    return await once(request, idempotency_key, Reply(status=202, body=msgspec.json.encode(accepted)), effect)


@get(
    "/export/{job_id:uuid}",
    operation_id="getExport",
    summary="The copy, once its job is done",
    media_type=ZIP,
    responses={
        200: ResponseSpec(bytes, generate_examples=False, description="The ZIP file", media_type=ZIP),
        **problems(404),
    },
)
async def get_export(request: ApiRequest, job_id: FromPath[UUID]) -> Response[bytes]:
    file = await fetch_export(request.wiring.export_desk, request.user.user_id, job_id)
    headers = {"content-disposition": 'attachment; filename="fitai-data.zip"'}
    return Response(file, media_type=ZIP, headers=headers)


router = Router(
    "/api/privacy", route_handlers=[get_consents, put_consent, request_export, get_export], tags=["privacy"]
)
