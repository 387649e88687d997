"""The fold's laws: any order, any repetition, any rebuild gives the same state, and a day never exceeds its cap."""

import random
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.catalogue.types import Joint
from domain.coaching.telling.worth import DAY_CAP_XP
from domain.events.event import Event
from domain.events.kinds import (
    AwayGiven,
    AwayReason,
    CheckedIn,
    EventDeleted,
    Happened,
    PainReported,
    PlanActivated,
    SessionFinished,
    SessionStarted,
    SetLogged,
    WeightMeasured,
)
from domain.events.projection import Day, Projection, decode, effective, encode
from domain.gamification.ledger import MOST_XP_A_DAY
from domain.gamification.state import GameState
from domain.profile import Weekday
from tests.people import Choose
from tests.unit.domain.gamification.diary import BENCH, MONDAY, RUN, SQUAT, Diary, days, fold, sets_of

MON = Weekday.MONDAY
EXERCISES = (SQUAT, BENCH, RUN, "barbell-curl", "easy-walk", "90-90-hamstring", "unknown-exercise")


def happened(choose: Choose) -> tuple[int, Happened]:
    """Something on one of forty days; sessions are few, so that sets find each other."""
    day = choose(range(41))
    session = UUID(int=500 + day * 2 + choose((0, 1)))
    kind = choose(("set", "set", "set", "start", "start", "finish", "checkin", "pain", "away", "weight"))
    what: Happened
    match kind:
        case "set":
            what = SetLogged(
                session=session,
                exercise=choose(EXERCISES),
                reps=choose((None, 3, 8, 10)),
                load_kg=choose((None, 50.0, 60.0, 100.0)),
                rir=choose((None, 1.0, 2.0)),
                seconds=choose((None, 30.0, 1800.0)),
            )
        case "start":
            what = SessionStarted(session=session, plan=UUID(int=1), weekday=choose((None, *Weekday)))
        case "finish":
            what = SessionFinished(session=session, minutes=choose((None, 60.0)))
        case "checkin":
            what = CheckedIn(sleep_h=choose((5.0, 8.0)))
        case "pain":
            what = PainReported(region=choose(tuple(Joint)), score=choose((2.0, 7.0)))
        case "away":
            what = AwayGiven(reason=choose(tuple(AwayReason)), until=days(day + 3))
        case _:
            what = WeightMeasured(kg=choose((70.0, 90.0)))
    return day, what


def history_of(seed: int) -> list[Event]:
    """Events of a person with a plan, some recorded late, a few deleted; of a seed, for drawing so many is slow."""
    chance = random.Random(seed)
    diary = Diary()
    diary.plan(days(chance.randint(0, 8)))
    for _ in range(chance.randint(0, 120)):
        day, what = happened(chance.choice)
        diary.add(days(day), what, late=timedelta(hours=chance.choice((0, 0, 0, 30, 90))))
    for event in chance.sample(diary.events, min(4, len(diary.events))):
        diary.add(days(45), EventDeleted(event=event.id))
    return diary.events


SEEDS = st.integers(0, 2**32 - 1)


def state_of(events: list[Event], on: date) -> GameState:
    projection = Projection(fold())
    projection.add(events)
    return projection.state(on)


@settings(max_examples=60, deadline=None)
@given(SEEDS, st.integers(1, 4))
def test_any_order_any_repetition_any_batches_give_the_same_state(seed: int, batches: int) -> None:
    events, chance, end = history_of(seed), random.Random(seed), days(60)
    straight = state_of(events, end)
    shuffled = [*events, *chance.choices(events, k=len(events) // 2)]
    chance.shuffle(shuffled)
    projection = Projection(fold())
    for start in range(batches):
        projection.add(shuffled[start::batches])
        projection.state()
    assert projection.state(end) == straight
    base = projection.before(days(20))
    resumed = Projection(fold(), replace(base, state=decode(fold(), encode(base.state))))
    resumed.add(event for event in shuffled if event.day >= days(20))
    assert resumed.state(end) == straight


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_a_day_never_gives_more_than_its_cap(seed: int) -> None:
    game, by_day = fold(), dict[date, list[Event]]()
    for event in effective(history_of(seed)).events:
        by_day.setdefault(event.day, []).append(event)
    state = game.empty()
    for day in (days(number) for number in range(62)):
        told = by_day.get(day)
        state = game.step(state, Day(day, tuple(told))) if told else game.advance(state, day)
        work, total = Counter[date](), Counter[date]()
        for entry in state.entries:
            total[entry.day] += entry.xp
            work[entry.day] += entry.xp if entry.kind in ("planned", "free", "released") else 0
        assert max(work.values(), default=0) <= DAY_CAP_XP
        assert max(total.values(), default=0) <= MOST_XP_A_DAY
    assert sum(xp for _, xp in state.week_xp) <= state.xp <= 62 * MOST_XP_A_DAY


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.integers(1, 59))
def test_days_pass_in_one_part_or_in_many(seed: int, middle: int) -> None:
    events = history_of(seed)
    projection = Projection(fold())
    projection.add(events)
    state = projection.state()
    game, end = fold(), days(100)
    assert game.advance(game.advance(state, days(40 + middle)), end) == game.advance(state, end)
    assert decode(game, encode(state)) == state


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_a_deleted_event_is_as_if_it_never_was(seed: int) -> None:
    events, chance = history_of(seed), random.Random(seed)
    facts = [event for event in events if not isinstance(event.what, PlanActivated | EventDeleted)]
    for gone in facts and [chance.choice(facts)]:
        what = EventDeleted(event=gone.id)
        deletion = Event(id=UUID(int=9), seq=10_000, at=gone.at, day=days(50), recorded_at=gone.at, what=what)
        left = [event for event in events if event is not gone]
        assert state_of([*events, deletion], days(60)) == state_of(left, days(60))


def test_deleting_everything_takes_everything_back() -> None:
    diary = Diary()
    diary.plan()
    diary.done(MONDAY, MON)
    for event in tuple(diary.events):
        diary.add(days(1), EventDeleted(event=event.id))
    assert (diary.state().xp, diary.state().counts, diary.state().earned) == (0, {}, {})


def test_replays_never_add() -> None:
    diary = Diary()
    diary.plan()
    diary.done(MONDAY, MON)
    before = diary.state()
    diary.events.extend(tuple(diary.events))
    assert diary.state() == before


def test_an_old_import_is_folded_quickly_and_earns_nothing() -> None:
    diary = Diary()
    for number in range(0, 6000, 3):
        diary.session(date(2008, 1, 1) + timedelta(days=number), None, sets_of(SQUAT, 3), plan=None)
    recorded = datetime.combine(MONDAY, time(12), tzinfo=UTC)
    projection = Projection(fold())
    projection.add(replace(event, recorded_at=recorded) for event in diary.events)
    state = projection.state(days(5))
    assert state.xp == 0
    assert state.attributes.strength.value > 0
    assert len(encode(state)) < 20_000
