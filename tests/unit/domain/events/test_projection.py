"""A projection is a function of the set of events: order, duplicates, batches and snapshots make no difference."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from domain.catalogue.loader import load_catalogue
from domain.events import kinds
from domain.events.event import Event
from domain.events.projection import KEPT_DAYS, Base, BehindBase, Day, Projection, decode, effective, encode
from domain.training.fold import TrainingFold
from tests.histories import START, at, history_of, plan_event, recorded, renumbered, uuid_of

FOLD = TrainingFold(load_catalogue())
SESSION = uuid_of(77)
SQUAT = kinds.SetLogged(session=SESSION, exercise="barbell-squat", load_kg=100.0, reps=5, rir=2.0)


class Seen(Struct, frozen=True):
    """What a fold was shown: each day's events by id."""

    days: tuple[tuple[date, tuple[str, ...]], ...] = ()


class Watch:
    """Remembers what it folds."""

    name, version, state = "watch", 1, Seen

    def empty(self) -> Seen:
        return Seen()

    def step(self, state: Seen, day: Day) -> Seen:
        return Seen((*state.days, (day.date, tuple(str(event.id) for event in day.events))))

    def advance(self, state: Seen, day: date) -> Seen:
        return state


def set_on(day: date, number: int, what: kinds.Happened = SQUAT) -> Event:
    """An event of `day` with an id of its own."""
    [event] = recorded([(at(day), day, what)])
    return replace(event, id=uuid_of(number), seq=number)


def edit(number: int, what: kinds.Happened, hour: int = 20, late: bool = False) -> Event:
    """A correction or deletion made on the first day at `hour`; `late`: recorded a day after."""
    event = set_on(START, number, what)
    made = at(START, hour)
    return replace(event, at=made, recorded_at=made + timedelta(days=1 if late else 0))


def corrected(target: int, reps: int) -> kinds.EventCorrected:
    return kinds.EventCorrected(event=uuid_of(target), now=replace(SQUAT, reps=reps))


def reps_of(events: list[Event]) -> list[int | None]:
    """The repetitions of the effective sets; the same for every order of `events`."""
    found = {
        tuple(each.what.reps for each in effective(order).events if isinstance(each.what, kinds.SetLogged))
        for order in (events, events[::-1], sorted(events, key=lambda each: each.id.int % 7))
    }
    [only] = found
    return list(only)


def test_a_deletion_holds_whatever_came_first_and_over_corrections() -> None:
    gone = edit(2, kinds.EventDeleted(event=uuid_of(1)))
    assert reps_of([set_on(START, 1), gone]) == []
    assert reps_of([set_on(START, 1), gone, edit(3, corrected(1, 9), hour=22)]) == []


def test_the_correction_made_last_holds_though_it_was_recorded_first() -> None:
    early, late = edit(5, corrected(1, 8), hour=19, late=True), edit(4, corrected(1, 9), hour=21)
    assert reps_of([set_on(START, 1), early, late]) == [9]


def test_a_clock_that_runs_ahead_does_not_win_for_ever() -> None:
    ahead = replace(edit(4, corrected(1, 8)), at=at(START + timedelta(days=1), 12), recorded_at=at(START, 20))
    assert reps_of([set_on(START, 1), ahead, edit(5, corrected(1, 9), hour=21)]) == [9]


def test_deleting_a_correction_brings_back_what_stood_before() -> None:
    assert reps_of([set_on(START, 1), edit(2, corrected(1, 9)), edit(3, kinds.EventDeleted(event=uuid_of(2)))]) == [5]


def test_a_correction_keeps_time_and_day() -> None:
    [event] = effective([set_on(START, 1), edit(2, corrected(1, 9), hour=23)]).events
    assert (event.id, event.at, event.day) == (uuid_of(1), at(START), START)


def test_what_cannot_be_changed_is_ignored_and_counted() -> None:
    plan = set_on(START, 1, plan_event())
    other_type = kinds.EventCorrected(event=uuid_of(2), now=kinds.WeightMeasured(kg=80.0))
    events = [
        plan,
        set_on(START, 2),
        edit(3, kinds.EventDeleted(event=uuid_of(1))),
        edit(4, other_type),
        edit(5, kinds.EventDeleted(event=uuid_of(99))),
        edit(6, kinds.EventDeleted(event=uuid_of(5))),
    ]
    found = effective(events)
    assert [event.id for event in found.events] == [uuid_of(1), uuid_of(2)]
    assert (found.ignored, found.loose) == (3, {uuid_of(99)})


