"""What can stand in for an exercise, and with which load.

Order (evidence 4.10): same pattern and first muscle, same pattern, same muscle; equipment that can be had; allowed by
the person's menu. The load comes from the new exercise's own history by the repetitions chart, else from the old one's
maximum by the ratio of the two lifts, a tenth below it.
"""

from msgspec import Struct
from msgspec.structs import replace

from domain.adaptation.pain import STOP_ABOVE, Sparing, sore_scores, sparing
from domain.adaptation.scene import FRESH_DAYS, Scene, more_entries
from domain.catalogue.types import Exercise
from domain.coaching.person_of import DISLIKED
from domain.coaching.planning.menu import MenuEntry
from domain.coaching.planning.proposal import Role
from domain.coaching.programming.dosing import CARE_PERCENT, dosed
from domain.coaching.programming.loads import BAR_KG, implement, max_ratio, percent_of_max, round_down
from domain.coaching.programming.program import Session, WorkItem
from domain.coaching.programming.schemes import highest_percent
from domain.coaching.verifier.choose import allowed
from domain.errors import NotFound
from domain.profile import Weekday
from domain.text.messages import say

CARRIED_SHARE = 0.9
"""Caution with a load carried over to an exercise that was not trained lately (our judgement)."""

SKIPPED = 3
"""Skips for dislike from which an exercise counts as not liked."""

DISLIKE_RULE = "ADP-dislike"

MOST = 5


class Carried(Struct, frozen=True, kw_only=True):
    """A load for another exercise and the rule it comes from; None: found in the first sets, or nothing to load."""

    load_kg: float | None
    rule: str


class Alternative(Struct, frozen=True, kw_only=True):
    """An exercise that may take another's place, the load carried over, and why it fits in the person's language."""

    exercise: str
    name: str
    load_kg: float | None
    rule: str
    reason: str


def alternatives_for_swap(scene: Scene, exercise: str, weekday: Weekday | None = None) -> tuple[Alternative, ...]:
    """What the person may do in place of `exercise` (on `weekday`; None: where it first stands), best first.

    Raises `NotFound` when the plan does not have it there.
    """
    session, item = planned_item(scene, exercise, weekday)
    found = stand_ins(scene, item, session, busy=scene.training.today.busy)
    return tuple(_alternative(scene, item, entry) for entry in found[:MOST])


def planned_item(scene: Scene, exercise: str, weekday: Weekday | None = None) -> tuple[Session, WorkItem]:
    """The session and the item of a planned exercise. Raises `NotFound`."""
    for session in scene.program.sessions:
        for item in session.items:
            if item.exercise.id == exercise and weekday in (None, session.weekday):
                return session, item
    raise NotFound(f"exercise: the plan has no {exercise!r}" + (f" on {weekday}" if weekday else ""))


def _alternative(scene: Scene, item: WorkItem, entry: MenuEntry) -> Alternative:
    carried = carried_load(scene, item, entry)
    kind = ("far", "muscle", "pattern", "same")[_nearness(item.exercise, entry.exercise)]
    return Alternative(
        exercise=entry.exercise.id,
        name=entry.exercise.name,
        load_kg=carried.load_kg,
        rule=carried.rule,
        reason=say(scene.locale, f"adaptation.fits.{kind}"),
    )


def stand_ins(scene: Scene, item: WorkItem, session: Session, *, busy: frozenset[str] = frozenset()) -> list[MenuEntry]:
    """Entries that may take the item's place in the session, best first; none that today's pain speaks against."""
    there = {other.exercise.id for other in session.items}
    found = []
    for entry in _entries(scene, item.exercise):
        exercise = entry.exercise
        free = exercise.id not in there and not exercise.needs & busy
        liked = not _disliked(scene, exercise.id)
        if free and liked and _nearness(item.exercise, exercise) and _painless(scene, exercise):
            found.append(entry)
    return sorted(found, key=lambda entry: _order(scene, item, entry))


def _entries(scene: Scene, exercise: Exercise) -> list[MenuEntry]:
    """The menu, and the exercise's own substitutes that the person may do beyond it."""
    context = scene.context
    there = {entry.exercise.id for entry in context.menu.entries}
    others = [id_ for id_ in exercise.substitutes if id_ not in there]
    entries = (*context.menu.entries, *more_entries(context.person, context.catalogue, context.menu, others))
    return [entry for entry in entries if allowed(context, entry.exercise)]


def _disliked(scene: Scene, exercise: str) -> bool:
    """Whether the person said so: in the profile, by a rating, by skipping it, or by what was swapped out for it."""
    state = scene.state(exercise)
    rated = state is not None and state.enjoyment is not None and state.enjoyment <= DISLIKED
    skipped = state is not None and state.skipped_disliked >= SKIPPED
    swapped_out = any(made.rule == DISLIKE_RULE and made.exercise == exercise for made in scene.document.adapted)
    return exercise in scene.person.disliked or rated or skipped or swapped_out


