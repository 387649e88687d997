"""Levels: how much XP each takes, and what a person of that level is called."""

from typing import Final

from msgspec import Struct

BANDS: Final = (1, 5, 10, 15, 20, 25, 30, 40, 50, 75)
"""The first level of each band. A band has a title (text `game.title.N`)."""

COHORTS: Final = (1, 5, 10, 20, 35)
"""The first level of each cohort of the leaderboard, so that beginners do not face experts."""


class Level(Struct, frozen=True, kw_only=True):
    """`into`: XP since the level began; `needed`: XP from its beginning to the next."""

    level: int
    into: int
    needed: int


def xp_to_next(level: int) -> int:
    """XP from `level` (from 1) to the next: 0.25 L^2 + 10 L + 139.75, rounded to 10 (Habitica's curve, evidence 5)."""
    return round((0.25 * level * level + 10 * level + 139.75) / 10) * 10


def level_of(xp: int) -> Level:
    """The level that `xp` points in all make; what is left over counts towards the next."""
    level, into = 1, xp
    while into >= (needed := xp_to_next(level)):
        into -= needed
        level += 1
    return Level(level=level, into=into, needed=needed)


def band_of(level: int) -> int:
    """The first level of the title's band."""
    return max(first for first in BANDS if first <= level)


def cohort_of(level: int) -> int:
    """The first level of the leaderboard's cohort."""
    return max(first for first in COHORTS if first <= level)
