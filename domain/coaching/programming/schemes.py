"""Set-and-rep schemes: which a person may have, and the numbers of each by role.

Numbers: ACSM 2009 and 2026 position stands (repetitions, loads, rests by goal), RIR and rest ranges of practitioner
guides, youth resistance-training statements (minors), NSCA 2019 (65 and over), clinical guidance for controlled
hypertension (40-60 % of the maximum, 12-15 repetitions, no strain).
"""

from msgspec import Struct

from domain.coaching.person import Person
from domain.coaching.planning.proposal import DayKind, Role, Scheme
from domain.profile import Activity, FitnessLevel, Goal


class Dose(Struct, frozen=True, kw_only=True):
    """Repetitions (low, high), repetitions in reserve, seconds of rest between sets, fewest, usual and most sets."""

    reps: tuple[int, int]
    rir: int
    rest_s: int
    sets: tuple[int, int, int]


_REPS: dict[Scheme, dict[Role, tuple[int, int, int, int]]] = {
    # scheme: role -> reps low, reps high, rir, rest
    Scheme.STRENGTH: {
        Role.MAIN: (3, 5, 3, 180),
        Role.ACCESSORY: (6, 8, 3, 150),
        Role.ISOLATION: (8, 12, 2, 90),
        Role.CORE: (8, 12, 3, 60),
    },
    Scheme.HYPERTROPHY: {
        Role.MAIN: (6, 10, 2, 120),
        Role.ACCESSORY: (8, 12, 2, 120),
        Role.ISOLATION: (10, 15, 2, 75),
        Role.CORE: (10, 15, 3, 60),
    },
    Scheme.MUSCULAR_ENDURANCE: {
        Role.MAIN: (15, 20, 3, 75),
        Role.ACCESSORY: (15, 20, 2, 60),
        Role.ISOLATION: (15, 20, 2, 45),
        Role.CORE: (15, 20, 3, 45),
    },
    Scheme.POWER: {
        Role.MAIN: (3, 5, 4, 180),
        Role.ACCESSORY: (6, 8, 3, 120),
        Role.ISOLATION: (8, 12, 3, 75),
        Role.CORE: (8, 12, 3, 60),
    },
    Scheme.GENERAL: {
        Role.MAIN: (8, 12, 3, 90),
        Role.ACCESSORY: (10, 12, 3, 75),
        Role.ISOLATION: (12, 15, 2, 60),
        Role.CORE: (10, 15, 3, 45),
    },
    Scheme.LIGHT: {
        Role.MAIN: (12, 15, 4, 90),
        Role.ACCESSORY: (12, 15, 4, 75),
        Role.ISOLATION: (12, 15, 4, 60),
        Role.CORE: (8, 12, 4, 45),
    },
}
_POWER = (3, 5, 5, 120)
"""Explosive work is the same in every scheme: few repetitions, far from failure, full rest (ACSM 2026)."""

_SETS: dict[FitnessLevel, dict[Role, tuple[int, int, int]]] = {
    FitnessLevel.BEGINNER: {
        Role.POWER: (1, 2, 3),
        Role.MAIN: (2, 3, 4),
        Role.ACCESSORY: (1, 2, 3),
        Role.ISOLATION: (1, 2, 3),
        Role.CORE: (1, 2, 3),
    },
    FitnessLevel.INTERMEDIATE: {
        Role.POWER: (2, 3, 4),
        Role.MAIN: (2, 3, 4),
        Role.ACCESSORY: (2, 3, 4),
        Role.ISOLATION: (2, 2, 4),
        Role.CORE: (2, 2, 3),
    },
    FitnessLevel.ADVANCED: {
        Role.POWER: (2, 3, 5),
        Role.MAIN: (2, 3, 5),
        Role.ACCESSORY: (2, 3, 4),
        Role.ISOLATION: (2, 2, 4),
        Role.CORE: (1, 2, 4),
    },
}

