"""How a simulated body answers to training: an impulse-response model for each muscle group.

Strength of a group grows with effective hard sets (less for each further one in a session and in a week, less far
from failure and with light loads, nothing beyond what the person recovers from), nears a ceiling, and is lost after
weeks without training. Fatigue of a group follows each set and decays in days. An exercise can do what its groups can.
"""

from collections import defaultdict
from math import exp, log

from msgspec import Struct

from domain.catalogue.types import Exercise, Joint
from domain.coaching.person import Person
from domain.coaching.programming.loads import percent_of_max, reps_to_failure
from domain.coaching.programming.volume import bands, shares
from domain.profile import FitnessLevel
from ml.evals.replay.chance import Chance
from ml.evals.replay.lifts import first_max, first_reps, first_seconds, is_strength
from ml.evals.replay.model import Model

_RANK = {level: rank for rank, level in enumerate(FitnessLevel)}
_WEEK = 7
_HOLD_GAIN = 2.0
"""A hold's seconds grow twice as fast, in logarithm, as the maximum: our judgement."""


class Effort(Struct, frozen=True, kw_only=True):
    """One working set as the body knows it; `percent` of today's maximum, `left` true repetitions in reserve."""

    exercise: Exercise
    percent: float
    left: float


class Body:
    """The true state of one person. Days are counted from 0; `sleep` is that of the last night in hours."""

    def __init__(self, person: Person, chance: Chance, model: Model, *, ceiling_factor: float = 1.0) -> None:
        rank = _RANK[person.level]
        self._person, self._chance, self._model = person, chance, model
        self._ceiling = model.ceiling[rank] * ceiling_factor
        self._weekly_gain = model.weekly_gain[rank] * chance.around_one(model.responsiveness_sd, "responsiveness")
        self._weekly_gain *= ceiling_factor
        self._skill = model.skill[rank]
        self._repetitions = chance.around_one(model.repetitions_sd, "repetitions")
        recoverable = chance.around_one(model.recoverable_sd, "recoverable")
        self._most = {group: band.most * recoverable for group, band in bands(person).items()}
        self.gain: defaultdict[str, float] = defaultdict(float)
        self.fatigue: defaultdict[str, float] = defaultdict(float)
        self.pains: dict[Joint, float] = {}
        self.sleep = 7.5
        self._sets: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        self._outings: defaultdict[str, int] = defaultdict(int)
        self._firsts: dict[tuple[str, str], float] = {}

    # --- what the person can do ---

    def growth(self, exercise: Exercise) -> float:
        """Logarithm of what the exercise's capacity has gained, without fatigue."""
        skill = self._skill * (1 - exp(-self._outings[exercise.id] / self._model.skill_outings))
        return self._mean(self.gain, exercise) + skill

    def maximum(self, exercise: Exercise) -> float:
        """The rested maximum in kg of a loaded exercise."""
        return self._first("kg", exercise) * exp(self.growth(exercise))

    def form(self, exercise: Exercise, day: int) -> float:
        """Today's share of the rested maximum: fatigue, sleep, pain and the day itself."""
        loss = self._mean(self.fatigue, exercise)
        loss += self._model.short_sleep_loss * (self.sleep <= self._model.short_sleep_h)
        hurt = max((self.pains.get(joint, 0.0) for joint in exercise.joints), default=0.0)
        loss += self._model.pain_loss * max(0.0, hurt - 3)
        return exp(self._model.day_sd * self._chance.normal("day", day) - loss)

    def repetitions(self, exercise: Exercise, load: float | None, day: int) -> float:
        """Repetitions to failure now, of a fresh set: with `load` kg, or of one's own body when None."""
        if load is None:
            usual = percent_of_max(self._first("reps", exercise))
            percent = usual / exp(self.growth(exercise)) / self.form(exercise, day)
        else:
            percent = 100 * load / (self.maximum(exercise) * self.form(exercise, day))
        return max(0.0, 1 + (reps_to_failure(percent) - 1) * self._repetitions) if percent <= 100 else 0.0

    def percent(self, exercise: Exercise, load: float | None, day: int) -> float:
        """The load as per cent of today's maximum; of one's own body, by the repetitions it allows."""
        if load is None:
            return percent_of_max(max(1.0, self.repetitions(exercise, None, day)))
        return 100 * load / (self.maximum(exercise) * self.form(exercise, day))

    def seconds(self, exercise: Exercise, day: int) -> float:
        """The longest hold now."""
        return self._first("seconds", exercise) * exp(_HOLD_GAIN * self.growth(exercise)) * self.form(exercise, day)

    def tiredness(self) -> float:
        """Mean fatigue of the groups that carry any; 0.03 is a usual week."""
        tired = [value for value in self.fatigue.values() if value > 0.001]
        return sum(tired) / len(tired) if tired else 0.0

    def over_recoverable(self, day: int) -> bool:
        """Whether the last seven days had more sets of some group than this person recovers from."""
        return any(self._week(group, day) > self._most[group] for group in self._sets)

    # --- what training and time do ---

    def trained(self, efforts: list[Effort], day: int) -> None:
        """A session's working sets."""
        done: defaultdict[str, float] = defaultdict(float)
        for effort in efforts:
            if is_strength(effort.exercise):
                worth = self._worth(effort)
                for group, share in shares(effort.exercise).items():
                    done[group] += share * worth
        for id_ in {effort.exercise.id for effort in efforts}:
            self._outings[id_] += 1
        for group, sets in done.items():
            self._adapt(group, sets, day)

    def slept(self, day: int) -> None:
        """A night passes: fatigue and pain fade, long unused strength too."""
        for group in self.fatigue:
            self.fatigue[group] *= exp(-1 / self._model.fatigue_days)
        for group, sets in self._sets.items():
            if day - sets[-1][0] > self._model.detraining_after_days:
                self.gain[group] -= (0.1 + max(0.0, self.gain[group])) / self._model.detraining_days
        self.pains = {
            joint: score * exp(-1 / self._model.pain_heals_days) for joint, score in self.pains.items() if score > 0.5
        }

    # --- inside ---

    def _adapt(self, group: str, sets: float, day: int) -> None:
        model = self._model
        before = self._week(group, day)
        self._sets[group] = [entry for entry in self._sets[group] if day - entry[0] < _WEEK] + [(day, sets)]
        after = before + model.session_sets_scale * (1 - exp(-sets / model.session_sets_scale))
        response = exp(-before / model.weekly_sets_scale) - exp(-after / model.weekly_sets_scale)
        over = max(0.0, (before + sets) / self._most[group] - 1)
        room = max(0.0, 1 - self.gain[group] / self._ceiling) if self._ceiling > 0 else 0.0
        self.gain[group] += self._weekly_gain * response * room * max(0.0, 1 - 2 * over)
        self.fatigue[group] += model.fatigue_per_set * sets * (1 + model.fatigue_over_recoverable * over)

    def _worth(self, effort: Effort) -> float:
        """How much of a hard set it was: 1 within three repetitions of failure at 80 % of the maximum or more."""
        far = min(1.0, max(0.0, (effort.left - 3) / 5))
        near = 1 - (1 - self._model.far_from_failure) * far
        light = min(1.0, max(0.0, (80 - effort.percent) / 50))
        return near * (1 - (1 - self._model.light_load) * light)

    def _week(self, group: str, day: int) -> float:
        return sum(sets for when, sets in self._sets[group] if day - when < _WEEK)

    def _mean(self, values: defaultdict[str, float], exercise: Exercise) -> float:
        found = shares(exercise)
        total = sum(found.values())
        return sum(share * values[group] for group, share in found.items()) / total if total else 0.0

    def _first(self, unit: str, exercise: Exercise) -> float:
        key = (unit, exercise.id)
        if key not in self._firsts:
            first = {"kg": first_max, "reps": first_reps, "seconds": first_seconds}[unit]
            self._firsts[key] = first(self._person, exercise, self._chance, self._model)
        return self._firsts[key]


def as_percent(growth: float) -> float:
    """A logarithmic gain in per cent."""
    return 100 * (exp(growth) - 1)


def as_growth(percent: float) -> float:
    """The inverse of `as_percent`."""
    return log(1 + percent / 100)
