"""What planned work is worth in the game. Planned work counts, not tonnage, and a day has a cap (evidence 5)."""

from domain.coaching.planning.proposal import Role
from domain.coaching.programming.program import Session, WorkItem
from domain.plan import ExerciseStats

DAY_CAP_XP = 150
XP_PER_SET = {Role.POWER: 6, Role.MAIN: 6, Role.ACCESSORY: 5, Role.ISOLATION: 4, Role.CORE: 4, Role.MOBILITY: 3}
XP_PER_MINUTE = 2
"""Conditioning counts minutes, so that one long piece and many short ones are worth the same."""

STRENGTH_PER_SET = {True: 0.10, False: 0.05}
"""By whether the exercise is compound."""

AGILITY_PER_SET, ENDURANCE_PER_SET, ENDURANCE_PER_MINUTE = 0.06, 0.04, 0.05
ENDURANCE_REPS = 15
AGILE = frozenset({"jump", "throw", "balance", "olympic_lift", "mobility"})


def day_worth(session: Session) -> tuple[ExerciseStats, ...]:
    """The stats of each item of a session; their XP sums to at most `DAY_CAP_XP`."""
    plain = [_worth(item) for item in session.items]
    total = sum(stats.xp_earned for stats in plain)
    if total <= DAY_CAP_XP:
        return tuple(plain)
    return tuple(
        ExerciseStats(
            strength_gained=stats.strength_gained,
            agility_gained=stats.agility_gained,
            endurance_gained=stats.endurance_gained,
            xp_earned=stats.xp_earned * DAY_CAP_XP // total,
        )
        for stats in plain
    )


def _worth(item: WorkItem) -> ExerciseStats:
    minutes = item.sets * (item.seconds or 0) / 60
    strength = agility = endurance = 0.0
    if item.role is Role.CONDITIONING:
        endurance = ENDURANCE_PER_MINUTE * minutes
        xp = max(XP_PER_MINUTE, round(XP_PER_MINUTE * minutes))
    else:
        xp = XP_PER_SET[item.role] * item.sets
        if item.role is not Role.MOBILITY:
            strength = STRENGTH_PER_SET[item.exercise.compound] * item.sets
        if item.reps is not None and item.reps[1] >= ENDURANCE_REPS:
            endurance = ENDURANCE_PER_SET * item.sets
    if item.exercise.pattern in AGILE:
        agility = AGILITY_PER_SET * item.sets
    return ExerciseStats(
        strength_gained=round(strength, 2),
        agility_gained=round(agility, 2),
        endurance_gained=round(endurance, 2),
        xp_earned=xp,
    )