_BY_GOAL: dict[Goal, tuple[Scheme, ...]] = {
    Goal.STRENGTH_INCREASE: (Scheme.STRENGTH, Scheme.HYPERTROPHY),
    Goal.MUSCLE_GAIN: (Scheme.HYPERTROPHY, Scheme.GENERAL),
    Goal.BODY_RECOMPOSITION: (Scheme.HYPERTROPHY, Scheme.GENERAL),
    Goal.WEIGHT_LOSS: (Scheme.GENERAL, Scheme.HYPERTROPHY),
    Goal.ENDURANCE_IMPROVEMENT: (Scheme.MUSCULAR_ENDURANCE, Scheme.GENERAL),
    Goal.ATHLETIC_PERFORMANCE: (Scheme.POWER, Scheme.STRENGTH, Scheme.HYPERTROPHY),
    Goal.GENERAL_FITNESS: (Scheme.GENERAL, Scheme.HYPERTROPHY),
    Goal.FLEXIBILITY: (Scheme.GENERAL,),
    Goal.STRESS_REDUCTION: (Scheme.GENERAL,),
    Goal.REHABILITATION: (Scheme.LIGHT, Scheme.GENERAL),
}

_FOR_ENDURANCE_ATHLETES = (Scheme.STRENGTH, Scheme.GENERAL)
"""Who runs or rides gets the long sets there; in the gym heavy ones improve economy (Blagrove 2018; Ronnestad 2014)."""

_ENDURANCE_SPORTS = frozenset({Activity.RUNNING, Activity.CYCLING, Activity.SWIMMING, Activity.ROWING})
_LIFTERS = frozenset({Goal.MUSCLE_GAIN, Goal.STRENGTH_INCREASE, Goal.BODY_RECOMPOSITION})
BESIDE_SPORT = 50
"""Most minutes of a strength day beside an endurance sport: it should leave the legs fresh for it (our judgement)."""

_NO_HEAVY_LOAD = {
    "hypertension": frozenset({"any"}),
    "pregnancy": frozenset({"any"}),
    "heart_disease": frozenset({"any"}),
    "diabetes": frozenset({"unstable_retinopathy"}),
    "hernia": frozenset({"any"}),
}
"""Conditions (and stages) of the contraindication table under which loads stay at 40-60 % of the maximum."""

_NO_MAXIMAL_LOAD = frozenset({"osteoporosis"})
"""Resistance training is advised, near-maximal lifting is not (Too Fit To Fracture 2015)."""

SHORT_SESSION, SHORT_REST, LEAST_REST = 45, 0.75, 60
"""In sessions of up to 45 minutes rests are a quarter shorter, but not below 60 s (Singer 2024: little gain above)."""

HELD_ENOUGH, TRAINED_ENOUGH = 75, 90

LOW_ADHERENCE = 0.6
"""Below this share of completed workouts the plan asks for less (our judgement)."""


def light_only(person: Person) -> bool:
    """True when only the LIGHT scheme is allowed: 12-15 repetitions, at most 60 % of the maximum, RIR 4."""
    held = any(stages & person.conditions.get(condition, frozenset()) for condition, stages in _NO_HEAVY_LOAD.items())
    return person.gentle_only or person.pregnancy is not None or held


def allowed_schemes(person: Person) -> tuple[Scheme, ...]:
    """The schemes for strength days, best first by the order of the person's goals; never empty."""
    if light_only(person):
        return (Scheme.LIGHT,)
    wanted = list(dict.fromkeys(scheme for goal in person.goals for scheme in _asked(person, goal)))
    held = person.cautious or not person.vigorous_ok
    banned: set[Scheme] = set()
    if person.minor or person.older or held or person.conditions.keys() & _NO_MAXIMAL_LOAD:
        banned |= {Scheme.STRENGTH, Scheme.POWER}
    if person.level is FitnessLevel.BEGINNER:
        banned.add(Scheme.POWER)
    if person.older or held:
        banned.add(Scheme.HYPERTROPHY)
    kept = [scheme for scheme in wanted if scheme not in banned]
    return tuple(dict.fromkeys([*kept, Scheme.GENERAL]))


def weekly_schemes(person: Person) -> tuple[Scheme, ...]:
    """The one or two schemes that take turns over the week's strength days: what the first two goals ask for first."""
    allowed = allowed_schemes(person)
    first = dict.fromkeys(_asked(person, goal)[0] for goal in person.goals[:2])
    return tuple(scheme for scheme in first if scheme in allowed) or allowed[:1]


