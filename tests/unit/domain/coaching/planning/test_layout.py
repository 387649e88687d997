"""Splits, the order of days, and what may fill each slot."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.catalogue.equipment import ACCESS
from domain.catalogue.loader import load_catalogue
from domain.catalogue.types import Catalogue, Joint
from domain.coaching.person import Person
from domain.coaching.person_of import person_of
from domain.coaching.planning.layout import arrange, frame_of, layout
from domain.coaching.planning.menu import build_menu
from domain.coaching.planning.mix import day_counts
from domain.coaching.planning.proposal import MAX_SLOTS, DayBrief, DayKind, Frame, Role, Scheme, Split
from domain.coaching.planning.splits import STRENGTH_DAYS, TEMPLATES
from domain.profile import Activity, EquipmentAccess, FitnessLevel, Goal, Weekday
from domain.safety.screening import screen
from tests.people import profile_from

MakePerson = Callable[..., Person]
WEEK = tuple(Weekday)
ROLES = list(Role)


def frame_for(person: Person) -> Frame:
    return frame_of(person, build_menu(person, load_catalogue()))


def week_of(person: Person) -> tuple[DayBrief, ...]:
    frame = frame_for(person)
    return layout(frame, frame.splits[0])


@pytest.mark.parametrize(
    ("days", "level", "split"),
    [
        (1, FitnessLevel.INTERMEDIATE, Split.FULL_BODY),
        (2, FitnessLevel.INTERMEDIATE, Split.FULL_BODY),
        (3, FitnessLevel.BEGINNER, Split.FULL_BODY),
        (3, FitnessLevel.ADVANCED, Split.FULL_BODY),
        (4, FitnessLevel.INTERMEDIATE, Split.UPPER_LOWER),
        (5, FitnessLevel.INTERMEDIATE, Split.UPPER_LOWER_PPL),
        (6, FitnessLevel.ADVANCED, Split.PUSH_PULL_LEGS),
    ],
)
def test_days_choose_the_split(make_person: MakePerson, days: int, level: FitnessLevel, split: Split) -> None:
    assert frame_for(make_person(days=days, level=level)).splits[0] is split


def test_two_days_in_a_row_divide_the_body(make_person: MakePerson) -> None:
    person = make_person(days=2, weekdays=(Weekday.SATURDAY, Weekday.SUNDAY))
    assert frame_for(person).splits[0] is Split.UPPER_LOWER


def test_body_parts_are_for_the_advanced(make_person: MakePerson) -> None:
    assert Split.BODY_PART in frame_for(make_person(days=5, level=FitnessLevel.ADVANCED)).splits
    assert Split.BODY_PART not in frame_for(make_person(days=5)).splits


@pytest.mark.parametrize("facts", [{"level": FitnessLevel.BEGINNER}, {"age": 15}, {"age": 70}, {"cautious": True}])
def test_seven_days_are_never_seven_gym_days(make_person: MakePerson, facts: dict[str, object]) -> None:
    kinds = [brief.kind for brief in week_of(make_person(days=7, **facts))]
    assert kinds.count(DayKind.STRENGTH) <= 4
    assert DayKind.RECOVERY in kinds


def test_advanced_seven_days_keep_one_for_recovery(make_person: MakePerson) -> None:
    kinds = [brief.kind for brief in week_of(make_person(days=7, level=FitnessLevel.ADVANCED))]
    assert kinds.count(DayKind.STRENGTH) == 6
    assert kinds.count(DayKind.RECOVERY) == 1


@pytest.mark.parametrize("days", [1, 2, 3, 5, 7])
def test_yoga_people_get_yoga_days(make_person: MakePerson, days: int) -> None:
    person = make_person(days=days, goals=(Goal.FLEXIBILITY,), activities=(Activity.YOGA,))
    kinds = [brief.kind for brief in week_of(person)]
    assert kinds.count(DayKind.YOGA) >= days - 1
    assert DayKind.STRENGTH not in kinds


def test_a_runner_runs(make_person: MakePerson, catalogue: Catalogue) -> None:
    person = make_person(days=4, goals=(Goal.ENDURANCE_IMPROVEMENT,), activities=(Activity.RUNNING,))
    frame = frame_for(person)
    entries = frame.menu.by_id()
    cardio = [brief for brief in layout(frame, frame.splits[0]) if brief.kind is DayKind.CARDIO]
    assert len(cardio) == 3
    for brief in cardio:
        first = entries[brief.slots[0].candidates[0]].exercise
        assert Activity.RUNNING in first.activities


def test_mixed_wishes_give_a_mixed_week(make_person: MakePerson) -> None:
    wishes = (Activity.STRENGTH_TRAINING, Activity.YOGA, Activity.CARDIO)
    kinds = {brief.kind for brief in week_of(make_person(days=4, activities=wishes))}
    assert kinds == {DayKind.STRENGTH, DayKind.YOGA, DayKind.CARDIO}


def test_gentle_people_get_only_the_gentle_split(make_person: MakePerson) -> None:
    person = make_person(gentle_only=True, vigorous_ok=False, days=4, goals=(Goal.STRENGTH_INCREASE,))
    frame = frame_for(person)
    assert frame.splits == (Split.GENTLE,)
    assert all(brief.schemes == (Scheme.LIGHT,) for brief in layout(frame, Split.GENTLE))


def test_intervals_are_for_those_who_may_work_hard(make_person: MakePerson) -> None:
    wishes = {"days": 5, "goals": (Goal.ENDURANCE_IMPROVEMENT,), "activities": (Activity.HIIT,)}
    assert "cardio_intervals" in {brief.focus for brief in week_of(make_person(**wishes))}
    assert "cardio_intervals" not in {brief.focus for brief in week_of(make_person(vigorous_ok=False, **wishes))}


def test_older_adults_practise_balance_on_strength_days(make_person: MakePerson) -> None:
    person = make_person(age=70, level=FitnessLevel.BEGINNER)
    for brief in week_of(person):
        assert any("balance" in slot.patterns for slot in brief.slots)


def test_without_equipment_there_is_still_something_to_pull(make_person: MakePerson) -> None:
    person = make_person(equipment=ACCESS[EquipmentAccess.NO_EQUIPMENT], level=FitnessLevel.BEGINNER)
    patterns = {pattern for brief in week_of(person) for slot in brief.slots for pattern in slot.patterns}
    assert patterns & {"horizontal_pull", "vertical_pull"}


def test_a_sore_knee_moves_the_work_to_the_hips(make_person: MakePerson) -> None:
    frame = frame_for(make_person(regions=frozenset({Joint.KNEE}), level=FitnessLevel.BEGINNER))
    entries = frame.menu.by_id()
    for brief in layout(frame, frame.splits[0]):
        for slot in brief.slots:
            if slot.role is Role.ACCESSORY:
                assert not (entries[slot.candidates[0]].exercise.joints & {Joint.KNEE} and slot.patterns[0] == "squat")


def test_twenty_minutes_hold_few_slots_and_ninety_more(make_person: MakePerson) -> None:
    short, long = week_of(make_person(minutes=20)), week_of(make_person(minutes=90))
    assert max(len(brief.slots) for brief in short) <= 4
    assert min(len(brief.slots) for brief in long) >= 7


def test_days_are_arranged_apart() -> None:
    keys = ("full_a", "full_b", "cardio_steady", "cardio_easy")
    assert arrange(keys, WEEK[:4])[0] != arrange(keys, WEEK[:4])[1]
    placed = arrange(("full_a", "full_b", "full_c", "recovery", "recovery"), WEEK[:5])
    loads = [TEMPLATES[key].load for key in placed]
    assert all(not (before & after) for before, after in pairwise(loads))


def test_the_given_order_stays_when_nothing_is_gained() -> None:
    keys = STRENGTH_DAYS[Split.FULL_BODY][3]
    assert arrange(keys, (WEEK[0], WEEK[2], WEEK[4])) == keys


def test_a_split_that_is_not_offered_is_refused(make_person: MakePerson) -> None:
    frame = frame_for(make_person())
    with pytest.raises(ValueError, match="gentle"):
        layout(frame, Split.GENTLE)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_every_week_is_whole(data: st.DataObject) -> None:
    profile = profile_from(lambda values: data.draw(st.sampled_from(values)))
    person = person_of(profile, load_catalogue(), screen(profile))
    frame = frame_for(person)
    ids = set(frame.menu.by_id())
    assert frame.splits
    for split in frame.splits:
        counts = day_counts(person, split)
        assert counts.strength + counts.cardio + counts.yoga + counts.recovery == person.days
        briefs = layout(frame, split)
        assert [brief.weekday for brief in briefs] == list(person.weekdays)
        for brief in briefs:
            given_out = [menu_id for slot in brief.slots for menu_id in slot.candidates]
            order = [ROLES.index(slot.role) for slot in brief.slots]
            assert 1 <= len(brief.slots) <= MAX_SLOTS
            assert brief.schemes
            assert all(slot.candidates for slot in brief.slots)
            assert set(given_out) <= ids
            assert len(given_out) == len(set(given_out))
            assert order == sorted(order)


def test_a_week_is_laid_out_once_for_a_frame(make_person: MakePerson) -> None:
    frame, other = frame_for(make_person()), frame_for(make_person(days=4))
    first = layout(frame, frame.splits[0])
    assert layout(frame, frame.splits[0]) is first
    assert len(layout(other, other.splits[0])) == 4
    assert layout(frame, frame.splits[0]) == first
