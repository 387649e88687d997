"""Readiness as a whole: what holds of it whatever the evidence is."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.activity.days import TrackerDay
from domain.profile import Locale
from domain.readiness.assess import readiness_of, readiness_series, weighed
from domain.readiness.evidence import Evidence
from domain.readiness.rules import RULES, WEIGHTS, Family
from domain.readiness.types import Action, Readiness, ReadinessInput
from domain.text.messages import say
from domain.training.state import CheckIn, Training
from tests.unit.domain.readiness.builders import TODAY, ago, checked, folded, series, tracker_day

STRICTNESS = (Action.NONE, Action.HOLD, Action.REDUCE)
likert = st.one_of(st.none(), st.integers(1, 5))
hours = st.one_of(st.none(), st.floats(0, 14))


@st.composite
def checkins(draw: st.DrawFn) -> CheckIn:
    return CheckIn(
        day=ago(draw(st.integers(0, 40))),
        sleep_h=draw(hours),
        sleep_quality=draw(likert),
        soreness=draw(likert),
        mood=draw(likert),
        energy=draw(likert),
    )


@st.composite
def people(draw: st.DrawFn) -> tuple[Training, list[TrackerDay]]:
    given_ = {each.day: each for each in draw(st.lists(checkins(), max_size=6))}
    loads = draw(st.dictionaries(st.integers(0, 60), st.floats(0, 2000), max_size=20))
    training = folded(loads, history=draw(st.integers(1, 200)))
    days = []
    for age in range(70, -1, -1):
        if draw(st.booleans()):
            values = {"hrv_rmssd": draw(st.floats(1, 250)), "resting_hr": draw(st.floats(30, 120))}
            days.append(tracker_day(ago(age), sleep_h=draw(hours), **values))
    return replace(training, checkins=tuple(given_.values())), days


@st.composite
def evidences(draw: st.DrawFn) -> Evidence:
    family = draw(st.sampled_from(Family))
    rules = tuple(draw(st.sets(st.sampled_from([rule.id for rule in RULES.values() if rule.family is family]))))
    says = max((RULES[rule].asks for rule in rules), key=STRICTNESS.index, default=Action.NONE)
    return Evidence(
        family=family,
        rules=rules,
        shown=ReadinessInput(
            name=family.value,
            value=1,
            unit="",
            baseline=None,
            age_days=0,
            weight=draw(st.floats(0, 0.3)),
            score=draw(st.floats(0, 1)),
            says=says,
        ),
    )


@given(found=st.lists(evidences(), max_size=8), more=evidences())
def test_more_evidence_never_makes_the_action_milder_and_good_news_changes_nothing(
    found: list[Evidence], more: Evidence
) -> None:
    before, after = (weighed(each, TODAY, Locale.EN) for each in (found, [*found, more]))
    assert STRICTNESS.index(after.action) >= STRICTNESS.index(before.action)
    assert after.confidence >= before.confidence
    if more.shown.says is Action.NONE:
        assert after.action is before.action


@given(person=people())
def test_readiness_is_bounded_and_follows_from_its_inputs(person: tuple[Training, list[TrackerDay]]) -> None:
    readiness = readiness_of(*person, TODAY, Locale.EN)
    assert 0 <= readiness.score <= 100
    assert 0 <= readiness.confidence <= 1
    assert (readiness.action is Action.NONE) == (not readiness.rules)
    assert readiness.score <= {Action.NONE: 100, Action.HOLD: 74, Action.REDUCE: 49}[readiness.action]
    assert all(0 <= each.score <= 1 and 0 <= each.weight <= WEIGHTS[each.name] for each in readiness.inputs)
    asked = {each.says for each in readiness.inputs}
    assert readiness.action is Action.NONE or Action.HOLD in asked or Action.REDUCE in asked


@given(person=people(), family=st.sampled_from(["checkins", "tracker", "load"]))
def test_losing_a_whole_source_never_makes_the_action_stricter(
    person: tuple[Training, list[TrackerDay]], family: str
) -> None:
    training, days = person
    full = readiness_of(training, days, TODAY, Locale.EN)
    if family == "checkins":
        # The night may then come from the tracker: keep it told by one of the two.
        days = [TrackerDay(day=each.day, measured=each.measured) for each in days]
        full = readiness_of(training, days, TODAY, Locale.EN)
        training = replace(training, checkins=())
    elif family == "load":
        training = Training(checkins=training.checkins)
    else:
        said = {checkin.day for checkin in training.checkins if checkin.sleep_h is not None}
        days = [TrackerDay(day=each.day, slept=each.slept) for each in days if each.day not in said]
    less = readiness_of(training, days, TODAY, Locale.EN)
    assert STRICTNESS.index(less.action) <= STRICTNESS.index(full.action)
    assert less.confidence <= full.confidence


def test_nothing_known_asks_for_nothing() -> None:
    assert readiness_of(Training(), (), TODAY, Locale.EN) == Readiness(
        day=TODAY, score=100, confidence=0, action=Action.NONE, text=say(Locale.EN, "readiness.unknown")
    )


def test_confidence_is_full_only_when_everything_fresh_is_there() -> None:
    days = [
        tracker_day(each.day, sleep_h=8, hrv_rmssd=50, resting_hr=50) for each in series("resting_hr", [50] * 7, (50,))
    ]
    loads = {age: 300.0 for age in range(1, 200) if age % 7 in (1, 3, 5)}
    training = folded(loads)
    whole = replace(training, checkins=(CheckIn(day=TODAY, energy=5, soreness=1, mood=5, sleep_quality=5),))
    readiness = readiness_of(whole, days, TODAY, Locale.EN)
    assert (readiness.score, readiness.confidence, readiness.action) == (100, 1.0, Action.NONE)
    assert readiness_of(whole, days[:-1], TODAY, Locale.EN).confidence < 1


def test_what_comes_after_the_day_does_not_count() -> None:
    later = [tracker_day(date(2026, 12, 1), sleep_h=3, resting_hr=99)]
    training = Training(checkins=(CheckIn(day=date(2026, 11, 24), soreness=5),))
    assert readiness_of(training, later, TODAY, Locale.EN).inputs == ()


def test_a_series_says_what_each_day_would_have_said() -> None:
    training = Training(checkins=(CheckIn(day=ago(2), soreness=5), CheckIn(day=TODAY, soreness=1)))
    found = readiness_series(training, (), [ago(2), ago(1), TODAY], Locale.EN)
    assert [each.action for each in found] == [Action.REDUCE, Action.REDUCE, Action.NONE]
    assert found[-1] == readiness_of(training, (), TODAY, Locale.EN)


@pytest.mark.parametrize("locale", list(Locale))
def test_every_rule_and_input_has_its_words(locale: Locale) -> None:
    for rule in (*RULES, "RDY-agree"):
        assert say(locale, f"readiness.reason.{rule}", value="1", usual="2")
    for name in WEIGHTS:
        assert say(locale, f"readiness.input.{name}")


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        (Locale.EN, "You are very sore (5 of 5)."),
        (Locale.FR, "Vous avez de très fortes courbatures (5 sur 5)."),
        (Locale.AR, "تشعر بألم عضلي شديد (5 من 5)."),
    ],
)
def test_the_text_gives_the_reason_with_its_numbers(locale: Locale, expected: str) -> None:
    assert expected in readiness_of(checked(soreness=5), (), TODAY, locale).text
