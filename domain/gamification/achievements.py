"""Achievements: what they ask for is data (`data/achievements.toml`); whether they are earned is seen in the state."""

from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from domain.gamification.levels import level_of
from domain.gamification.state import GameState

TIERS: Final = ("bronze", "silver", "gold", "platinum", "diamond")


class Achievement(Struct, frozen=True, kw_only=True):
    """One tier of a family; `goal` is the count at which it is earned."""

    family: str
    tier: str
    goal: int

    @property
    def id(self) -> str:
        return f"{self.family}.{self.tier}"


@cache
def achievements() -> tuple[Achievement, ...]:
    """All of them, by family, each family's tiers in order."""
    tree = loads((files("domain.gamification") / "data" / "achievements.toml").read_text(encoding="utf-8"))
    return tuple(
        Achievement(family=family, tier=tier, goal=goal)
        for family, row in tree.items()
        for tier, goal in zip(TIERS, row["tiers"], strict=False)
    )


def count_of(state: GameState, family: str) -> int:
    """Where the state stands with a family."""
    match family:
        case "streak":
            return state.streak.best
        case "full_weeks":
            return state.streak.full
        case "level":
            return level_of(state.xp).level
        case "tried":
            return len(state.tried)
        case _:
            return state.counts.get(family, 0)


def rewarded(state: GameState) -> GameState:
    """The state with what it has newly earned, dated its day."""
    if state.day is None:
        return state
    counts = {family: count_of(state, family) for family in {each.family for each in achievements()}}
    new = [each.id for each in achievements() if counts[each.family] >= each.goal and each.id not in state.earned]
    return replace(state, earned={**state.earned, **dict.fromkeys(new, state.day)}) if new else state
