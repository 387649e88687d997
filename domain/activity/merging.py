"""Many sources, one person: records put together, and the day that they tell.

Putting records together keeps, under each (source, key), the one told last. That is a join: in which order, how often
and in which groups records arrive makes no difference. What a day looks like is a function of the records held.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Final

import msgspec

from domain.activity.days import HeartDay, Measured, Origin, Slept, TrackerDay, Trained
from domain.activity.limits import disbelieved
from domain.activity.priority import NIGHT, OF_MEASURE, WORKOUT, rank
from domain.activity.records import Gone, HeartRate, Measure, Reading, Sleep, TrackerRecord, Workout
from domain.activity.same import same_workout
from domain.identity.data_use import for_combining

MOST_WORKOUTS: Final = 50
"""Of a day. Nobody does more; a file that says so would make every reading of the day slow."""

_encode = msgspec.json.Encoder().encode


def merged(*groups: Iterable[TrackerRecord]) -> tuple[TrackerRecord, ...]:
    """One record for each (source, key), the one told last; in the order of source and key.

    Of two told at the same instant, a taking-back holds, and otherwise the one that sorts last: any rule will do, as
    long as it is always the same one.
    """
    held: dict[tuple[str, str], TrackerRecord] = {}
    for group in groups:
        for record in group:
            place = (record.source, record.key)
            earlier = held.get(place)
            if earlier is None or _told(record) > _told(earlier):
                held[place] = record
    return tuple(held[place] for place in sorted(held))


def _told(record: TrackerRecord) -> tuple[float, bool, bytes]:
    return record.updated_at.timestamp(), isinstance(record.what, Gone), _encode(record)


def days_of(records: Iterable[TrackerRecord], start: date, end: date) -> tuple[TrackerDay, ...]:
    """The days from `start` to `end` (both included) that hold anything.

    Sources whose data-use policy forbids combining are left out, and so are records that cannot be true
    (`limits.disbelieved`, with `end` as today). For a prompt, pass what `data_use.for_prompt` leaves.
    """
    by_day: dict[date, list[TrackerRecord]] = {}
    for record in for_combining(merged(records)):
        # A day on either side, because the copy of a workout with a wrong clock may fall on the neighbour.
        near = start - timedelta(days=1) <= record.day <= end + timedelta(days=1)
        if near and not isinstance(record.what, Gone) and disbelieved(record, end) is None:
            by_day.setdefault(record.day, []).append(record)
    workouts = _workouts([record for day in sorted(by_day) for record in by_day[day]])
    days = (_day(day, by_day[day], workouts.get(day, ())) for day in sorted(by_day) if start <= day <= end)
    return tuple(day for day in days if day.measured or day.slept or day.heart or day.workouts)


def origin_of(record: TrackerRecord) -> Origin:
    """Where a record comes from."""
    return Origin(record.source, record.device)


def _day(day: date, records: list[TrackerRecord], workouts: tuple[Trained, ...]) -> TrackerDay:
    return TrackerDay(
        day=day,
        measured=dict(_measured(records)),
        slept=_slept(records),
        heart=_heart(records),
        workouts=workouts,
    )


def _measured(records: list[TrackerRecord]) -> Iterator[tuple[Measure, Measured]]:
    found: dict[Measure, list[tuple[tuple[float | str, ...], Measured]]] = {}
    for record in records:
        if isinstance(record.what, Reading):
            measure, value = record.what.of, record.what.value
            # Phone and watch of one source count the same steps: the one that counted more was carried longer.
            more = -value if measure is Measure.STEPS else 0.0
            place = rank(record.source, OF_MEASURE[measure])
            order = (place, more, record.source, record.device, -record.updated_at.timestamp(), record.key)
            found.setdefault(measure, []).append((order, Measured(value=value, origin=origin_of(record))))
    for measure in sorted(found):
        yield measure, min(found[measure], key=lambda each: each[0])[1]


def _slept(records: list[TrackerRecord]) -> Slept | None:
    """The stretches of the origin believed most; of two that overlap, the longer one."""
    by_origin: dict[Origin, list[Sleep]] = {}
    for record in records:
        if isinstance(record.what, Sleep):
            by_origin.setdefault(origin_of(record), []).append(record.what)
    if not by_origin:
        return None
    nights = {origin: _apart(sleeps) for origin, sleeps in by_origin.items()}
    origin = min(nights, key=lambda each: (rank(each.source, NIGHT), -_asleep(nights[each]), each))
    return Slept(asleep_s=_asleep(nights[origin]), main=nights[origin][0], origin=origin)


def _apart(sleeps: list[Sleep]) -> list[Sleep]:
    """Longest first, none overlapping one before it."""
    kept: list[Sleep] = []
    for sleep in sorted(sleeps, key=lambda each: (-each.asleep_s, each.start, _encode(each))):
        if all(sleep.end <= other.start or other.end <= sleep.start for other in kept):
            kept.append(sleep)
    return kept


def _asleep(sleeps: list[Sleep]) -> float:
    return sum(sleep.asleep_s for sleep in sleeps)


def _heart(records: list[TrackerRecord]) -> HeartDay | None:
    found = [
        ((rank(record.source, NIGHT), -record.what.samples, record.source, record.key), record, record.what)
        for record in records
        if isinstance(record.what, HeartRate)
    ]
    if not found:
        return None
    _, record, rate = min(found, key=lambda each: each[0])
    return HeartDay(rate=rate, origin=origin_of(record))


class _Kept:
    """A workout that stands, and the further origins that told of it."""

    def __init__(self, day: date, workout: Workout, origin: Origin) -> None:
        self.day, self.workout, self.origin = day, workout, origin
        self.also: set[Origin] = set()


def _workouts(records: list[TrackerRecord]) -> dict[date, tuple[Trained, ...]]:
    """Each workout once, as the source believed most tells it, with the other origins that told of it."""
    told = [(record, record.what) for record in records if isinstance(record.what, Workout)]
    told.sort(key=lambda each: (rank(each[0].source, WORKOUT), -_known(each[1]), each[1].start, _encode(each[0])))
    kept: dict[date, list[_Kept]] = {}
    for record, workout in told:
        origin = origin_of(record)
        near = chain.from_iterable(kept.get(record.day + timedelta(days=days), ()) for days in (-1, 0, 1))
        twin = next((each for each in near if same_workout(each.workout, each.origin, workout, origin)), None)
        if twin is not None:
            twin.also |= {origin} - {twin.origin}
        elif len(held := kept.setdefault(record.day, [])) < MOST_WORKOUTS:
            held.append(_Kept(record.day, workout, origin))
    return {day: tuple(map(_trained, sorted(kept[day], key=_in_order))) for day in kept}


def _trained(kept: _Kept) -> Trained:
    return Trained(workout=kept.workout, origin=kept.origin, also=tuple(sorted(kept.also)))


def _in_order(kept: _Kept) -> tuple[datetime, Origin, bytes]:
    return kept.workout.start, kept.origin, _encode(kept.workout)


def _known(workout: Workout) -> int:
    """How many of its details a workout has."""
    return sum(getattr(workout, name) is not None for name in Workout.__struct_fields__)
