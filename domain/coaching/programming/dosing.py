"""From a pick to a dose: sets, repetitions or seconds, load, reserve and rest of one exercise for one person."""

from domain.catalogue.demands import static_hold
from domain.catalogue.types import Exercise, Impact
from domain.coaching.person import Person
from domain.coaching.planning.menu import MenuEntry
from domain.coaching.planning.proposal import DayKind, Role, Scheme
from domain.coaching.planning.slots import is_intervals, is_relaxation, is_whole_session
from domain.coaching.programming.loads import BAR_KG, implement, percent_of_max, start_load
from domain.coaching.programming.program import WorkItem
from domain.coaching.programming.schemes import LOW_ADHERENCE, Dose, dose, highest_percent, hold_seconds, light_only
from domain.profile import FitnessLevel

CARE_PERCENT, CARE_RIR, CARE_REPS = 60.0, 4, (12, 15)
"""What `limits` on a menu entry ask for: light, far from failure, controlled."""

_FINISHER_SECONDS = (240, 480, 720)
_EASY_SECONDS = (600, 1200, 1800)
_FLOW_SECONDS = (300, 720, 1500)
_RELAX_SECONDS = (120, 240, 600)
_STEADY_SECONDS = {
    FitnessLevel.BEGINNER: (480, 1200, 2400),
    FitnessLevel.INTERMEDIATE: (600, 1500, 3600),
    FitnessLevel.ADVANCED: (600, 1800, 5400),
}
_INTERVAL_SECONDS = {
    FitnessLevel.BEGINNER: (480, 1080, 1500),
    FitnessLevel.INTERMEDIATE: (600, 1200, 1800),
    FitnessLevel.ADVANCED: (600, 1500, 2400),
}
_RUN_MET, _RUN_SECONDS = 6.0, 1200
"""A first run of a beginner stays at 20 minutes; what comes next is a matter of the weeks."""

_HUNG = frozenset({"pull_up_bar", "dip_bars"})
_HUNG_REPS, _HINGE_REPS = (8, 10), (8, 12)
"""Few people hang through more good repetitions, and a tired back lifts badly: long sets are done elsewhere."""

_HEAVY_PATTERNS = frozenset({"squat", "hinge", "horizontal_push", "vertical_push"})
_CIRCUIT_SECONDS = 1200
"""Hard circuits stay at 20 minutes."""

_CARRY_SECONDS = 30
_STRETCH_SECONDS, _POSE_SECONDS, _BALANCE_SECONDS = 30, 45, 30


def piece_seconds(person: Person, kind: DayKind, exercise: Exercise) -> tuple[int, int, int]:
    """Least, usual and most seconds of a continuous piece: cardio, a flow, a relaxation."""
    if is_relaxation(exercise):
        return _RELAX_SECONDS
    if is_whole_session(exercise):
        return _FLOW_SECONDS
    if kind is DayKind.STRENGTH:
        return _FINISHER_SECONDS
    if kind is DayKind.RECOVERY:
        return _EASY_SECONDS
    table = _INTERVAL_SECONDS if is_intervals(exercise) else _STEADY_SECONDS
    least, usual, most = table[person.level]
    if person.older or light_only(person) or person.cautious:
        most = min(most, 1800)
    if person.level is FitnessLevel.BEGINNER and exercise.met >= _RUN_MET and exercise.impact is Impact.HIGH:
        most = _RUN_SECONDS if not is_intervals(exercise) else most
    if exercise.id.endswith("-circuit"):
        most = min(most, _CIRCUIT_SECONDS)
    return least, min(usual, most), most


def dosed(person: Person, entry: MenuEntry, *, role: Role, scheme: Scheme, kind: DayKind, chosen_by: str) -> WorkItem:
    """The item for one pick, before the week's volume and the session's time are looked at."""
    rules = [f"SLOT-{role}"]
    session_wished = kind is not DayKind.STRENGTH and bool(entry.exercise.activities & set(person.activities))
    if entry.exercise.id in person.liked or session_wished:
        rules.append("PRF-1")
    if role is Role.CONDITIONING or _is_piece(entry.exercise, role):
        _, seconds, _ = piece_seconds(person, kind, entry.exercise)
        return _item(entry, role, chosen_by, rules, sets=1, seconds=seconds)
    if role is Role.MOBILITY:
        return _mobility(person, entry, kind, chosen_by, rules)
    return _strength(person, entry, role=role, scheme=scheme, chosen_by=chosen_by, rules=rules)


def _is_piece(exercise: Exercise, role: Role) -> bool:
    return role is Role.MOBILITY and exercise.timed and (is_whole_session(exercise) or is_relaxation(exercise))


