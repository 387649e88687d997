"""What the plan should become: every rule looks, conflicts are resolved, the most important come first.

Order of precedence: a halt before everything, pain before everything but it; then a return after a break, the end of
the cycle and a deload, each of which makes the lesser changes pointless; then the rest by severity.
"""

from collections.abc import Sequence

from domain.adaptation.changes import (
    Deload,
    Halt,
    NextCycle,
    Restart,
    ScaleLoad,
    ScaleVolume,
    Suggestion,
    SwapExercise,
)
from domain.adaptation.revise import CannotApply, revised
from domain.adaptation.rules.effort import EFFORT_TRIGGERS
from domain.adaptation.rules.exercises import EXERCISE_TRIGGERS
from domain.adaptation.rules.health import HEALTH_TRIGGERS, PAIN_CAUTION, PAIN_STOP, region_of
from domain.adaptation.rules.recovery import RECOVERY_TRIGGERS
from domain.adaptation.rules.schedule import SCHEDULE_TRIGGERS
from domain.adaptation.rules.trigger import Trigger
from domain.adaptation.scene import Scene
from domain.training.state import decision_key

MOST_WAITING = 3
"""More proposals at once are not read."""

REFUSED_DAYS = 14
"""A declined or undone change is not proposed again for so long, unless its severity has grown by `GROWN`."""

GROWN = 0.1

TRIGGERS: tuple[Trigger, ...] = (
    *HEALTH_TRIGGERS,
    *RECOVERY_TRIGGERS,
    *EXERCISE_TRIGGERS,
    *SCHEDULE_TRIGGERS,
    *EFFORT_TRIGGERS,
)
"""Every rule that may change a plan; ids are unique."""

BY_ID: dict[str, Trigger] = {trigger.id: trigger for trigger in TRIGGERS}

_REFUSED = frozenset({"declined", "undone"})
_MADE = frozenset({"applied", "accepted"})
_PAIN = frozenset({PAIN_STOP, PAIN_CAUTION})


def suggestions(scene: Scene) -> tuple[Suggestion, ...]:
    """What the rules ask for now: changes to make at once first, then at most `MOST_WAITING` to propose.

    What was refused or made lately is left out, and so is what the plan has no place for.
    """
    if scene.document.plan is None:
        return ()
    found = [
        trigger.suggestion(each, scene)
        for trigger in TRIGGERS
        for each in trigger.check(scene)
        if not silenced(scene, trigger, each.subject, each.severity)
    ]
    urgent = [suggestion for suggestion in found if suggestion.at_once and _possible(suggestion, scene)]
    others = sorted(
        (suggestion for suggestion in found if not suggestion.at_once),
        key=lambda suggestion: (-suggestion.severity, suggestion.rule, suggestion.subject),
    )
    proposed: list[Suggestion] = []
    for suggestion in _compatible(scene, others):
        if len(proposed) < MOST_WAITING and _possible(suggestion, scene):
            proposed.append(suggestion)
    return (*urgent, *proposed)


def silenced(scene: Scene, trigger: Trigger, subject: str, severity: float) -> bool:
    """Whether the last decision on this rule and subject still stands.

    A pain report newer than the decision speaks again at once. What a rule pauses for after any decision keeps it from
    asking about one exercise after the other.
    """
    key, rule = decision_key(trigger.id, subject), decision_key(trigger.id, "")
    decided = [made for made in scene.training.decisions if made.decision in _REFUSED | _MADE]
    if any(made.key.startswith(rule) and scene.age_days(made.day) < trigger.pause_days for made in decided):
        return True
    last = next((made for made in reversed(decided) if made.key == key), None)
    if last is None:
        return False
    days = scene.age_days(last.day)
    if trigger.id in _PAIN:
        reports = (pain.day for region, pain in scene.training.pains.items() if region == region_of(subject))
        newer = any(report > last.day for report in reports)
        return not newer and severity <= last.severity + 0.001 and days <= REFUSED_DAYS
    if last.decision in _REFUSED:
        return days < REFUSED_DAYS and severity < last.severity + GROWN
    return last.decision in _MADE and days < trigger.quiet_days


def _possible(suggestion: Suggestion, scene: Scene) -> bool:
    """Whether the plan has a place for it; what changes no plan always has."""
    if isinstance(suggestion.change, NextCycle | Halt):
        return True
    try:
        return revised(suggestion.change, scene.program, scene) != scene.program
    except CannotApply:
        return False


def _compatible(scene: Scene, others: Sequence[Suggestion]) -> list[Suggestion]:
    """Without those that a more important one makes pointless or contradicts."""
    if scene.training.open_symptoms:
        return []
    kept = list(others)
    for change, beaten in _BEATS:
        if any(isinstance(each.change, change) for each in kept):
            kept = [each for each in kept if isinstance(each.change, change) or not _beaten(each, beaten)]
    return _one_each(kept)


_BEATS: tuple[tuple[type, tuple[type, ...]], ...] = (
    (Restart, (NextCycle, Deload, ScaleLoad, ScaleVolume)),
    (NextCycle, (Deload, ScaleLoad, ScaleVolume, SwapExercise)),
    (Deload, (ScaleLoad, ScaleVolume)),
)


def _beaten(suggestion: Suggestion, kinds: tuple[type, ...]) -> bool:
    return isinstance(suggestion.change, kinds)


def _one_each(others: Sequence[Suggestion]) -> list[Suggestion]:
    """One suggestion of a rule, one for an exercise, one for all loads or sets: the most important.

    Nothing goes up while the whole plan goes down.
    """
    kept: list[Suggestion] = []
    seen: set[str] = set()
    for suggestion in others:
        about = {f"rule:{suggestion.rule}", _about(suggestion)}
        if not about & seen and not (_rises(suggestion) and any(_falls(each) for each in kept)):
            kept.append(suggestion)
            seen |= about
    return kept


def _about(suggestion: Suggestion) -> str:
    change = suggestion.change
    if isinstance(change, ScaleLoad | SwapExercise):
        return f"exercise:{change.exercise}"
    if isinstance(change, Deload | NextCycle | Restart):
        return "cycle"
    return type(change).__name__


def _rises(suggestion: Suggestion) -> bool:
    change = suggestion.change
    return (isinstance(change, ScaleLoad) and change.factor > 1) or (
        isinstance(change, ScaleVolume) and change.sets > 0
    )


def _falls(suggestion: Suggestion) -> bool:
    """Less for the whole plan."""
    change = suggestion.change
    whole_load = isinstance(change, ScaleLoad) and change.factor < 1 and not change.exercise
    return whole_load or (isinstance(change, ScaleVolume) and change.sets < 0)
