"""The planner's choices: good first ones, other good ones for other seeds, the same for the same seed."""

from collections import Counter
from collections.abc import Callable

from msgspec.structs import replace

from domain.catalogue.loader import load_catalogue
from domain.coaching.person import Person
from domain.coaching.planning.layout import frame_of, layout
from domain.coaching.planning.menu import build_menu
from domain.coaching.planning.planner import PlannerEngine, plan_day, plan_outline, plan_week
from domain.coaching.planning.proposal import EMPTY, DayKind, Frame, Slot
from domain.profile import FitnessLevel

MakePerson = Callable[..., Person]


def frame_for(person: Person) -> Frame:
    return frame_of(person, build_menu(person, load_catalogue()))


def test_the_same_seed_gives_the_same_week(make_person: MakePerson) -> None:
    frame = frame_for(make_person(days=4))
    for seed in (0, 7):
        outline = plan_outline(frame, seed)
        assert plan_week(frame, outline, seed) == plan_week(frame, plan_outline(frame, seed), seed)


def test_other_seeds_give_other_weeks_from_the_same_candidates(make_person: MakePerson) -> None:
    frame = frame_for(make_person(days=4))
    weeks = [plan_week(frame, plan_outline(frame, seed), seed) for seed in range(6)]
    assert len({week.choices for week in weeks}) >= 4
    for week in weeks:
        assert week.outline.split in frame.splits[:2]
        for brief, choice in zip(week.briefs, week.choices, strict=True):
            for slot, pick in zip(brief.slots, choice.picks, strict=True):
                assert pick in slot.candidates


def test_seed_zero_takes_the_best_split_and_first_candidates(make_person: MakePerson) -> None:
    frame = frame_for(make_person())
    outline = plan_outline(frame, 0)
    brief = layout(frame, outline.split)[0]
    choice = plan_day(frame, brief, {}, 0)
    assert outline.split is frame.splits[0]
    assert choice.picks[0] == brief.slots[0].candidates[0]
    assert choice.scheme is brief.schemes[0]
    assert set(choice.chosen_by) == {"planner"}


def test_what_the_week_has_often_gives_way(make_person: MakePerson) -> None:
    frame = frame_for(make_person())
    brief = next(brief for brief in layout(frame, frame.splits[0]) if len(brief.slots[0].candidates) > 1)
    first = brief.slots[0].candidates[0]
    assert plan_day(frame, brief, {}, 0).picks[0] == first
    assert plan_day(frame, brief, {first: 3}, 0).picks[0] != first


def test_strength_days_differ(make_person: MakePerson) -> None:
    week = plan_week(frame := frame_for(make_person(days=4)), plan_outline(frame, 0), 0)
    days = [frozenset(choice.picks) for brief, choice in zip(week.briefs, week.choices, strict=True)]
    assert len(set(days)) == len(days)
    uses = Counter(pick for choice in week.choices for pick in choice.picks)
    assert max(uses.values()) <= 2


def test_no_exercise_twice_in_a_day_even_when_slots_share_candidates(make_person: MakePerson) -> None:
    frame = frame_for(make_person())
    brief = layout(frame, frame.splits[0])[0]
    only = Slot(role=brief.slots[0].role, patterns=brief.slots[0].patterns, candidates=brief.slots[0].candidates[:1])
    choice = plan_day(frame, replace(brief, slots=(only, only)), {}, 0)
    assert choice.picks == (only.candidates[0], EMPTY)


def test_a_disliked_exercise_is_taken_only_when_nothing_else_fits(make_person: MakePerson) -> None:
    frame = frame_for(make_person())
    brief = next(brief for brief in layout(frame, frame.splits[0]) if len(brief.slots[0].candidates) > 1)
    first = frame.menu.by_id()[brief.slots[0].candidates[0]].exercise.id
    unwilling = replace(frame, person=replace(frame.person, disliked=frozenset({first})))
    assert plan_day(unwilling, brief, {}, 0).picks[0] != brief.slots[0].candidates[0]


def test_a_known_maximum_leads_its_pattern(make_person: MakePerson) -> None:
    frame = frame_for(make_person(one_rep_max={"barbell-squat": 150.0}, days=2))
    entries = frame.menu.by_id()
    week = plan_week(frame, plan_outline(frame, 0), 0)
    assert "barbell-squat" in {entries[pick].exercise.id for choice in week.choices for pick in choice.picks}


def test_a_beginner_does_not_start_with_bars(make_person: MakePerson) -> None:
    frame = frame_for(make_person(level=FitnessLevel.BEGINNER))
    entries = frame.menu.by_id()
    first = plan_week(frame, plan_outline(frame, 0), 0).choices[0].picks[0]
    assert "barbell" not in entries[first].exercise.needs


async def test_the_engine_plans_every_day_and_says_so(make_person: MakePerson) -> None:
    told: list[tuple[str, dict[str, object]]] = []

    async def progress(stage: str, **data: object) -> None:
        told.append((stage, data))

    frame = frame_for(make_person(days=3))
    proposal = await PlannerEngine().propose(frame, seed=0, progress=progress)
    assert [stage for stage, _ in told] == ["outline", "day", "day", "day"]
    assert told[-1][1] == {"index": 3, "of": 3}
    assert proposal.planner_days == len(proposal.choices) == 3
    assert all(brief.kind is DayKind.STRENGTH for brief in proposal.briefs)