def _mobility(person: Person, entry: MenuEntry, kind: DayKind, chosen_by: str, rules: list[str]) -> WorkItem:
    exercise = entry.exercise
    sets = 1 if kind is DayKind.CARDIO else 2
    if not exercise.timed:
        return _item(entry, Role.MOBILITY, chosen_by, rules, sets=sets, reps=(8, 10), rest_s=15)
    seconds = _STRETCH_SECONDS
    if exercise.pattern == "balance":
        seconds = _BALANCE_SECONDS
    elif kind is DayKind.YOGA:
        seconds = _POSE_SECONDS
    if static_hold(exercise) and light_only(person):
        seconds = min(seconds, hold_seconds(person))
    return _item(entry, Role.MOBILITY, chosen_by, rules, sets=sets, seconds=seconds, rest_s=15)


def _item(
    entry: MenuEntry,
    role: Role,
    chosen_by: str,
    rules: list[str],
    *,
    sets: int,
    reps: tuple[int, int] | None = None,
    seconds: int | None = None,
    rest_s: int = 0,
) -> WorkItem:
    """Work without load or reserve."""
    return WorkItem(
        menu_id=entry.id,
        exercise=entry.exercise,
        role=role,
        sets=sets,
        reps=reps,
        seconds=seconds,
        load_kg=None,
        percent_1rm=None,
        rir=None,
        rest_s=rest_s,
        rules=tuple(rules),
        limits=entry.limits,
        chosen_by=chosen_by,
    )


def _strength(
    person: Person, entry: MenuEntry, *, role: Role, scheme: Scheme, chosen_by: str, rules: list[str]
) -> WorkItem:
    exercise = entry.exercise
    numbers = dose(person, scheme, role)
    reps, rir, rest = _reps(entry, numbers), numbers.rir, numbers.rest_s
    rules += [f"GOAL-{scheme}", *_person_rules(person)]
    sets = numbers.sets[1]
    cap = highest_percent(person)
    if entry.limits:
        rir, cap = max(rir, CARE_RIR), min(cap, CARE_PERCENT)
        rules.append("LIM-1")
    if exercise.id in person.too_hard:
        sets, rir = max(1, sets - 1), min(5, rir + 1)
        rules.append("FBK-hard")
    if exercise.id in person.too_easy and not entry.limits:
        sets = min(numbers.sets[2], sets + 1)
        rules.append("FBK-easy")
    if exercise.timed:
        carried = exercise.pattern == "carry" and not light_only(person)
        seconds = _CARRY_SECONDS if carried else hold_seconds(person)
        return _item(entry, role, chosen_by, rules, sets=sets, seconds=seconds, rest_s=rest)
    percent = min(cap, 60.0 if role is Role.POWER else percent_of_max(sum(reps) / 2 + rir))
    load, load_rule = start_load(person, exercise, percent)
    if load_rule:
        rules.append(load_rule)
    return WorkItem(
        menu_id=entry.id,
        exercise=exercise,
        role=role,
        sets=sets,
        reps=reps,
        seconds=None,
        load_kg=load,
        percent_1rm=round(percent, 1) if load_rule == "LOAD-e1rm" and load is not None else None,
        rir=rir,
        rest_s=rest,
        rules=tuple(rules),
        limits=entry.limits,
        chosen_by=chosen_by,
    )


def _reps(entry: MenuEntry, numbers: Dose) -> tuple[int, int]:
    """The range of the scheme; 12-15 with care.

    Below 6 repetitions only the big lifts with a bar; below 8 no single-joint work and nothing
    without a load, pull-ups and dips aside.
    """
    low, high = numbers.reps
    if entry.limits:
        return max(low, CARE_REPS[0]), max(high, CARE_REPS[1])
    exercise, tool = entry.exercise, implement(entry.exercise)
    if exercise.pattern in ("jump", "throw", "olympic_lift"):
        return low, high
    heavy = tool in BAR_KG and exercise.pattern in _HEAVY_PATTERNS
    if numbers.rir < CARE_RIR:
        hung, pulled = exercise.compound and exercise.needs & _HUNG, heavy and exercise.pattern == "hinge"
        most = _HUNG_REPS if hung else _HINGE_REPS if pulled else (low, high)
        low, high = min(low, most[0]), min(high, most[1])
    least = 5 if exercise.needs & _HUNG else 8 if not tool or not exercise.compound else low if heavy else 6
    shift = max(0, least - low)
    return low + shift, high + shift


def _person_rules(person: Person) -> list[str]:
    """Ids of what holds this person's doses down."""
    checks = (
        ("HLT-1", light_only(person)),
        ("AGE-1", person.minor),
        ("AGE-2", person.older),
        ("CAU-1", person.cautious or not person.vigorous_ok),
        ("ADH-1", person.completion_rate is not None and person.completion_rate < LOW_ADHERENCE),
        ("LVL-beginner", person.level is FitnessLevel.BEGINNER),
    )
    return [rule for rule, holds in checks if holds]