def _asked(person: Person, goal: Goal) -> tuple[Scheme, ...]:
    """What a goal asks for in the gym; endurance asks otherwise of those who have a sport for it."""
    if goal is Goal.ENDURANCE_IMPROVEMENT and _ENDURANCE_SPORTS.intersection(person.activities):
        return _FOR_ENDURANCE_ATHLETES
    return _BY_GOAL[goal]


def planned_minutes(person: Person, kind: DayKind) -> int:
    """Minutes a session of `kind` is planned for: the person's, but `BESIDE_SPORT` for the gym day of a runner.

    That is who wants endurance first, has a sport for it, and asks for nothing that more gym time would bring.
    """
    sport = person.goals[0] is Goal.ENDURANCE_IMPROVEMENT and _ENDURANCE_SPORTS.intersection(person.activities)
    if kind is DayKind.STRENGTH and sport and not _LIFTERS & set(person.goals):
        return min(person.minutes, BESIDE_SPORT)
    return person.minutes


def useful_minutes(person: Person) -> int:
    """Minutes beyond which a session of this person brings nothing more: 75 for beginners and who holds back, else 90.

    Our judgement: few sets, moderate loads and short rests do not fill more, and fatigue grows.
    """
    held = person.minor or person.older or person.cautious or not person.vigorous_ok or light_only(person)
    return HELD_ENOUGH if held or person.level is FitnessLevel.BEGINNER else TRAINED_ENOUGH


def lowest_reps(person: Person) -> int:
    """Fewest repetitions a set may ask for: 8 under 18 and from 65, 5 for beginners, otherwise as the scheme says."""
    if person.minor or person.older:
        return 8
    return 5 if person.level is FitnessLevel.BEGINNER else 1


def highest_percent(person: Person) -> float:
    """Largest share of the one-repetition maximum in per cent: 70 under 18, 60 on light work, 75 from 65 to start."""
    if light_only(person):
        return 60
    if person.minor or person.cautious or not person.vigorous_ok:
        return 70
    return 75 if person.older or person.conditions.keys() & _NO_MAXIMAL_LOAD else 95


def set_range(person: Person, role: Role) -> tuple[int, int, int]:
    """Fewest, usual and most sets of one exercise in `role` for this person."""
    low, usual, high = _SETS[person.level][role]
    if person.minor:  # 1-3 sets
        usual, high = min(usual, 3), 3
    if person.older or light_only(person):  # start with 1-2 sets, work up to 3
        low, usual, high = 1, min(usual, 2), 3
    held = person.cautious or not person.vigorous_ok
    rarely = person.completion_rate is not None and person.completion_rate < LOW_ADHERENCE
    if held or rarely:
        low, usual, high = 1, max(2, usual - 1), max(2, high - 1)
    return low, usual, high


def dose(person: Person, scheme: Scheme, role: Role) -> Dose:
    """The numbers of a strength role (power, main, accessory, isolation, core) for this person.

    A floor on repetitions shifts the whole range up and keeps its width; from 65 the rest is at least 120 s for
    compound work (NSCA 2019).
    """
    low, high, rir, rest = _POWER if role is Role.POWER else _REPS[scheme][role]
    shift = max(0, lowest_reps(person) - low) if role is not Role.POWER else 0
    if person.minor or person.level is FitnessLevel.BEGINNER:
        rir = max(rir, 3)
    if person.cautious or not person.vigorous_ok:
        rir = max(rir, 4)
    if person.minutes <= SHORT_SESSION and scheme not in (Scheme.STRENGTH, Scheme.POWER) and role is not Role.POWER:
        rest = max(min(rest, LEAST_REST), int(rest * SHORT_REST) // 5 * 5)
    if person.older and role is Role.MAIN:
        rest = max(rest, 120)
    return Dose(reps=(low + shift, high + shift), rir=rir, rest_s=rest, sets=set_range(person, role))


def hold_seconds(person: Person) -> int:
    """Seconds of a timed core set: short for beginners, from 65 and where long static holds are limited."""
    if person.level is FitnessLevel.BEGINNER or person.older or light_only(person):
        return 20
    return 30 if person.level is FitnessLevel.INTERMEDIATE else 45