def test_days_are_folded_in_order_and_only_those_with_events() -> None:
    watch = Projection(Watch())
    watch.add([set_on(START + timedelta(days=2), 3), set_on(START, 1)])
    gone = set_on(START + timedelta(days=1), 2)
    watch.add([gone, edit(4, kinds.EventDeleted(event=gone.id))])
    assert [day for day, _ in watch.state().days] == [START, START + timedelta(days=2)]


def test_a_late_event_folds_again_from_its_day_only() -> None:
    stepped: list[date] = []

    class Counting(Watch):
        def step(self, state: Seen, day: Day) -> Seen:
            stepped.append(day.date)
            return super().step(state, day)

    days = [START + timedelta(days=offset) for offset in range(KEPT_DAYS + 20)]
    projection = Projection(Counting())
    projection.add(set_on(day, number) for number, day in enumerate(days, start=1))
    projection.state()
    stepped.clear()
    projection.add([set_on(days[-5], 1000)])
    projection.state()
    assert stepped == days[-5:]
    stepped.clear()
    projection.state()
    assert stepped == []


def test_a_life_longer_than_what_is_remembered_ends_the_same() -> None:
    days = [START + timedelta(days=offset) for offset in range(KEPT_DAYS + 5)]
    live = Projection(Watch())
    for number, each in enumerate(days, start=1):
        live.add([set_on(each, number)])
        live.state()
    live.add([set_on(days[0], 1000)])  # older than any day that is remembered
    assert [day for day, _ in live.state().days] == days
    assert len(live.state().days[0][1]) == 2
    assert live.before(days[3]).state.days == live.state().days[:3]


def test_a_fact_before_the_base_asks_for_a_rebuild() -> None:
    projection = Projection(FOLD, Base(state=FOLD.empty(), before=START))
    with pytest.raises(BehindBase, match="lies before"):
        projection.add([set_on(START - timedelta(days=1), 1)])


def test_names_of_events_before_the_base_are_told() -> None:
    projection = Projection(FOLD, Base(state=FOLD.empty(), before=START))
    projection.add([edit(3, kinds.EventDeleted(event=uuid_of(1)))])
    assert projection.loose == {uuid_of(1)}


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 8), shuffle=st.integers(0, 10**6), batches=st.integers(1, 6), cut=st.integers(0, 50))
def test_rebuild_equals_live_for_any_order_duplicates_batches_and_cut(
    seed: int, shuffle: int, batches: int, cut: int
) -> None:
    events = history_of(seed, 45)
    rebuilt = Projection(FOLD)
    rebuilt.add(events)
    expected = rebuilt.state(START + timedelta(days=50))
    chance = random.Random(shuffle)
    mixed = [*events, *chance.sample(events, 20)]
    chance.shuffle(mixed)
    live = Projection(FOLD)
    for batch in range(batches):
        live.add(mixed[batch::batches])
        live.state()
    assert live.state(START + timedelta(days=50)) == expected
    base = live.before(START + timedelta(days=cut))
    stored = Base(state=decode(FOLD, encode(base.state)), before=base.before)
    recent = Projection(FOLD, stored)
    edits = kinds.EventDeleted | kinds.EventCorrected
    recent.add(event for event in mixed if event.day >= base.before or isinstance(event.what, edits))
    assert recent.state(START + timedelta(days=50)) == expected
    assert encode(recent.state(START + timedelta(days=50))) == encode(expected)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 20), split=st.integers(0, 90), days=st.integers(0, 90))
def test_days_without_events_pass_in_any_number_of_parts(seed: int, split: int, days: int) -> None:
    projection = Projection(FOLD)
    projection.add(history_of(seed, 30))
    state = projection.state()
    assert state.day is not None
    parts = sorted((split, days))
    half = FOLD.advance(state, state.day + timedelta(days=parts[0]))
    assert FOLD.advance(half, state.day + timedelta(days=parts[1])) == FOLD.advance(
        state, state.day + timedelta(days=parts[1])
    )


def test_the_order_of_recording_does_not_matter() -> None:
    events = history_of(3, 40)
    forward, backward = Projection(FOLD), Projection(FOLD)
    forward.add(events)
    backward.add(renumbered(reversed(events)))
    assert forward.state() == backward.state()
