"""The skeleton of a week: which splits suit the person, which day comes when, and what may fill each slot.

`frame_of` ranks the splits; `layout` turns one of them into a brief per training day. Pure and deterministic.
"""

from collections import Counter
from functools import cache, lru_cache
from itertools import pairwise

from domain.catalogue.memo import Latest
from domain.coaching.person import Person
from domain.coaching.planning.menu import Menu
from domain.coaching.planning.mix import DayCounts, day_counts, families
from domain.coaching.planning.proposal import MAX_SLOTS, DayBrief, DayKind, Frame, Role, Scheme, Slot, Split
from domain.coaching.planning.slots import deal, minutes_of, room_for
from domain.coaching.planning.splits import (
    BALANCE,
    CARDIO_DAYS,
    CLOSING,
    CLOSING_LAST,
    FINISHER,
    GENTLE_DAYS,
    POWER,
    STRENGTH_DAYS,
    STRETCH,
    TEMPLATES,
    WALK,
    YOGA_DAYS,
    Place,
    Template,
)
from domain.coaching.programming.schemes import (
    TRAINED_ENOUGH,
    allowed_schemes,
    light_only,
    planned_minutes,
    useful_minutes,
    weekly_schemes,
)
from domain.profile import Activity, FitnessLevel, Goal, Weekday

_WEEK = tuple(Weekday)
_LONG_SESSION = 75
_ROLE_ORDER = {role: index for index, role in enumerate(Role)}
_STRENGTH_SPLITS = (
    Split.FULL_BODY,
    Split.UPPER_LOWER,
    Split.PUSH_PULL_LEGS,
    Split.UPPER_LOWER_PPL,
    Split.BODY_PART,
)
_LIKED_SPLITS: dict[int, tuple[Split, ...]] = {
    1: (Split.FULL_BODY,),
    2: (Split.FULL_BODY, Split.UPPER_LOWER),
    3: (Split.FULL_BODY, Split.PUSH_PULL_LEGS, Split.UPPER_LOWER),
    4: (Split.UPPER_LOWER, Split.FULL_BODY, Split.BODY_PART),
    5: (Split.UPPER_LOWER_PPL, Split.BODY_PART),
    6: (Split.PUSH_PULL_LEGS,),
}
"""By number of strength days, best first."""


def frame_of(person: Person, menu: Menu) -> Frame:
    """The splits this person may have, best first: by goals, wishes, level, and rest between their days."""
    return Frame(person=person, menu=menu, splits=_splits(person))


def _splits(person: Person) -> tuple[Split, ...]:
    if person.gentle_only:
        return (Split.GENTLE,)
    wanted = families(person)
    if wanted == {DayKind.YOGA}:
        return (Split.MIND_BODY,)
    if wanted == {DayKind.CARDIO}:
        return (Split.CARDIO, Split.STRENGTH_CARDIO) if person.days > 1 else (Split.CARDIO,)
    if DayKind.STRENGTH not in wanted:
        return (Split.MIND_BODY, Split.CARDIO)
    ranked = _strength_splits(person)
    if DayKind.CARDIO in wanted and person.days > 1:
        lean = bool({Goal.ENDURANCE_IMPROVEMENT, Goal.WEIGHT_LOSS} & set(person.goals[:2]))
        return (Split.STRENGTH_CARDIO, *ranked) if lean else (*ranked, Split.STRENGTH_CARDIO)
    return ranked


def _strength_splits(person: Person) -> tuple[Split, ...]:
    """Strength splits for the number of strength days, fewest clashes on neighbouring days first.

    One that has clashes is left out where another has none, or fewer by more than one: nobody may choose it.
    """
    count = day_counts(person, Split.FULL_BODY).strength
    offered = [split for split in _LIKED_SPLITS[count] if _suits(person, split, count)]
    clashes = {split: int(_clashes(_days(person, split), person.weekdays)) for split in offered}
    fewest = min(clashes.values())
    kept = [split for split in offered if clashes[split] <= (fewest + 1 if fewest else 0)]
    return tuple(sorted(kept, key=clashes.__getitem__))


def _suits(person: Person, split: Split, count: int) -> bool:
    beginner = person.level is FitnessLevel.BEGINNER or person.minor or person.older
    if split is Split.BODY_PART:
        return person.level is FitnessLevel.ADVANCED and not person.older
    if split is Split.PUSH_PULL_LEGS:
        return not (beginner and count == 3)
    return True


