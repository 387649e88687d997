"""How many days of each kind a week has: strength, cardio, yoga and recovery, from goals, wishes, level and health."""

from msgspec import Struct

from domain.coaching.person import Person
from domain.coaching.planning.proposal import DayKind, Split
from domain.profile import Activity, FitnessLevel, Goal

_FAMILY = {
    Activity.STRENGTH_TRAINING: DayKind.STRENGTH,
    Activity.BODYWEIGHT: DayKind.STRENGTH,
    Activity.CARDIO: DayKind.CARDIO,
    Activity.WALKING: DayKind.CARDIO,
    Activity.RUNNING: DayKind.CARDIO,
    Activity.CYCLING: DayKind.CARDIO,
    Activity.SWIMMING: DayKind.CARDIO,
    Activity.ROWING: DayKind.CARDIO,
    Activity.HIIT: DayKind.CARDIO,
    Activity.YOGA: DayKind.YOGA,
    Activity.PILATES: DayKind.YOGA,
    Activity.STRETCHING: DayKind.YOGA,
}
_NEEDS_STRENGTH = frozenset(
    {Goal.MUSCLE_GAIN, Goal.STRENGTH_INCREASE, Goal.BODY_RECOMPOSITION, Goal.ATHLETIC_PERFORMANCE}
)
_NEEDS_CARDIO = frozenset({Goal.ENDURANCE_IMPROVEMENT})
_LEANS_CARDIO = frozenset({Goal.ENDURANCE_IMPROVEMENT, Goal.WEIGHT_LOSS})


class DayCounts(Struct, frozen=True):
    """Days of each kind; they sum to the person's days."""

    strength: int = 0
    cardio: int = 0
    yoga: int = 0
    recovery: int = 0


def families(person: Person) -> set[DayKind]:
    """The kinds of day the person asked for, and those their goals need; strength when nothing was said.

    From 65 on strength work is in every week of two days or more: it is what keeps people on their feet (WHO 2020).
    """
    found = {_FAMILY[activity] for activity in person.activities}
    goals = set(person.goals)
    if not found:
        found = {DayKind.STRENGTH}
        if goals <= {Goal.FLEXIBILITY, Goal.STRESS_REDUCTION}:
            found = {DayKind.YOGA}
    if goals & _NEEDS_STRENGTH:
        found.add(DayKind.STRENGTH)
    if goals & _NEEDS_CARDIO:
        found.add(DayKind.CARDIO)
    if person.older and person.days > 1:
        found.add(DayKind.STRENGTH)
    return found


def most_strength_days(person: Person) -> int:
    """3 under 18, from 65 and for people who hold back; 4 for beginners; else 6 (one day a week is always easy)."""
    if person.minor or person.older or person.cautious or not person.vigorous_ok:
        return 3
    return 4 if person.level is FitnessLevel.BEGINNER else 6


def day_counts(person: Person, split: Split) -> DayCounts:
    """Days of each kind under `split`.

    Every wished kind gets a day where the week has room: the main kind keeps two days first (WHO: strength work twice a
    week). From six days on one is recovery unless the rest of the week is easy by itself.
    """
    days = person.days
    if split is Split.GENTLE:
        return DayCounts(recovery=days)
    wanted = families(person)
    if split is Split.MIND_BODY:
        walks = 1 if days >= 6 or (DayKind.CARDIO in wanted and days > 1) else 0
        return DayCounts(yoga=days - walks, recovery=walks)
    if split is Split.CARDIO:
        return _cardio_week(person, yoga=DayKind.YOGA in wanted)
    cardio_share = split is Split.STRENGTH_CARDIO
    return _strength_week(person, wanted, cardio_share=cardio_share)


def _cardio_week(person: Person, *, yoga: bool) -> DayCounts:
    """Cardio, one strength day from four days on (two from six), one recovery day in seven.

    From three days on where muscle is to be kept: weight loss, general fitness, 65 and over (WHO 2020).
    """
    days = person.days
    keeps_muscle = person.older or bool({Goal.WEIGHT_LOSS, Goal.GENERAL_FITNESS} & set(person.goals))
    strength = 0 if days < (3 if keeps_muscle else 4) else 1 if days < 6 else 2
    recovery = int(days == 7)
    flexible = int(yoga and days >= 2)
    return DayCounts(strength=strength, yoga=flexible, recovery=recovery, cardio=days - strength - flexible - recovery)


def _strength_week(person: Person, wanted: set[DayKind], *, cardio_share: bool) -> DayCounts:
    days, most = person.days, most_strength_days(person)
    lean = bool(_LEANS_CARDIO & set(person.goals))
    cardio = yoga = 0
    if cardio_share:
        cardio = days // 2
    elif DayKind.CARDIO in wanted and days >= (3 if lean else 4):
        cardio = 2 if days >= 6 else 1
    if DayKind.YOGA in wanted and days - cardio >= 2:
        yoga = 2 if days >= 6 else 1
        if cardio_share and days - cardio - yoga < 2 <= cardio:
            cardio -= 1
    if days == 7 and days - cardio - yoga <= most:
        cardio -= cardio > 1  # one day a week is recovery
    strength = min(days - cardio - yoga - (days == 7), most)
    left = days - strength - cardio - yoga
    extra = 0 if not left else left - 1 if DayKind.CARDIO in wanted or lean else left // 2
    return DayCounts(strength=strength, cardio=cardio + extra, yoga=yoga, recovery=left - extra)