def _painless(scene: Scene, exercise: Exercise) -> bool:
    """Whether nothing that hurts speaks against the exercise; a region above 5 gets no new work at all."""
    return not any(
        (score > STOP_ABOVE and region in exercise.joints)
        or sparing(exercise, region, score, scene.person, scene.context.catalogue) is Sparing.OUT
        for region, score in sore_scores(scene.training, scene.day).items()
    )


def _nearness(exercise: Exercise, other: Exercise) -> int:
    """3: same pattern and first muscle, 2: same pattern, 1: same first muscle, 0: no stand-in."""
    pattern = exercise.pattern == other.pattern
    muscle = exercise.primary[0] in other.primary and "mobility" not in (exercise.pattern, other.pattern)
    timed = exercise.timed == other.timed
    return (3 if muscle else 2) if pattern else int(muscle and timed and exercise.category == other.category)


def _order(scene: Scene, item: WorkItem, entry: MenuEntry) -> tuple[int, bool, bool, bool, float, str]:
    """Nearest first; a heavy main lift gives way to one that can be loaded as much (a bar or a machine)."""
    exercise, other = item.exercise, entry.exercise
    heavy = item.role is Role.MAIN and implement(exercise) in _HEAVY
    return (
        -_nearness(exercise, other),
        exercise.compound != other.compound,
        heavy and implement(other) not in _HEAVY,
        other.id not in scene.person.liked,
        -entry.score,
        other.id,
    )


_HEAVY = frozenset({*BAR_KG, "machine"})


def carried_load(scene: Scene, item: WorkItem, entry: MenuEntry) -> Carried:
    """The load of `entry` in the item's place. Rules: ADP-carry-own, ADP-carry-ratio, ADP-find; empty: no load."""
    exercise = entry.exercise
    if not implement(exercise) or item.reps is None:
        return Carried(load_kg=None, rule="")
    cap = min(highest_percent(scene.person), CARE_PERCENT if entry.limits else 100.0)
    percent = min(cap, percent_of_max(sum(item.reps) / 2 + (item.rir or 0)))
    own = scene.state(exercise.id)
    if own is not None and own.estimate is not None and scene.age_days(own.estimate.day) <= FRESH_DAYS:
        kg = (own.estimate.kg - own.estimate.sd_kg) * percent / 100
        return Carried(load_kg=round_down(exercise, kg), rule="ADP-carry-own")
    ratio = max_ratio(scene.person, exercise, item.exercise)
    known = _maximum(scene, item)
    if ratio is None or known is None:
        return Carried(load_kg=None, rule="ADP-find")
    load = round_down(exercise, known * ratio * percent / 100 * CARRIED_SHARE)
    return Carried(load_kg=load, rule="ADP-carry-ratio" if load is not None else "ADP-find")


def _maximum(scene: Scene, item: WorkItem) -> float | None:
    """What is known of the old exercise's maximum in kg: estimated, said, or what the plan's load speaks for."""
    state = scene.state(item.exercise.id)
    if state is not None and state.estimate is not None and scene.age_days(state.estimate.day) <= FRESH_DAYS:
        return state.estimate.kg - state.estimate.sd_kg
    if item.exercise.id in scene.maxima:
        return scene.maxima[item.exercise.id]
    if item.load_kg is None or item.reps is None:
        return None
    return item.load_kg * 100 / percent_of_max(sum(item.reps) / 2 + (item.rir or 0))


def swapped(scene: Scene, item: WorkItem, entry: MenuEntry, session: Session) -> WorkItem:
    """The item with another exercise: the dose of its place, never more sets or closer to failure, the load carried.

    Its range is the new exercise's own where that cannot do the old one's repetitions (bodyweight, care).
    """
    other = dosed(scene.person, entry, role=item.role, scheme=session.scheme, kind=session.kind, chosen_by="planner")
    sets = max(1, min(item.sets, other.sets))
    if other.reps is None or item.reps is None:
        seconds = other.seconds if item.seconds is None or other.seconds is None else min(other.seconds, item.seconds)
        return replace(other, sets=sets, seconds=seconds)
    rir = max(other.rir or 0, item.rir or 0)
    carried = carried_load(scene, replace(item, reps=other.reps, rir=rir), entry)
    rules = tuple(rule for rule in other.rules if not rule.startswith("LOAD-"))
    return replace(
        other,
        sets=sets,
        rir=rir,
        rest_s=max(item.rest_s, 0),
        load_kg=carried.load_kg,
        percent_1rm=None,
        rules=(*rules, "LOAD-find" if carried.rule == "ADP-find" else carried.rule),
        load_since=scene.day,
    )
