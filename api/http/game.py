"""The game: XP, level, attributes, streak, quests, achievements, and the leaderboard of those who joined it."""

import asyncio
from datetime import date
from typing import Annotated

from litestar import Response, Router, get
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import QueryParameter

from adapters.pictures.badge import game_card
from api.openapi import problems
from api.request import ApiRequest
from api.schemas.game import AchievementsView, LeaderboardView, achievements_reply, leaderboard_view
from domain.catalogue.loader import load_catalogue
from domain.events.use_cases import load_held
from domain.gamification.fold import GameFold
from domain.gamification.state import GameState
from domain.gamification.use_cases import board
from domain.gamification.view import GameView, achievements_view, game_view
from domain.profile import Locale
from domain.profile_reader import read_profile
from domain.training.fold import TrainingFold

SVG = "image/svg+xml"

OnDay = Annotated[
    date | None, QueryParameter(name="date", description="A day of the week that is meant; today when left out.")
]
InLocale = Annotated[Locale | None, QueryParameter(description="The language of texts; the profile's by default.")]


@get(
    "/",
    operation_id="getGame",
    summary="XP and what it was for, level, attributes and what moved them, streak, quests, records, achievements",
    description=(
        "Current to the last recorded event, and rebuilt from the events alone. XP is for planned work and for keeping "
        "to the plan; work recorded more than 48 hours after its day earns none, and what does not add up is held."
    ),
    responses=problems(),
)
async def get_game(request: ApiRequest, locale: InLocale = None) -> GameView:
    return await _view(request, locale or await language(request))


@get("/achievements", operation_id="getAchievements", summary="Every achievement, earned or not", responses=problems())
async def get_achievements(request: ApiRequest, locale: InLocale = None) -> AchievementsView:
    spoken = locale or await language(request)
    return achievements_reply(achievements_view(await game_of(request), spoken))


@get(
    "/leaderboard",
    operation_id="getLeaderboard",
    summary="The week's XP among people of similar level who joined",
    description="Only for who agreed to the purpose `leaderboard` (PUT /api/privacy/consents); empty for anybody else.",
    responses=problems(),
)
async def get_leaderboard(request: ApiRequest, day: OnDay = None, locale: InLocale = None) -> LeaderboardView:
    wiring, owner = request.wiring, request.user.user_id
    on = day or await wiring.day_of(owner)
    found = await board(wiring.direct, owner, on)
    return leaderboard_view(found, locale or await language(request))


@get(
    "/card.svg",
    operation_id="getGameCard",
    summary="Level and attributes as a picture",
    media_type=SVG,
    responses={
        200: ResponseSpec(str, generate_examples=False, description="The picture", media_type=SVG),
        **problems(),
    },
)
async def get_card(request: ApiRequest, locale: InLocale = None) -> Response[str]:
    spoken = locale or await language(request)
    view = await _view(request, spoken)
    return Response(game_card(view, spoken), media_type=SVG, headers={"Cache-Control": "private, no-cache"})


async def _view(request: ApiRequest, locale: Locale) -> GameView:
    wiring, owner, catalogue = request.wiring, request.user.user_id, load_catalogue()
    on = await wiring.day_of(owner)
    folds = (GameFold(catalogue), TrainingFold(catalogue))
    held = await load_held(wiring.direct, owner, folds, on, asyncio.to_thread)
    game, training = held.states
    return game_view(game, on, locale, catalogue, training.records)


async def game_of(request: ApiRequest) -> GameState:
    """The caller's game, today."""
    wiring, owner = request.wiring, request.user.user_id
    return await wiring.state_of(owner, GameFold(load_catalogue()), await wiring.day_of(owner))


async def language(request: ApiRequest) -> Locale:
    """The language of the caller's profile; English before there is one."""
    stored = await request.wiring.direct.profiles.latest(request.user.user_id)
    return Locale.EN if stored is None else read_profile(bytes(stored.raw)).profile.locale


router = Router("/api/game", route_handlers=[get_game, get_achievements, get_leaderboard, get_card], tags=["game"])
