import pytest
from msgspec.structs import replace

from domain.coaching.planning.admission import OVERVIEW_MOST, admitted
from domain.coaching.planning.planner import plan_outline, plan_week
from domain.coaching.planning.proposal import EMPTY, DayChoice, Outline, Scheme, Split


@pytest.fixture
def asked(make_person, context_for):
    frame = context_for(make_person()).frame
    return plan_week(frame, plan_outline(frame, 0), 0), frame


def test_an_honest_proposal_passes_unchanged(asked):
    proposal, frame = asked
    assert admitted(proposal, frame) == proposal


def test_forged_days_are_laid_out_again(asked):
    proposal, frame = asked
    assert admitted(replace(proposal, briefs=proposal.briefs[::-1] * 2), frame).briefs == proposal.briefs
    assert admitted(replace(proposal, briefs=()), frame).briefs == proposal.briefs


def test_a_split_that_was_not_offered_becomes_the_best_one_and_its_picks_are_forgotten(asked):
    proposal, frame = asked
    other = next(split for split in Split if split not in frame.splits)
    result = admitted(replace(proposal, outline=Outline(split=other)), frame)
    assert result.outline.split is frame.splits[0]
    assert all(by == "planner" for choice in result.choices for by in choice.chosen_by)


def test_foreign_repeated_and_missing_picks_give_way_to_candidates(asked):
    proposal, frame = asked
    brief = proposal.briefs[0]
    first = brief.slots[0].candidates[0]
    bad = DayChoice(picks=("E99", first, first), scheme=Scheme.POWER, chosen_by=("model",) * 3)
    choice = admitted(replace(proposal, choices=(bad,)), frame).choices[0]
    assert len(choice.picks) == len(brief.slots) == len(choice.chosen_by)
    assert len(set(choice.picks) - {EMPTY}) == len([pick for pick in choice.picks if pick != EMPTY])
    for pick, slot in zip(choice.picks, brief.slots, strict=True):
        assert pick == EMPTY or pick in slot.candidates
    assert choice.scheme in brief.schemes


def test_a_slot_left_out_on_purpose_stays_out(asked):
    proposal, frame = asked
    given = proposal.choices[0]
    left = replace(given, picks=(*given.picks[:-1], EMPTY))
    assert admitted(replace(proposal, choices=(left, *proposal.choices[1:])), frame).choices[0].picks[-1] == EMPTY


def test_endless_wording_is_cut_before_it_is_read(asked):
    proposal, frame = asked
    outline = replace(proposal.outline, overview="x" * 10**6)
    assert len(admitted(replace(proposal, outline=outline), frame).outline.overview) == OVERVIEW_MOST
