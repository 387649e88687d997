"""Which menu entries may fill a place, how well, and how many minutes a place usually takes."""

from collections.abc import Callable, Mapping

from domain.catalogue.demands import EASY_MET
from domain.catalogue.types import Exercise, Impact
from domain.coaching.person import Person
from domain.coaching.planning.eligibility import LEVELS
from domain.coaching.planning.menu import MenuEntry, easy_piece
from domain.coaching.planning.proposal import Frame, Role, Scheme, Slot
from domain.coaching.planning.splits import EXPECTED_GROUPS, PATTERN_CHAINS, Fill, Place
from domain.coaching.programming.loads import BAR_KG, bar_too_heavy, implement, known_max
from domain.coaching.programming.schemes import dose, light_only
from domain.coaching.programming.timing import CHANGEOVER_MIN, FLOW_CHANGEOVER_MIN, SET_SECONDS, frame_minutes
from domain.coaching.programming.volume import GROUPS
from domain.profile import Activity, FitnessLevel, Goal

MOST_CANDIDATES = 5
_REPEAT_MAIN, _REPEAT_OTHER = 0.5, 0.9
"""What leading a slot earlier in the week costs: main lifts may come back for practice, small work should vary."""

_WHOLE_SESSIONS = ("-flow", "-session", "-yoga", "tai-chi", "-sequence")
_RELAXATION = ("relaxation", "breathing", "body-scan", "legs-up", "restorative", "reclined")
_INTERVALS = ("-intervals", "-circuit", "tempo-")
_HUNG = frozenset({"pull_up_bar", "dip_bars", "rings"})
_LIFTED = frozenset({"strength", "rehab"})
_EXPLOSIVE = frozenset({"jump", "olympic_lift", "throw"})
_MINUTES = {
    Fill.FINISHER: 8.0,
    Fill.CLOSING: 8.0,
    Fill.EASY: 20.0,
    Fill.STEADY: 25.0,
    Fill.LONG: 30.0,
    Fill.INTERVALS: 20.0,
    Fill.FLOW: 12.0,
    Fill.RELAX: 4.0,
}


def is_whole_session(exercise: Exercise) -> bool:
    """True for an entry that is a piece of minutes and not of sets: a yoga flow, a Pilates session, tai chi."""
    return any(part in exercise.id for part in _WHOLE_SESSIONS)


def is_relaxation(exercise: Exercise) -> bool:
    """True for what ends a session: breathing, a body scan, a resting pose."""
    return exercise.pattern == "mobility" and any(part in exercise.id for part in _RELAXATION)


def is_intervals(exercise: Exercise) -> bool:
    """True for work that changes between hard and easy by itself."""
    return any(part in exercise.id for part in _INTERVALS)


def _lift(exercise: Exercise) -> bool:
    return exercise.category in _LIFTED and exercise.pattern not in _EXPLOSIVE


def _power(exercise: Exercise) -> bool:
    return exercise.pattern in _EXPLOSIVE and exercise.category != "cardio"


def _core(exercise: Exercise) -> bool:
    return exercise.category in (*_LIFTED, "pilates") and not is_whole_session(exercise)


def _paced(exercise: Exercise) -> bool:
    return exercise.category == "cardio" and exercise.timed


def _pose(exercise: Exercise) -> bool:
    return exercise.category == "yoga" and not is_whole_session(exercise) and not is_relaxation(exercise)


def _stretch(exercise: Exercise) -> bool:
    return not is_whole_session(exercise) and not is_relaxation(exercise)


_ALLOWED: dict[Fill, Callable[[Exercise], bool]] = {
    Fill.LIFT: _lift,
    Fill.POWER: _power,
    Fill.CORE: _core,
    Fill.FINISHER: _paced,
    Fill.CLOSING: easy_piece,
    Fill.EASY: lambda exercise: _paced(exercise) and not is_intervals(exercise) and exercise.met <= EASY_MET,
    Fill.STEADY: lambda exercise: _paced(exercise) and not is_intervals(exercise),
    Fill.LONG: lambda exercise: _paced(exercise) and not is_intervals(exercise),
    Fill.INTERVALS: lambda exercise: _paced(exercise) and is_intervals(exercise),
    Fill.FLOW: is_whole_session,
    Fill.POSE: _pose,
    Fill.STRETCH: _stretch,
    Fill.BALANCE: lambda exercise: not is_whole_session(exercise),
    Fill.RELAX: is_relaxation,
}

_FOR_RUNNERS = frozenset({Fill.STEADY, Fill.LONG, Fill.INTERVALS})
_GENERAL_ACTIVITIES = frozenset({Activity.CARDIO, Activity.STRENGTH_TRAINING, Activity.BODYWEIGHT})

_STANDS_IN = {
    Fill.INTERVALS: Fill.STEADY,
    Fill.STEADY: Fill.EASY,
    Fill.LONG: Fill.EASY,
    Fill.EASY: Fill.STEADY,
    Fill.FLOW: Fill.POSE,
    Fill.POSE: Fill.STRETCH,
    Fill.RELAX: Fill.STRETCH,
}
"""What takes the place of a kind that the menu has nothing of."""


