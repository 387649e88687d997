"""One constructed pair of runs for each reason to hold a candidate back."""

import pytest

from ml.evals.fairness import groups_of, worse_off
from ml.evals.gate import decide
from tests.unit.ml.evals.runs import BETTER, a_run
from tests.unit.ml.evals.support import people


def test_a_candidate_that_wins_and_loses_nothing_goes_out():
    decision = decide(a_run("new", **BETTER), a_run())
    assert decision.promoted, decision.reasons
    assert decision.people == 60


@pytest.mark.parametrize(
    ("candidate", "reason"),
    [
        (a_run("new", data="other", **BETTER), "data: "),
        (a_run("new", count=20, **BETTER), "people: 20 people"),
        (a_run("new"), "content: nothing is won"),
        (a_run("new", fitt_vp=50.0, **BETTER), "content: fitt_vp is lost by 5.000"),
        (a_run("new", schedule_distance=0.5, **BETTER), "content: schedule_distance is lost by 0.300"),
        (a_run("new", delivered_faults=lambda person: float(person == 7), **BETTER), "safety: 1.7 rules broken"),
        (a_run("new", chosen_faults=lambda person: float(person % 3 == 0), **BETTER), "safety: chosen_faults is worse"),
        (a_run("new", answers_good=0.8, **BETTER), "safety: answers_good is worse"),
        (a_run("new", plan_made=lambda person: float(person % 4 > 0), **BETTER), "safety: plan_made is worse"),
        (a_run("new", all_kept=lambda person: 1 - (person % 2), **BETTER), "fairness: female (gender) are worse off"),
    ],
    ids=["data", "people", "no win", "rubric", "schedule", "delivered", "chosen", "answers", "plans", "fairness"],
)
def test_each_reason_holds_a_candidate_back(candidate, reason):
    decision = decide(candidate, a_run())
    assert not decision.promoted
    assert any(said.startswith(reason) for said in decision.reasons), decision.reasons


def test_a_loss_inside_the_noise_or_the_margin_is_none():
    candidate = a_run("new", all_kept=lambda person: float(person != 3), **BETTER)
    assert decide(candidate, a_run()).promoted


def test_a_gap_that_the_baseline_has_too_is_no_reason():
    unfair = {"fitt_vp": lambda person: 55.0 - 10 * (person % 2)}
    decision = decide(a_run("new", **unfair, **BETTER), a_run(**unfair))
    assert decision.promoted, decision.reasons


def test_groups_and_gaps():
    groups = groups_of(people()[0].profile)
    assert set(groups) == {"gender", "age", "body size", "level", "language", "diet"}
    gaps = a_run(all_kept=lambda person: 1 - (person % 2)).fairness
    assert {gap.group for gap in gaps if worse_off(gap)} == {"female"}
    assert all(gap.dimension == "gender" for gap in gaps)
