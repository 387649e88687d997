"""Choices as training pairs: what is in them, and what must never be."""

from datetime import UTC, datetime
from uuid import UUID, uuid5

import msgspec

from domain.catalogue.loader import load_catalogue
from domain.events.event import Event
from domain.events.kinds import (
    ChangeDecided,
    ExerciseRated,
    ExerciseSkipped,
    ExerciseSwapped,
    Happened,
    SkipReason,
)
from domain.events.projection import effective
from domain.identity.preferences import KEEP, NOTHING, SHARED_RULES, Preference, preferences_of

SESSION = UUID("0198f2a1-7a50-7cc0-8000-00000000000a")
AT = datetime(2026, 1, 5, 8, tzinfo=UTC)
SQUAT, FRONT, CURL, BENCH = (
    "barbell-squat",
    "front-barbell-squat",
    "barbell-curl",
    "barbell-bench-press-medium-grip",
)


def pairs(*told: Happened) -> tuple[Preference, ...]:
    events = [
        Event(id=uuid5(SESSION, str(number)), seq=number, at=AT, day=AT.date(), recorded_at=AT, what=what)
        for number, what in enumerate(told, 1)
    ]
    return preferences_of(effective(events).events, load_catalogue())


def decided(rule: str, decision: str, kind: str = "swap") -> ChangeDecided:
    return ChangeDecided(change=SESSION, kind=kind, rule=rule, decision=decision, plan=SESSION)


def test_a_swap_prefers_what_was_done() -> None:
    (pair,) = pairs(ExerciseSwapped(session=SESSION, exercise=SQUAT, to=FRONT, reason=SkipReason.EQUIPMENT))
    assert (pair.source, pair.chosen, pair.rejected) == ("swap", FRONT, SQUAT)
    assert (pair.context.pattern, pair.context.reason) == ("squat", "equipment")


def test_a_skip_counts_only_for_dislike() -> None:
    (pair,) = pairs(*(ExerciseSkipped(session=SESSION, exercise=SQUAT, reason=reason) for reason in SkipReason))
    assert (pair.chosen, pair.rejected) == (NOTHING, SQUAT)


def test_ratings_of_one_pattern_are_compared() -> None:
    rated = [
        ExerciseRated(exercise=SQUAT, enjoyment=2), ExerciseRated(exercise=FRONT, enjoyment=8),
        ExerciseRated(exercise=CURL, enjoyment=9), ExerciseRated(exercise=BENCH, difficulty=9),
    ]  # fmt: skip
    (pair,) = pairs(*rated)
    assert (pair.source, pair.chosen, pair.rejected) == ("rating", FRONT, SQUAT)
    assert pairs(ExerciseRated(exercise=SQUAT, enjoyment=6), ExerciseRated(exercise=FRONT, enjoyment=8)) == ()


def test_decisions_on_changes_are_compared_with_the_plan_as_it_was() -> None:
    rule = sorted(SHARED_RULES)[0]
    assert {(pair.chosen, pair.rejected) for pair in pairs(decided(rule, "accepted"), decided(rule, "declined"))} == {
        ("swap", KEEP), (KEEP, "swap"),
    }  # fmt: skip
    assert pairs(decided(rule, "withdrawn"), decided(rule, "applied")) == ()


def test_health_data_stays_out() -> None:
    told = [
        ExerciseSwapped(session=SESSION, exercise=SQUAT, to=FRONT, reason=SkipReason.PAIN),
        *(decided(rule, "accepted") for rule in ("ADP-halt", "ADP-pain-stop", "ADP-pain-caution", "ADP-return")),
        decided("a rule that nobody has heard of", "accepted"),
    ]
    assert pairs(*told) == ()
    assert not any(word in rule for rule in SHARED_RULES for word in ("pain", "halt", "return"))


def test_pairs_hold_no_ids_times_or_texts() -> None:
    (pair,) = pairs(ExerciseSwapped(session=SESSION, exercise=SQUAT, to=FRONT))
    text = msgspec.json.encode(pair).decode()
    assert str(SESSION) not in text
    assert "2026" not in text
    assert set(msgspec.to_builtins(pair)) == {"source", "context", "chosen", "rejected"}


def test_their_order_tells_nothing() -> None:
    told = [ExerciseSwapped(session=SESSION, exercise=SQUAT, to=each) for each in (FRONT, CURL, BENCH)]
    assert pairs(*told) == pairs(*reversed(told))