def room_for(minutes: int) -> float:
    """Minutes left for work between warm-up and cool-down."""
    return minutes - sum(frame_minutes(minutes))


def minutes_of(person: Person, place: Place, scheme: Scheme) -> float:
    """Minutes a place usually takes with this person's sets and rests."""
    if place.fill in _MINUTES:
        return _MINUTES[place.fill]
    if place.role is Role.MOBILITY:
        return 2.5 + FLOW_CHANGEOVER_MIN
    usual = dose(person, scheme, place.role)
    sets = usual.sets[1]
    return (sets * SET_SECONDS + (sets - 1) * usual.rest_s) / 60 + CHANGEOVER_MIN


def deal(frame: Frame, places: tuple[Place, ...], seen: Mapping[str, int]) -> tuple[Slot, ...]:
    """Candidates for every place, best first, no entry in two slots of the day; places that nothing fits go.

    Places take turns, the most valuable first, so that two places of the same pattern share what there is. `seen`
    counts how often an entry led a slot earlier in the week; it falls back for it, less so for main lifts.
    """
    ranked = [_ranked(frame, place, seen) for place in places]
    turns = sorted(range(len(places)), key=lambda index: places[index].value)
    hands: list[list[MenuEntry]] = [[] for _ in places]
    taken: set[str] = set()
    for _ in range(MOST_CANDIDATES):
        for turn in turns:
            best = next((entry for entry in ranked[turn] if entry.id not in taken), None)
            if best is not None:
                hands[turn].append(best)
                taken.add(best.id)
    return tuple(_slot(place, hand) for place, hand in zip(places, hands, strict=True) if hand)


def _slot(place: Place, entries: list[MenuEntry]) -> Slot:
    """The slot for a dealt place; what had to be filled with single-joint work becomes an isolation slot."""
    patterns = tuple(dict.fromkeys(entry.exercise.pattern for entry in entries))
    single = place.role in (Role.MAIN, Role.ACCESSORY) and _single_joint(entries[0].exercise)
    role = Role.ISOLATION if single else place.role
    return Slot(role=role, patterns=patterns, candidates=tuple(entry.id for entry in entries))


def _single_joint(exercise: Exercise) -> bool:
    return exercise.pattern.startswith("isolation_")


def _ranked(frame: Frame, place: Place, seen: Mapping[str, int]) -> list[MenuEntry]:
    """Menu entries that fit a place, best first; the stand-in kind when nothing does."""
    chain = PATTERN_CHAINS[place.chain]
    fits = _fitting(frame, place.fill, chain) or _fitting(frame, _STANDS_IN.get(place.fill), chain)
    if place.fill in _FOR_RUNNERS:  # who runs, runs: even where the menu has only other intervals
        fits += [
            entry
            for entry in _fitting(frame, Fill.FINISHER, chain)
            if _wished(frame.person, entry) and entry not in fits
        ]
    comes_back = place.role in (Role.MAIN, Role.CONDITIONING) and place.fill is not Fill.CLOSING
    repeat = _REPEAT_MAIN if comes_back else _REPEAT_OTHER
    size = len(frame.menu.entries)
    rank = {entry.id: position / size for position, entry in enumerate(frame.menu.entries)}

    def cost(entry: MenuEntry) -> float:
        return rank[entry.id] + repeat * seen.get(entry.id, 0) - _worth(frame.person, place, entry, chain)

    return sorted(fits, key=cost)


def _fitting(frame: Frame, fill: Fill | None, chain: tuple[str, ...]) -> list[MenuEntry]:
    """Menu entries of these patterns that `fill` takes; none for no fill."""
    if fill is None:
        return []
    allowed = _ALLOWED[fill]
    return [entry for entry in frame.menu.entries if entry.exercise.pattern in chain and allowed(entry.exercise)]


def _wished(person: Person, entry: MenuEntry) -> bool:
    """True for an activity the person named, the general ones aside."""
    return bool((entry.exercise.activities - _GENERAL_ACTIVITIES).intersection(person.activities))


def _worth(person: Person, place: Place, entry: MenuEntry, chain: tuple[str, ...]) -> float:
    """How well an entry fits a place, menu rank aside; about one point for each thing that matters."""
    exercise = entry.exercise
    strained = bool(entry.limits and exercise.joints & person.regions)
    worth = -1.2 * bool(entry.limits) - 1.4 * strained + _wishes(person, entry)
    if place.role in (Role.CONDITIONING, Role.MOBILITY):
        worth += 0.8 * bool(place.muscles.intersection(exercise.primary)) + _pace(person, place, exercise)
        return worth - 0.8 * ("seated" in exercise.id and not _eased(person))
    worth -= (0.2 if place.role is Role.CORE else 1.2) * chain.index(exercise.pattern)
    if place.role in (Role.MAIN, Role.ACCESSORY):
        worth += _loadable(person, exercise) - 2.0 * _single_joint(exercise) - _off_target(place, exercise)
    else:
        worth -= 0.4 * max(0, len(exercise.joints) - 1)
    if bar_too_heavy(person, exercise):
        worth -= 3
    if place.role is Role.MAIN:
        worth += _main_lift(person, exercise)
    if exercise.category == "rehab":
        eased = _eased(person)
        worth += 0.2 if eased else -3.0
    if exercise.timed and place.role is not Role.CORE:
        worth -= 0.5
    return worth


