"""One person's days in one arm: sleep, what they say, whether they come, what they do, and what it does to them."""

from datetime import date, time, timedelta
from uuid import UUID

from domain.catalogue.types import Catalogue, Joint
from domain.coaching.person import Person
from domain.events.event import Event
from domain.events.kinds import (
    AwayGiven,
    CheckedIn,
    EquipmentBusy,
    ExerciseRated,
    ExerciseSkipped,
    ExerciseSwapped,
    Happened,
    PainReported,
    SessionFinished,
    SessionStarted,
    SetLogged,
    SkipReason,
    TimeAvailable,
)
from ml.evals.replay.body import Body
from ml.evals.replay.chance import Chance
from ml.evals.replay.diary import Diary, SessionEntry
from ml.evals.replay.lifts import is_loaded
from ml.evals.replay.model import Model
from ml.evals.replay.orders import Coach, Orders, order_minutes
from ml.evals.replay.pain import Pains
from ml.evals.replay.people import Archetype
from ml.evals.replay.record import Log
from ml.evals.replay.trainee import Outcome, Trainee

_MORNING, _EVENING = time(8), time(18)
_ACHES = 4.0
_RATES = 0.2
_MAKES_UP = 0.5
"""How much less likely a session is done on another day than planned: our judgement."""


class Life:
    """Runs the days. The same seed gives the same body, luck and habits whatever the coach."""

    def __init__(
        self, archetype: Archetype, person: Person, catalogue: Catalogue, diary: Diary, log: Log, model: Model
    ) -> None:
        chance = Chance(diary.seed)
        self.body = Body(person, chance, model, ceiling_factor=archetype.ceiling_factor)
        self.log = log
        self._archetype, self._catalogue, self._diary, self._chance = archetype, catalogue, diary, chance
        self._minutes = float(person.minutes)
        self._trainee = Trainee(self.body, archetype.habits, chance, model)
        self._pains = Pains(self.body, chance, model)
        self._told: dict[Joint, float] = {}
        self._blocked = person.weekdays[1 % len(person.weekdays)]

    def live(self, coach: Coach, day: date, number: int) -> None:
        """Day `number` (from 0), of date `day`."""
        self._night(number)
        away = next((away for away in self._archetype.aways if 0 <= number - away.start < away.days), None)
        said = self._says_in_the_morning(day, number)
        if away is not None and away.told is not None and number == away.start:
            until = day + timedelta(days=away.days - 1)
            said += self.log.add(day, _MORNING, AwayGiven(reason=away.told, until=until))
        orders = coach.morning(day, said)
        after: tuple[Event, ...] = ()
        if orders is not None:
            limit, busy, told = self._circumstances(orders, day, number)
            if told:
                orders = coach.morning(day, told) or orders
            if away is None and self._comes(orders, number):
                after = self._session(coach, orders, day, number, limit=limit, busy=busy)
            else:
                self._diary.sessions.append(SessionEntry(day=day, orders=orders, outcomes=(), limit=limit))
        coach.evening(day, after)
        worst = max(self.body.pains.values(), default=0.0)
        self._diary.pain_days += worst >= _ACHES
        self._diary.worst_pain = max(self._diary.worst_pain, worst)

    # --- before the session ---

    def _night(self, number: int) -> None:
        self.body.slept(number)
        self.body.sleep = min(10.0, max(3.0, self._archetype.sleep_h + 0.9 * self._chance.normal("sleep", number)))
        for day, joint, score in self._archetype.hurts:
            if day == number:
                self.body.pains[joint] = max(score, self.body.pains.get(joint, 0.0))

    def _says_in_the_morning(self, day: date, number: int) -> tuple[Event, ...]:
        facts: list[Happened] = []
        if self._chance.below(self._archetype.checks_in, "checks in", number):
            facts.append(self._checkin(number))
        for joint in sorted({*self.body.pains, *self._told}):
            score = round(self.body.pains.get(joint, 0.0))
            if abs(score - self._told.get(joint, 0.0)) >= 1:
                facts.append(PainReported(region=joint, score=score))
                self._told[joint] = score
        return self.log.add(day, _MORNING, *facts)

    def _checkin(self, number: int) -> CheckedIn:
        tired = self.body.tiredness()

        def felt(value: float, name: str) -> int:
            return round(min(5.0, max(1.0, value + 0.5 * self._chance.normal(name, number))))

        return CheckedIn(
            sleep_h=round(self.body.sleep * 2) / 2,
            sleep_quality=felt(3.7 + 0.6 * (self.body.sleep - 7.2), "sleep quality"),
            soreness=felt(1.3 + 28 * tired, "soreness"),
            mood=felt(4.0 - 12 * tired, "mood"),
            energy=felt(4.2 - 20 * tired + 0.3 * (self.body.sleep - 7.2), "energy"),
        )

    def _circumstances(self, orders: Orders, day: date, number: int) -> tuple[float, str, tuple[Event, ...]]:
        """Minutes there are, equipment that is taken (or none), and the events that say so."""
        facts: list[Happened] = []
        limit = self._minutes
        if self._chance.below(self._archetype.short_days, "short", number):
            limit = float(round(self._minutes * (0.4 + 0.3 * self._chance.uniform("minutes", number)) / 5) * 5)
            facts.append(TimeAvailable(minutes=int(limit)))
        busy = ""
        needed = sorted({need for order in orders.orders if is_loaded(order.exercise) for need in order.exercise.needs})
        if needed and self._chance.below(self._archetype.busy_days, "busy", number):
            busy = needed[int(self._chance.uniform("which", number) * len(needed))]
            facts.append(EquipmentBusy(equipment=busy))
        return limit, busy, self.log.add(day, time(17, 30), *facts)

    def _comes(self, orders: Orders, number: int) -> bool:
        share = self._archetype.attends
        if self._archetype.blocked_attends is not None and number % 7 == _WEEKDAY[self._blocked]:
            share = self._archetype.blocked_attends
        share *= _MAKES_UP if orders.missed else 1.0
        share -= 4 * max(0.0, self.body.tiredness() - 0.06)
        share -= 0.1 * (max(self.body.pains.values(), default=0.0) >= _ACHES)
        return bool(orders.orders) and self._chance.below(share, "comes", number)

    # --- the session and after ---

    def _session(
        self, coach: Coach, orders: Orders, day: date, number: int, *, limit: float, busy: str
    ) -> tuple[Event, ...]:
        session = self.log.id("session", number)
        outcomes = self._trainee.carry_out(orders, coach, number, limit, busy=busy)
        rpe = self._session_rpe(outcomes, number)
        events = self.log.add(
            day,
            _EVENING,
            SessionStarted(session=session, plan=orders.plan, weekday=orders.weekday),
            *(fact for outcome in outcomes for fact in _facts(outcome, session)),
            SessionFinished(
                session=session,
                rpe=rpe,
                minutes=round(orders.frame_minutes + sum(_minutes(outcome) for outcome in outcomes), 1),
                enjoyment=round(min(10.0, max(0.0, 6.5 + self._chance.normal("enjoyment", number)))),
            ),
            *self._ratings(outcomes, number),
        )
        self._pains.after(outcomes, number)
        entry = SessionEntry(day=day, orders=orders, outcomes=tuple(outcomes), limit=limit, rpe=rpe)
        self._diary.sessions.append(entry)
        return events

    def _session_rpe(self, outcomes: list[Outcome], number: int) -> float:
        told = [done.rir for outcome in outcomes for done in outcome.sets if done.rir is not None]
        effort = 9.0 - 0.8 * sum(told) / len(told) if told else 5.0
        felt = effort + 20 * (self.body.tiredness() - 0.03) + 0.5 * self._chance.normal("rpe", number)
        return float(round(min(10.0, max(1.0, felt))))

    def _ratings(self, outcomes: list[Outcome], number: int) -> list[ExerciseRated]:
        rated = []
        for outcome in outcomes:
            id_ = outcome.order.exercise.id
            if outcome.efforts and self._chance.below(_RATES, "rates", number, id_):
                target = 3 if outcome.order.rir is None else outcome.order.rir
                left = sum(effort.left for effort in outcome.efforts) / len(outcome.efforts)
                hard = 5 + 1.2 * (target - left) + 25 * (self.body.tiredness() - 0.03)
                liked = 6.3 + 1.8 * self._chance.normal("likes", id_) + 0.7 * self._chance.normal("liked", number, id_)
                rated.append(ExerciseRated(exercise=id_, difficulty=_score(hard), enjoyment=_score(liked)))
        return rated


_WEEKDAY = {"monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6}


def _facts(outcome: Outcome, session: UUID) -> list[Happened]:
    id_ = outcome.order.exercise.id
    if outcome.skipped:
        return [ExerciseSkipped(session=session, exercise=id_, reason=SkipReason(outcome.skipped))]
    facts: list[Happened] = []
    if outcome.order.instead_of:
        swapped = ExerciseSwapped(session=session, exercise=outcome.order.instead_of, to=id_)
        facts.append(swapped)
    facts.extend(
        SetLogged(
            session=session,
            exercise=id_,
            load_kg=done.load_kg,
            reps=done.reps,
            rir=done.rir,
            seconds=done.seconds,
        )
        for done in outcome.sets
    )
    return facts


def _minutes(outcome: Outcome) -> float:
    planned = order_minutes(outcome.order)
    return planned * len(outcome.sets) / max(1, outcome.order.sets)


def _score(value: float) -> float:
    return float(round(min(10.0, max(0.0, value))))
