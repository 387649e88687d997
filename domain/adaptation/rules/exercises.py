"""Single exercises: too hard, too easy, stalled, not liked."""

from collections.abc import Iterator

from domain.adaptation.changes import Change, ScaleLoad, SwapExercise
from domain.adaptation.level import heaviest_of, level_of, outings
from domain.adaptation.pain import hurts, sore_scores
from domain.adaptation.progress import topped
from domain.adaptation.rules.trigger import Found, Trigger, planned_once
from domain.adaptation.scene import Scene
from domain.adaptation.swap import DISLIKE_RULE, SKIPPED, stand_ins
from domain.catalogue.types import Exercise
from domain.coaching.planning.eligibility import LEVELS
from domain.coaching.planning.proposal import Role
from domain.coaching.programming.loads import implement, round_down
from domain.coaching.programming.program import Session, WorkItem
from domain.coaching.programming.progression import item_in_week
from domain.coaching.telling.recommend import REDUCE_WEIGHT, effort
from domain.readiness.types import Action
from domain.training.state import ExerciseState

RATINGS = 2
HARD_SWAP = 3
STALLED, STALLED_DAYS, MISSED = 8, 28, 5
OUTGROWN = 2
DISLIKED = 2
NO_RISE_ABOVE = 3.0


def _hard(scene: Scene) -> Iterator[Found]:
    """Rated too hard twice: a tenth off; again, or without a load: the easier exercise that the plan names."""
    for _session, item in planned_once(scene):
        state = scene.state(item.exercise.id)
        if state is None or state.hard < RATINGS:
            continue
        change = _easier(scene, item, swap=state.hard >= HARD_SWAP)
        if change is not None:
            numbers = {"ratings": float(state.hard), "difficulty": state.difficulty or 0.0}
            yield _about(item, change, 0.5 + 0.05 * state.hard, numbers)


def _easier(scene: Scene, item: WorkItem, *, swap: bool) -> Change | None:
    loaded = implement(item.exercise) and (item.load_kg is not None or level_of(scene, item) is not None)
    plan = scene.document.plan
    named = plan.adaptive_recommendations.if_too_difficult.modify_exercises if plan else {}
    other = _by_name(scene, named.get(item.exercise.name, ""))
    if other and (swap or not loaded):
        return SwapExercise(exercise=item.exercise.id, to=other)
    return ScaleLoad(factor=1 - REDUCE_WEIGHT, exercise=item.exercise.id) if loaded else None


def _by_name(scene: Scene, name: str) -> str:
    entries = scene.context.menu.entries
    return next((entry.exercise.id for entry in entries if name and entry.exercise.name == name), "")


def _easy(scene: Scene) -> Iterator[Found]:
    """Rated too easy twice, without a miss or pain: the plan's own step up, or the harder variation."""
    if scene.readiness.action is not Action.NONE:
        return
    sore = sore_scores(scene.training, scene.day)
    for session, item in planned_once(scene):
        state = scene.state(item.exercise.id)
        if state is None or state.easy < RATINGS or state.missed or hurts(item.exercise, sore, NO_RISE_ABOVE):
            continue
        if _just_raised(state):
            continue
        change = _harder(scene, session, item)
        if change is not None:
            numbers = {"ratings": float(state.easy), "difficulty": state.difficulty or 0.0}
            yield _about(item, change, 0.35 + 0.02 * state.easy, numbers)


def _just_raised(state: ExerciseState) -> bool:
    """Whether the last outing was heavier than the one before: the ratings may be of the lighter load."""
    loads = [heaviest_of(outing) for outing in state.recent[-2:]]
    return len(loads) == 2 and loads[1] > loads[0]


def _harder(scene: Scene, session: Session, item: WorkItem) -> Change | None:
    plan, level = scene.document.plan, level_of(scene, item)
    kg = level.kg if level is not None else item.load_kg
    if plan is not None and kg is not None and implement(item.exercise):
        factor = 1 + plan.adaptive_recommendations.if_too_easy.increase_weight
        risen = round_down(item.exercise, kg * factor)
        return ScaleLoad(factor=factor, exercise=item.exercise.id) if risen and risen > kg else None
    return _variation(scene, session, item)


def _variation(scene: Scene, session: Session, item: WorkItem) -> Change | None:
    """The next harder form of a bodyweight exercise on the menu: same movement and muscle, least more to ask for.

    Not from two sides to one: that doubles the load at a stroke.
    """
    exercise = item.exercise
    there = {other.exercise.id for other in session.items}
    harder = [
        entry
        for entry in scene.context.menu.entries
        if entry.exercise.pattern == exercise.pattern
        and exercise.primary[0] in entry.exercise.primary
        and entry.exercise.timed == exercise.timed
        and entry.exercise.unilateral <= exercise.unilateral
        and entry.exercise.id not in there
        and not entry.limits
        and _demand(exercise) < _demand(entry.exercise)
    ]
    if item.limits or not harder:
        return None
    return SwapExercise(exercise=exercise.id, to=min(harder, key=lambda entry: _demand(entry.exercise)).exercise.id)


