"""Quests, attributes, check-ins, achievements: each from the plan and the events, each taken back with them."""

from datetime import timedelta

import pytest

from domain.catalogue.types import Joint
from domain.events.kinds import CheckedIn, EventDeleted, ExerciseRated, PainReported, SessionFinished, WeightMeasured
from domain.gamification.achievements import TIERS, achievements, count_of
from domain.gamification.attributes import game_stats, scores
from domain.gamification.ledger import BONUS_CAP_XP
from domain.gamification.quests import quests_of
from domain.gamification.state import GameState
from domain.profile import GamifiedStats, Weekday
from tests.unit.domain.gamification.diary import (
    BENCH,
    MONDAY,
    RUN,
    SQUAT,
    WEEK,
    Diary,
    days,
    entries,
    sets_of,
    timed,
)

MON, WED, FRI = Weekday.MONDAY, Weekday.WEDNESDAY, Weekday.FRIDAY


@pytest.fixture
def diary() -> Diary:
    diary = Diary()
    diary.plan()
    return diary


# --- quests ---


def test_the_weeks_quests_come_from_the_plan(diary: Diary) -> None:
    state = diary.state()
    assert [(quest.kind, quest.target, quest.subject) for quest in state.quests] == [
        ("sessions", 3, ""), ("reps", 32, BENCH), ("checkins", 4, ""), ("rest", 2, ""),
    ]  # fmt: skip
    assert diary.state(days(6)).quests == state.quests
    following = diary.state(days(7)).quests
    assert [quest.subject for quest in following if quest.kind == "reps"] == [SQUAT]
    assert quests_of(state.plan, (), MONDAY) == state.quests


def test_a_plan_without_main_lifts_asks_for_minutes() -> None:
    diary = Diary()
    diary.plan(days=WEEK[2:])
    assert [(quest.kind, quest.target) for quest in diary.state().quests][1] == ("minutes", 30)
    diary.session(days(4), FRI, timed(RUN, 1, 1800))
    assert {quest.kind for quest in diary.state().quests if quest.done} == {"sessions", "minutes"}


def test_repetitions_count_only_near_the_reserve_asked_for(diary: Diary) -> None:
    sets = [
        *sets_of(BENCH, 1, rir=2), *sets_of(BENCH, 1, rir=None, rpe=9.0), *sets_of(BENCH, 1, rir=5),
        *sets_of(BENCH, 1, rir=None), *sets_of(BENCH, 1, rir=3, reps=20),
    ]  # fmt: skip
    diary.session(days(2), WED, sets)
    (quest,) = [quest for quest in diary.state().quests if quest.kind == "reps"]
    assert quest.progress == 9 + 9 + 10  # the range ends at ten


def test_quests_done_are_rewarded_once(diary: Diary) -> None:
    for offset, weekday in ((0, MON), (2, WED), (4, FRI)):
        diary.done(days(offset), weekday)
        diary.add(days(offset), CheckedIn(sleep_h=8))
    state = diary.state(days(6))
    assert sorted(entry.subject for entry in entries(state, "quest")) == ["reps", "rest", "sessions"]
    assert all(entry.xp == 20 for entry in entries(state, "quest"))
    assert state.counts["quests"] == 3
    diary.add(days(5), CheckedIn(sleep_h=8))
    assert diary.state(days(7)).counts["quest_weeks"] == 1


def test_a_quest_for_a_lift_that_left_the_plan_makes_way(diary: Diary) -> None:
    diary.plan(days(1), (WEEK[0], WEEK[2]), reason="adapted", started=MONDAY)
    kinds = {quest.kind: quest for quest in diary.state().quests}
    assert "reps" not in kinds  # Monday is over, and with it the only main lift that is left
    assert kinds["sessions"].target == 1
    diary.plan(days(2), (), reason="adapted")
    assert diary.state().quests == ()


def test_bonuses_have_a_cap_of_their_own(diary: Diary) -> None:
    for offset in range(3):
        diary.add(days(offset), CheckedIn(sleep_h=8))
    for number, weekday in enumerate((MON, WED, FRI)):
        diary.done(days(3), weekday, number=number, minute=number * 60)
    diary.add(days(3), CheckedIn(sleep_h=8))
    state = diary.state()
    assert state.today.bonus_xp == BONUS_CAP_XP
    assert sum(entry.xp for entry in state.entries if entry.day == days(3)) <= 150 + BONUS_CAP_XP


# --- check-ins ---


def test_a_check_in_earns_once_a_day_and_not_late(diary: Diary) -> None:
    diary.add(MONDAY, CheckedIn(mood=3))
    diary.add(MONDAY, CheckedIn(energy=4, sleep_h=7.5))
    assert [entry.xp for entry in entries(diary.state(), "checkin")] == [5]
    diary.add(days(1), CheckedIn(mood=3), late=timedelta(days=5))
    state = diary.state()
    assert len(entries(state, "checkin")) == 1
    assert (state.counts["checkins"], state.counts["slept"]) == (2, 1)


