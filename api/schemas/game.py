"""Wire structs of the leaderboard and the list of achievements; the game's own view is `domain.gamification.view`."""

from datetime import date

from msgspec import Struct

from domain.gamification.standings import Ranked, alias_of
from domain.gamification.use_cases import Board
from domain.gamification.view import AchievementView
from domain.profile import Locale
from domain.text.messages import say


class PlaceView(Struct, frozen=True, kw_only=True):
    """A row of the leaderboard: an alias, never a name; `own` marks the caller's."""

    place: int
    alias: str
    xp: int
    level: int
    own: bool


class LeaderboardView(Struct, frozen=True, kw_only=True):
    """The week's XP among people of similar level. Empty for who has not joined; `text` then says how.

    `cohort` is the first level of the group, `of` how many are in it; `own` is the caller's row, also below `top`.
    """

    monday: date
    joined: bool
    text: str
    cohort: int | None
    of: int
    own: PlaceView | None
    top: tuple[PlaceView, ...]


class AchievementsView(Struct, frozen=True, kw_only=True):
    """Every achievement, by family and tier."""

    earned: int
    items: tuple[AchievementView, ...]


def achievements_reply(items: tuple[AchievementView, ...]) -> AchievementsView:
    return AchievementsView(earned=sum(1 for each in items if each.earned), items=items)


def leaderboard_view(board: Board, locale: Locale) -> LeaderboardView:
    """The board in a language."""
    own = board.own
    text = "" if own else say(locale, "game.leaderboard.waiting" if board.joined else "game.leaderboard.join")
    me = own.standing.user_id if own else None

    def row(ranked: Ranked) -> PlaceView:
        standing = ranked.standing
        return PlaceView(
            place=ranked.place,
            alias=alias_of(standing.user_id, locale),
            xp=standing.xp,
            level=standing.level,
            own=standing.user_id == me,
        )

    return LeaderboardView(
        monday=board.monday,
        joined=board.joined,
        text=text,
        cohort=own.standing.cohort if own else None,
        of=own.of if own else 0,
        own=row(own) if own else None,
        top=tuple(row(each) for each in board.top),
    )