def _days(person: Person, split: Split) -> tuple[str, ...]:
    """Template keys of the week, arranged on the person's weekdays."""
    counts = day_counts(person, split)
    if split is Split.GENTLE:
        keys = tuple(GENTLE_DAYS[index % len(GENTLE_DAYS)] for index in range(person.days))
    else:
        table = STRENGTH_DAYS[split if split in _STRENGTH_SPLITS else _within_mixed_week(counts.strength)]
        cardio = tuple(_cardio_day(person, key) for key in CARDIO_DAYS[: counts.cardio])
        yoga = tuple(YOGA_DAYS[index % len(YOGA_DAYS)] for index in range(counts.yoga))
        strength = table[counts.strength] if counts.strength else ()
        keys = (*strength, *cardio, *yoga, *("recovery",) * counts.recovery)
    return arrange(keys, person.weekdays)


def _within_mixed_week(strength: int) -> Split:
    """How the strength days of a mixed week are divided: four whole-body days would meet on neighbouring days."""
    return Split.UPPER_LOWER if strength == 4 else Split.FULL_BODY


def _cardio_day(person: Person, key: str) -> str:
    """Intervals only for those who may work hard; people who like them get them first."""
    hard = person.vigorous_ok and not person.cautious and not light_only(person) and not person.older
    if key == "cardio_intervals" and not hard:
        return "cardio_easy"
    if key == "cardio_steady" and hard and Activity.HIIT in person.activities:
        return "cardio_intervals"
    return key


@lru_cache(maxsize=4096)
def arrange(keys: tuple[str, ...], weekdays: tuple[Weekday, ...]) -> tuple[str, ...]:
    """The same days in the order with the fewest clashes between neighbouring weekdays; the given order wins ties.

    Searches depth first and gives up a branch as soon as it is no better than the best order found.
    """
    follows = [_next_day(before, after) for before, after in pairwise(weekdays)]
    closes = len(keys) > 1 and _next_day(weekdays[-1], weekdays[0])
    best: tuple[float, tuple[str, ...]] = (_clashes(keys, weekdays), keys)

    def place(done: tuple[str, ...], left: tuple[str, ...], cost: float) -> None:
        nonlocal best
        if not left:
            cost += _overlap(done[-1], done[0]) if closes else 0.0
            best = (cost, done) if cost < best[0] else best
            return
        for index, key in enumerate(left):
            if key not in left[:index]:
                more = _overlap(done[-1], key) if done and follows[len(done) - 1] else 0.0
                if cost + more < best[0]:
                    place((*done, key), left[:index] + left[index + 1 :], cost + more)

    place((), keys, 0.0)
    return best[1]


def _next_day(before: Weekday, after: Weekday) -> bool:
    """True when `after` is the day after `before`; Monday follows Sunday."""
    return (_WEEK.index(before) + 1) % len(_WEEK) == _WEEK.index(after)


def _clashes(keys: tuple[str, ...], weekdays: tuple[Weekday, ...]) -> float:
    """How much the days get in each other's way: the same region on consecutive days, the week closing on itself."""
    days = list(zip(keys, weekdays, strict=True))
    around = [*pairwise(days), *([(days[-1], days[0])] if len(days) > 1 else [])]
    return sum(_overlap(key, following) for (key, day), (following, after) in around if _next_day(day, after))


@cache
def _overlap(first: str, second: str) -> float:
    today, tomorrow = TEMPLATES[first], TEMPLATES[second]
    shared = today.load & tomorrow.load
    light = 0.4 * ("run" in shared) + 0.5 * ("hard" in shared)
    legs = 0.3 if {"run", "legs"} <= today.load | tomorrow.load and "run" not in shared else 0.0
    same_kind = 0.1 if today.kind is tomorrow.kind else 0.0
    return len(shared - {"run", "hard"}) + light + legs + same_kind


