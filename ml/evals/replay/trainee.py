"""How a simulated person carries out a session: true capacity in, an honest but inexact log out."""

from msgspec import Struct

from domain.catalogue.types import Joint
from domain.coaching.planning.proposal import Role
from domain.coaching.programming.loads import percent_of_max, round_down
from ml.evals.replay.body import Body, Effort
from ml.evals.replay.chance import Chance
from ml.evals.replay.lifts import is_loaded, is_strength, next_load
from ml.evals.replay.model import Model
from ml.evals.replay.orders import Coach, Order, Orders, SetDone, order_minutes

UNBEARABLE = 7.0
"""From this pain on the person leaves an exercise of the joint out, whatever the coach says."""

_FIND_SD = 0.08
_TOO_LIGHT, _ADDS, _BEYOND = 2.0, 1.05, 4
"""Who trains to failure adds at least 5 % after a set with more than two left, and does up to four more than asked."""

_TELLS_RIR = 0.85


class Habits(Struct, frozen=True, kw_only=True):
    """How a person trains: sets beyond those asked for, whether each set goes to failure, share of sets with a RIR."""

    extra_sets: int = 0
    to_failure: bool = False
    tells_rir: float = _TELLS_RIR


class Outcome(Struct, frozen=True, kw_only=True):
    """One exercise as done: its sets as logged, the true efforts, and whether it was left out (and why)."""

    order: Order
    sets: tuple[SetDone, ...] = ()
    efforts: tuple[Effort, ...] = ()
    skipped: str = ""


class Trainee:
    """The person's way through sessions. One bias in judging effort holds for life; each set has its own error."""

    def __init__(self, body: Body, habits: Habits, chance: Chance, model: Model) -> None:
        self.body, self._habits, self._chance, self._model = body, habits, chance, model
        self._bias = model.rir_bias_sd * chance.normal("rir bias")

    def carry_out(self, orders: Orders, coach: Coach, day: int, minutes: float, *, busy: str = "") -> list[Outcome]:
        """The session in its order until `minutes` are over; what no longer fits or needs `busy` is left out."""
        outcomes: list[Outcome] = []
        spent = orders.frame_minutes
        for order in orders.orders:
            if outcomes and spent + 0.5 * order_minutes(order) > minutes:
                outcomes.append(Outcome(order=order, skipped="time"))
            elif self._hurts(order) >= UNBEARABLE:
                outcomes.append(Outcome(order=order, skipped="pain"))
            elif busy in order.exercise.needs:
                outcomes.append(Outcome(order=order, skipped="equipment"))
            else:
                outcomes.append(self._exercise(order, coach, day))
                spent += order_minutes(order)
        self.body.trained([effort for outcome in outcomes for effort in outcome.efforts], day)
        return outcomes

    def _hurts(self, order: Order) -> float:
        return max((self.body.pains.get(joint, 0.0) for joint in order.exercise.joints), default=0.0)

    def _exercise(self, order: Order, coach: Coach, day: int) -> Outcome:
        if not is_strength(order.exercise) or order.role in (Role.CONDITIONING, Role.MOBILITY):
            done = SetDone(load_kg=None, reps=order.reps[1] if order.reps else None, rir=None, seconds=order.seconds)
            return Outcome(order=order, sets=(done,) * order.sets)
        sets: list[SetDone] = []
        efforts: list[Effort] = []
        extra = self._habits.extra_sets if order.role is not Role.CORE else 0
        for number in range(order.sets + extra):
            load = order.load_kg if not sets else coach.next_load(order, sets)
            if is_loaded(order.exercise) and load is None:
                load = sets[-1].load_kg if sets else self._found(order, day)
            if self._habits.to_failure and load is not None and efforts and efforts[-1].left > _TOO_LIGHT:
                load = max(load, next_load(order.exercise, (sets[-1].load_kg or load) * _ADDS))
            done, effort = self._set(order, load, day, number)
            sets.append(done)
            efforts.append(effort)
        return Outcome(order=order, sets=tuple(sets), efforts=tuple(efforts))

    def _found(self, order: Order, day: int) -> float | None:
        """The load that feels right for the repetitions and the reserve asked for."""
        high = order.reps[1] if order.reps else 10
        target = high + (3 if order.rir is None else order.rir)
        best = self.body.maximum(order.exercise) * self.body.form(order.exercise, day)
        feel = self._chance.around_one(_FIND_SD, "find", day, order.exercise.id)
        return round_down(order.exercise, best * percent_of_max(target) / 100 * feel)

    def _set(self, order: Order, load: float | None, day: int, number: int) -> tuple[SetDone, Effort]:
        if order.seconds is not None:
            return self._hold(order, order.seconds, load, day, number)
        most = self.body.repetitions(order.exercise, load, day) * (1 - self._lost(order, number))
        low, high = order.reps or (8, 12)
        error = self._bias + self._chance.normal("rir", day, order.exercise.id, number) * self._error_sd(most - high)
        reserve = 0.0 if self._habits.to_failure or order.rir is None else float(order.rir)
        felt = int(most + error - reserve)
        reps = max(min(high, max(felt, low)), 0)
        if self._habits.to_failure:
            reps = min(high + _BEYOND, max(low, int(most)))
        reps = min(reps, int(most))
        left = max(0.0, most - reps)
        told = min(10.0, max(0.0, float(round(left + error)))) if reps < int(most) or left else 0.0
        tells = self._chance.below(self._habits.tells_rir, "tells", day, order.exercise.id, number)
        done = SetDone(load_kg=load, reps=reps, rir=told if tells else None)
        percent = self.body.percent(order.exercise, load, day)
        return done, Effort(exercise=order.exercise, percent=min(100.0, percent), left=left)

    def _hold(self, order: Order, asked: int, load: float | None, day: int, number: int) -> tuple[SetDone, Effort]:
        longest = self.body.seconds(order.exercise, day) * (1 - self._lost(order, number))
        seconds = max(1.0, min(float(asked), longest))
        left = 10 * (1 - seconds / longest) if longest > seconds else 0.0
        done = SetDone(load_kg=load, reps=None, rir=None, seconds=float(round(seconds)))
        return done, Effort(exercise=order.exercise, percent=60.0, left=left)

    def _lost(self, order: Order, number: int) -> float:
        """What the sets before have taken from this one's repetitions: more after short rests."""
        rate = self._model.set_decline
        if order.rest_s < self._model.short_rest_s:
            rate *= self._model.short_rest_factor
        return min(0.5, rate * number)

    def _error_sd(self, left: float) -> float:
        return self._model.rir_error_sd + self._model.rir_error_growth * max(0.0, left)


def hurt_joints(outcomes: list[Outcome]) -> set[Joint]:
    """The joints that were loaded."""
    return {joint for outcome in outcomes if outcome.efforts for joint in outcome.order.exercise.joints}
