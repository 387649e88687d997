"""Pain of a simulated person: it begins by chance, sooner after jumps of load, and grows where it is ignored."""

from collections import defaultdict
from math import log

from domain.catalogue.types import Joint
from ml.evals.replay.body import Body
from ml.evals.replay.chance import Chance
from ml.evals.replay.model import Model
from ml.evals.replay.trainee import Outcome, hurt_joints

_JOINTS = 4
"""The chance of a session is that of four loaded joints."""

_MONTH, _WEEK, _HISTORY = 28, 7, 14
_LEAST, _BREAK, _MOST = 2.0, 2.5, 9.0
_USUAL_PERCENT, _USUAL_SETS, _EASY, _MOST_STRAIN = 75.0, 6.0, 0.6, 1.5


class Pains:
    """Watches what each joint and exercise is used to, and hurts the body accordingly."""

    def __init__(self, body: Body, chance: Chance, model: Model) -> None:
        self._body, self._chance, self._model = body, chance, model
        self._loads: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        self._sets: defaultdict[Joint, list[tuple[int, int]]] = defaultdict(list)

    def after(self, outcomes: list[Outcome], day: int) -> None:
        """What a session of `day` does to the joints it loaded."""
        spiked = {joint for outcome in outcomes if self._jump(outcome, day) for joint in outcome.order.exercise.joints}
        self._note(outcomes, day)
        for joint in sorted(hurt_joints(outcomes)):
            if self._body.pains.get(joint, 0.0) > 3:
                self._worsen(joint, day, strain(outcomes, joint))
            else:
                self._begin(joint, day, spike=joint in spiked or self._more_sets(joint, day))

    def _begin(self, joint: Joint, day: int, *, spike: bool) -> None:
        share = self._model.pain_per_session / _JOINTS
        share *= self._model.pain_on_spike if spike else 1.0
        share *= self._model.pain_over_recoverable if self._body.over_recoverable(day) else 1.0
        if self._chance.below(share, "pain", day, joint):
            score = _LEAST - self._model.pain_spread * log(self._chance.uniform("score", day, joint))
            self._body.pains[joint] = min(_MOST, max(score, self._body.pains.get(joint, 0.0)))

    def _worsen(self, joint: Joint, day: int, strained: float) -> None:
        score = self._body.pains[joint]
        breaks = self._chance.below(self._model.pain_breaks * strained * (score - 3), "breaks", day, joint)
        more = score * self._model.pain_worsens * strained + (_BREAK if breaks else 0.0)
        self._body.pains[joint] = min(_MOST, score + more)

    def _jump(self, outcome: Outcome, day: int) -> bool:
        """Whether a load went above the month's heaviest by more than it may."""
        loads = [each.load_kg for each in outcome.sets if each.load_kg]
        known = [load for when, load in self._loads[outcome.order.exercise.id] if day - when <= _MONTH]
        return bool(loads and known) and max(loads) > self._model.spike_load * max(known)

    def _more_sets(self, joint: Joint, day: int) -> bool:
        entries = self._sets[joint]
        if not entries or day - entries[0][0] < _HISTORY:
            return False
        week = sum(sets for when, sets in entries if day - when < _WEEK)
        before = [(when, sets) for when, sets in entries if _WEEK <= day - when < _WEEK + _MONTH]
        weeks = min(_MONTH, day - _WEEK - entries[0][0] + 1) / _WEEK
        usual = sum(sets for _, sets in before) / max(weeks, 1.0)
        return usual > 0 and week > self._model.spike_sets * usual

    def _note(self, outcomes: list[Outcome], day: int) -> None:
        for outcome in outcomes:
            loads = [each.load_kg for each in outcome.sets if each.load_kg]
            if loads:
                self._loads[outcome.order.exercise.id].append((day, max(loads)))
            for joint in outcome.order.exercise.joints:
                if outcome.efforts:
                    self._sets[joint].append((day, len(outcome.efforts)))


def strain(outcomes: list[Outcome], joint: Joint) -> float:
    """How much a session asked of a joint: 1 for six hard sets at three quarters of the maximum, 1.5 at most."""
    efforts = [effort for outcome in outcomes if joint in outcome.order.exercise.joints for effort in outcome.efforts]
    sets = sum(effort.percent / _USUAL_PERCENT * (1.0 if effort.left <= 3 else _EASY) for effort in efforts)
    return min(_MOST_STRAIN, sets / _USUAL_SETS)