def layout(frame: Frame, split: Split) -> tuple[DayBrief, ...]:
    """One brief per training day of `person.weekdays`, in week order; every slot has at least one candidate.

    Raises `ValueError` when `split` is not one of the frame's.
    """
    if split not in frame.splits:
        raise ValueError(f"split {split!r} is not offered; allowed: {', '.join(frame.splits)}")
    weeks = _WEEKS(frame)
    if split not in weeks:
        weeks[split] = _briefs(frame, split)
    return weeks[split]


_WEEKS: Latest[Frame, dict[Split, tuple[DayBrief, ...]]] = Latest(lambda _: {})
"""Laid out once for a frame: the proposer and the check of its answer ask for the same week."""


def _briefs(frame: Frame, split: Split) -> tuple[DayBrief, ...]:
    person = frame.person
    keys = _days(person, split)
    counts = day_counts(person, split)
    briefs = []
    strength_seen = 0
    seen: Counter[str] = Counter()
    for index, (key, weekday) in enumerate(zip(keys, person.weekdays, strict=True)):
        template = TEMPLATES[key]
        offered = _schemes_of(person, template, strength_seen, split)
        strength_seen += template.kind is DayKind.STRENGTH
        places = _extended(person, template, counts)
        briefs.append(
            DayBrief(
                index=index,
                weekday=weekday,
                kind=template.kind,
                focus=template.focus,
                slots=_slots(frame, places, offered[0], seen, planned_minutes(person, template.kind)),
                schemes=offered,
            )
        )
        seen.update(slot.candidates[0] for slot in briefs[-1].slots)
    return tuple(briefs)


_TURN = {Split.UPPER_LOWER: 2, Split.UPPER_LOWER_PPL: 2, Split.PUSH_PULL_LEGS: 3, Split.BODY_PART: 5}
"""Strength days before the next scheme takes its turn; one in other splits."""


def _schemes_of(person: Person, template: Template, seen: int, split: Split) -> tuple[Scheme, ...]:
    """The schemes of a day, best first: strength days take turns when two goals ask for different work."""
    if template.kind is not DayKind.STRENGTH or split is Split.GENTLE:
        return (Scheme.LIGHT,)
    turns = weekly_schemes(person)
    first = turns[seen // _TURN.get(split, 1) % len(turns)]
    return (first, *(scheme for scheme in allowed_schemes(person) if scheme is not first))


def _extended(person: Person, template: Template, counts: DayCounts) -> tuple[Place, ...]:
    """The template's places and what this person needs beside them."""
    if template.kind is not DayKind.STRENGTH:
        return template.places
    places = list(template.places)
    goals = set(person.goals)
    if person.older or person.gentle_only:
        places.append(BALANCE)
    if Goal.FLEXIBILITY in goals:
        places.append(STRETCH)
    fitter = {Goal.ENDURANCE_IMPROVEMENT, Goal.WEIGHT_LOSS} & goals or DayKind.CARDIO in families(person)
    if person.older and Activity.WALKING in person.activities and not _walks_anyway(person, counts):
        places.append(WALK)
    elif fitter and not counts.cardio and not person.gentle_only:
        places.append(FINISHER)
    elif planned_minutes(person, template.kind) >= _LONG_SESSION and useful_minutes(person) == TRAINED_ENOUGH:
        places.append(CLOSING if len(template.load) == 1 else CLOSING_LAST)
    if Scheme.POWER in allowed_schemes(person) and template.load & {"legs", "push"}:
        places.append(POWER)
    return tuple(places)


def _walks_anyway(person: Person, counts: DayCounts) -> bool:
    """True when the week has a day for the walk: of cardio, of recovery, or the second of a gentle week."""
    return bool(counts.cardio) or counts.recovery > person.gentle_only


def _slots(
    frame: Frame, places: tuple[Place, ...], scheme: Scheme, seen: Counter[str], minutes: int
) -> tuple[Slot, ...]:
    """Slots for the most valuable places that `minutes` hold, in the order they are done."""
    budget = room_for(minutes)
    kept: set[int] = set()
    for index in sorted(range(len(places)), key=lambda index: places[index].value):
        cost = minutes_of(frame.person, places[index], scheme)
        if len(kept) < MAX_SLOTS and (len(kept) < 3 or cost <= budget):
            kept.add(index)
            budget -= cost
    slots = deal(frame, tuple(places[index] for index in sorted(kept)), seen)
    return tuple(sorted(slots, key=lambda slot: _ROLE_ORDER[slot.role]))