def _eased(person: Person) -> bool:
    """True for people whom gentle, supported and seated work suits better."""
    return person.gentle_only or person.older or bool(person.regions) or light_only(person)


def _wishes(person: Person, entry: MenuEntry) -> float:
    """Liked, disliked, too hard, too easy, and activities the person asked for."""
    exercise = entry.exercise
    worth = 1.0 * (exercise.id in person.liked) - 6.0 * (exercise.id in person.disliked)
    worth -= 2.0 * (exercise.id in person.too_hard) + 1.0 * (exercise.id in person.too_easy)
    return worth + 1.5 * _wished(person, entry)


def _main_lift(person: Person, exercise: Exercise) -> float:
    """Main lifts: both-sided, loadable, free bars for the trained, simple tools for beginners, known maxima first."""
    tool = implement(exercise)
    worth = 1.5 * (known_max(person, exercise) is not None) - 0.4 * exercise.unilateral
    if _simple(person):
        return worth
    heavy = {Goal.STRENGTH_INCREASE, Goal.MUSCLE_GAIN, Goal.ATHLETIC_PERFORMANCE} & set(person.goals)
    return worth + (0.6 if heavy else 0.3) * (tool in ("barbell", "trap_bar"))


def _simple(person: Person) -> bool:
    """True for people who learn the movements first."""
    return person.level is FitnessLevel.BEGINNER or person.minor or person.older


def _loadable(person: Person, exercise: Exercise) -> float:
    """Compound work should take a load that can grow; over a sore joint it should not.

    Strong legs soon outgrow what two hands hold; bars come after the movement is learnt; swings are conditioning.
    """
    tool = implement(exercise)
    worth = -1.0 * (exercise.pattern == "hinge" and exercise.impact is not Impact.NONE)
    if exercise.joints & person.regions:
        return worth - 0.6 * bool(tool)
    if exercise.needs & _HUNG and not _simple(person):
        return worth + 0.3  # the body is load enough
    if not tool:
        easy = max(0, LEVELS[person.level] - LEVELS[exercise.level])
        return worth - (0.2 if _simple(person) else 0.5 + 0.4 * easy * (not _eased(person)))
    if _simple(person):
        return worth + 0.4 - 0.8 * (tool in BAR_KG)
    outgrown = exercise.pattern in ("squat", "hinge") and tool in ("dumbbell", "kettlebell") and not exercise.unilateral
    return worth + 0.4 - 0.5 * outgrown


def _off_target(place: Place, exercise: Exercise) -> float:
    """A face pull is no row, a lift from the floor is no second hinge: right pattern, other muscle."""
    wanted = EXPECTED_GROUPS.get(place.chain)
    trained = {GROUPS[muscle] for muscle in exercise.primary}
    heavy_hinge = place.role is Role.MAIN and place.chain == "hinge" and exercise.pattern == "hinge"
    return 0.0 if wanted is None or trained & wanted or heavy_hinge else 1.2


def _pace(person: Person, place: Place, exercise: Exercise) -> float:
    """Cardio: not harder than the level holds for minutes on end, low impact for heavy people and beginners."""
    if place.role is not Role.CONDITIONING:
        return 0.0
    ceiling = {FitnessLevel.BEGINNER: 6.0, FitnessLevel.INTERMEDIATE: 9.0, FitnessLevel.ADVANCED: 12.0}[person.level]
    if place.fill in (Fill.EASY, Fill.CLOSING):
        ceiling = EASY_MET
    if place.fill is Fill.INTERVALS and person.level is not FitnessLevel.BEGINNER:
        ceiling += 3  # the rests between them are easy
    worth = -0.5 * max(0.0, exercise.met - ceiling)
    if exercise.impact is Impact.HIGH and (person.bmi >= 30 or person.older):
        worth -= 1.5
    steady = place.fill in (Fill.STEADY, Fill.LONG)
    if steady or place.fill is Fill.INTERVALS:
        worth += 0.3 * min(exercise.met, ceiling) / ceiling
    if exercise.id.startswith("long-"):
        worth += 0.8 if place.fill is Fill.LONG else -0.8
    worth -= 0.4 * (place.fill is Fill.CLOSING and Activity.WALKING in exercise.activities)
    worth -= 0.8 * (steady and is_intervals(exercise))
    worth -= 0.8 * (place.fill is Fill.INTERVALS and not is_intervals(exercise))
    return worth + 0.3 * (place.fill is Fill.FINISHER and is_intervals(exercise))
