"""What happens to a person's standing, and what the leaderboard shows."""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from msgspec import Struct

from domain.gamification.levels import cohort_of, level_of
from domain.gamification.planned import monday_of
from domain.gamification.standings import TOP, Ranked, Standing
from domain.gamification.state import GameState
from domain.identity.consents import Purpose
from domain.ports import Direct, UnitOfWork

WEEKS_SHOWN: Final = 2
"""This week's row and the last one's are kept right: a device may tell of Sunday on Tuesday."""


async def update_standing(uow: UnitOfWork, owner: UUID, state: GameState, at: datetime) -> None:
    """Store the XP of the state's last two weeks, for somebody on the leaderboard; nothing for anybody else.

    To be called in the transaction that ends an adaptation, after anything that locks the person's events.
    """
    if state.day is None or not await uow.consents.given(owner, Purpose.LEADERBOARD):
        return
    level = level_of(state.xp).level
    by_week = dict(state.week_xp)
    for back in range(WEEKS_SHOWN):
        monday = monday_of(state.day) - timedelta(weeks=back)
        standing = Standing(
            user_id=owner,
            monday=monday,
            cohort=cohort_of(level),
            xp=by_week.get(monday, 0),
            level=level,
            updated_at=at,
        )
        await uow.standings.put(standing)


class Board(Struct, frozen=True, kw_only=True):
    """The leaderboard of a week as one person sees it; `own` is None before anything of the week is known."""

    monday: date
    joined: bool
    own: Ranked | None
    top: tuple[Ranked, ...]


async def board(direct: Direct, owner: UUID, day: date) -> Board:
    """The week's top of the person's cohort and the person's own place; nobody else's for who has not joined."""
    monday = monday_of(day)
    if not await direct.consents.given(owner, Purpose.LEADERBOARD):
        return Board(monday=monday, joined=False, own=None, top=())
    own = await direct.standings.of(owner, monday)
    top = await direct.standings.top(monday, own.standing.cohort, TOP) if own else []
    return Board(monday=monday, joined=True, own=own, top=tuple(top))