# --- attributes ---


def test_attributes_have_the_profiles_shape(diary: Diary) -> None:
    diary.add(MONDAY, WeightMeasured(kg=80), minute=-300)
    for offset, weekday in ((0, MON), (2, WED), (4, FRI)):
        diary.done(days(offset), weekday)
    stats = game_stats(diary.state())
    assert isinstance(stats, GamifiedStats)
    assert (stats.xp, stats.level) == (diary.state().xp, 2)
    assert all(0 < value <= 1000 for value in (stats.health, stats.strength, stats.agility, stats.endurance))
    assert game_stats(GameState()) == GamifiedStats()


def test_attributes_decay_softly(diary: Diary) -> None:
    diary.done(days(2), WED)
    diary.done(days(4), FRI)
    before, after = scores(diary.state(days(4)), days(4)), scores(diary.state(days(64)), days(64))
    assert all(0 < after[name] < before[name] for name in ("strength", "agility", "endurance"))
    assert after["agility"] == pytest.approx(before["agility"] * 0.368, abs=1)


def test_health_is_full_after_weeks_lived_as_planned(diary: Diary) -> None:
    for week in range(26):
        for offset, weekday in ((0, MON), (2, WED), (4, FRI)):
            diary.done(days(7 * week + offset), weekday)
        for offset in range(7):
            diary.add(days(7 * week + offset), CheckedIn(sleep_h=8))
    state = diary.state()
    assert scores(state, days(26 * 7))["health"] >= 900
    assert 100 < scores(state, days(26 * 7))["endurance"] < 400


def test_stronger_lifts_raise_strength(diary: Diary) -> None:
    diary.add(MONDAY, WeightMeasured(kg=80), minute=-300)
    diary.session(MONDAY, MON, sets_of(SQUAT, 4, load_kg=60))
    weak = scores(diary.state(), MONDAY)["strength"]
    other = Diary()
    other.plan()
    other.add(MONDAY, WeightMeasured(kg=80), minute=-300)
    other.session(MONDAY, MON, sets_of(SQUAT, 4, load_kg=120))
    assert scores(other.state(), MONDAY)["strength"] > weak


# --- achievements ---


def test_there_are_enough_of_them_and_their_tiers_rise() -> None:
    assert len(achievements()) >= 40
    assert len({each.id for each in achievements()}) == len(achievements())
    for family in {each.family for each in achievements()}:
        rows = [each for each in achievements() if each.family == family]
        assert [each.tier for each in rows] == list(TIERS[: len(rows)])
        assert [each.goal for each in rows] == sorted({each.goal for each in rows})


def test_none_asks_for_pain_or_weight() -> None:
    diary = Diary()
    for number in range(40):
        diary.add(days(number), PainReported(region=Joint.KNEE, score=8))
        diary.add(days(number), WeightMeasured(kg=120 - number))
    assert diary.state(days(60)).earned == {}
    assert diary.state(days(60)).xp == 0


def test_they_are_earned_and_taken_back_with_the_events(diary: Diary) -> None:
    diary.done(MONDAY, MON)
    state = diary.state()
    assert state.earned["sessions.bronze"] == MONDAY
    for event in diary.events[2:]:
        if not isinstance(event.what, SessionFinished):
            diary.add(days(1), EventDeleted(event=event.id))
            if len(diary.events) > 60:
                break
    assert "sessions.bronze" not in diary.state().earned


@pytest.mark.parametrize("family", sorted({each.family for each in achievements()}))
def test_every_family_is_counted_by_somebody(family: str) -> None:
    assert count_of(busy_year(), family) > 0


_YEARS: list[GameState] = []


def busy_year() -> GameState:
    """A person with a year of everything; made once."""
    if not _YEARS:
        diary = Diary()
        diary.plan()
        for week in range(10):
            if week == 8:
                continue
            for offset, weekday in ((0, MON), (2, WED), (4, FRI)):
                if week in (6, 7):
                    continue
                diary.session(
                    days(7 * week + offset), weekday,
                    {MON: [*sets_of(SQUAT, 4, load_kg=60 + 2 * week), *sets_of("barbell-curl", 3)],
                     WED: [*sets_of(BENCH, 4), *timed("90-90-hamstring", 2, 30)], FRI: timed(RUN, 1, 1800)}[weekday],
                )  # fmt: skip
            for offset in range(7):
                diary.add(days(7 * week + offset), CheckedIn(sleep_h=8))
        diary.add(days(20), ExerciseRated(exercise=SQUAT, enjoyment=8))
        diary.plan(days(70), reason="cycle")
        _YEARS.append(diary.state(days(80)))
    return _YEARS[0]