def _demand(exercise: Exercise) -> tuple[int, bool, float]:
    """Level, a load, effort: a bench to lean on makes nothing harder."""
    return LEVELS[exercise.level], bool(implement(exercise)), exercise.met


def _stall(scene: Scene) -> Iterator[Found]:
    """No gain over weeks, or misses that less load did not end: another exercise for the same muscles.

    Bodyweight work that stays below its range gives way to what asks for less.
    """
    for session, item in planned_once(scene):
        state = scene.state(item.exercise.id)
        if state is None or item.role not in (Role.MAIN, Role.ACCESSORY, Role.ISOLATION) or not state.recent:
            continue
        days = scene.age_days(state.recent[-min(len(state.recent), state.stalled + 1)].day)
        missing = state.missed >= MISSED
        if (state.stalled < STALLED or days < STALLED_DAYS) and not missing:
            continue
        if _at_top(scene, item, 1):  # nothing more was asked for
            continue
        others = stand_ins(scene, item, session)
        if missing and not implement(item.exercise):  # no load to lower: only what asks for less helps
            others = [entry for entry in others if effort(entry) < effort(item)]
        if others:
            change = SwapExercise(exercise=item.exercise.id, to=others[0].exercise.id)
            numbers = {"outings": float(max(state.stalled, state.missed)), "days": float(days)}
            yield _about(item, change, 0.4 + 0.02 * state.stalled, numbers)


def _outgrown(scene: Scene) -> Iterator[Found]:
    """Bodyweight work at the top of its range, with the reserve left, twice: the harder variation."""
    for session, item in planned_once(scene):
        if implement(item.exercise) or not _at_top(scene, item, OUTGROWN):
            continue
        change = _variation(scene, session, item)
        if change is not None and item.reps is not None:
            yield _about(item, change, 0.35, {"outings": float(OUTGROWN), "reps": float(item.reps[1])})


def _at_top(scene: Scene, item: WorkItem, count: int) -> bool:
    """Whether the last `count` outings reached the top of the range in every set with the reserve asked for."""
    last = outings(scene, item)[-count:]
    week = scene.week
    rir = item.rir if week is None or week.target.deload else item_in_week(item, week.target).rir
    return item.reps is not None and len(last) == count and all(topped(each.sets, item, rir or 0) for each in last)


def _dislike(scene: Scene) -> Iterator[Found]:
    """Not enjoyed twice, or skipped three times for it: something like it that the person may like better."""
    for session, item in planned_once(scene):
        state = scene.state(item.exercise.id)
        if state is None or (state.disliked < DISLIKED and state.skipped_disliked < SKIPPED):
            continue
        others = stand_ins(scene, item, session)
        enjoyed = [entry for entry in others if _enjoyed(scene, entry.exercise.id)] or others
        if enjoyed:
            change = SwapExercise(exercise=item.exercise.id, to=enjoyed[0].exercise.id)
            numbers = {"ratings": float(state.disliked), "skips": float(state.skipped_disliked)}
            yield _about(item, change, 0.45 + 0.03 * (state.disliked + state.skipped_disliked), numbers)


def _enjoyed(scene: Scene, exercise: str) -> bool:
    state = scene.state(exercise)
    return exercise in scene.person.liked or (state is not None and (state.enjoyment or 0) >= 8)


def _about(item: WorkItem, change: Change, severity: float, numbers: dict[str, float]) -> Found:
    words = {"exercise": item.exercise.name}
    return Found(change=change, severity=severity, subject=item.exercise.id, numbers=numbers, words=words)


EXERCISE_TRIGGERS: tuple[Trigger, ...] = (
    Trigger(
        id="ADP-hard",
        title="an exercise rated too hard",
        source="the plan's own adaptive recommendations (reduce_weight, modify_exercises); thresholds ours",
        check=_hard,
        pause_days=7,
        numbers={"ratings": RATINGS, "swap_from": HARD_SWAP, "reduce": REDUCE_WEIGHT},
    ),
    Trigger(
        id=DISLIKE_RULE,
        title="an exercise that is not enjoyed",
        source="our judgement; enjoyment keeps people training",
        check=_dislike,
        pause_days=7,
        numbers={"ratings": DISLIKED, "skips": SKIPPED},
    ),
    Trigger(
        id="ADP-stall",
        title="no gain for weeks",
        source="Liftosaur guide: 2-3 weeks held, then less load, then another exercise; ACSM 2026: variety is no end",
        check=_stall,
        quiet_days=28,
        pause_days=28,
        numbers={"outings": STALLED, "days": STALLED_DAYS, "misses": MISSED},
    ),
    Trigger(
        id="ADP-outgrown",
        title="bodyweight work that has become easy",
        source="double progression without a load: the harder variation; ACSM 2009",
        check=_outgrown,
        pause_days=7,
        numbers={"outings": OUTGROWN},
    ),
    Trigger(
        id="ADP-easy-rated",
        title="an exercise rated too easy",
        source="the plan's own adaptive recommendations (increase_weight); ACSM 2009: at most 10 %",
        check=_easy,
        pause_days=14,
        numbers={"ratings": RATINGS},
    ),
)
