from datetime import timedelta

import pytest
from msgspec.structs import replace

from domain.adaptation.restore import program_of
from domain.adaptation.scene import current_week, past_weeks
from domain.adaptation.shorten import in_minutes
from domain.catalogue.types import Joint
from domain.coaching.planning.proposal import DayKind
from domain.coaching.programming.timing import TOLERANCE, session_minutes
from domain.coaching.telling.recommend import circuit_ok, shortened
from domain.coaching.telling.render import render
from domain.coaching.verifier.repair import verify
from domain.errors import CatalogueError
from domain.plan import Severity
from domain.profile import Weekday
from domain.training.state import Estimate, Pain
from tests.unit.domain.adaptation.lives import DAY, active, ago, did, good_weeks, lifter, lifting, plan_of, scene

DOCUMENT = lifter()[1]
BENCH = "barbell-bench-press-medium-grip"


@pytest.mark.parametrize("first", range(0, 60, 20))
def test_a_stored_document_gives_its_programme_back(first):
    for seed in range(first, first + 20):
        _, document = plan_of(seed)
        found = scene(seed)
        if document.plan is None:
            assert found.program.sessions == ()
            continue
        drawn = render(found.program, found.context)
        assert drawn.days == document.days
        assert drawn.plan.workout_plan.weekly_schedule == document.plan.workout_plan.weekly_schedule
        assert drawn.weekly_sets == document.weekly_sets
        assert not [each for each in verify(found.program, found.context) if each.severity is not Severity.WARN]


def test_an_exercise_that_is_gone_from_the_catalogue_is_told():
    day = DOCUMENT.days[0]
    odd = replace(day, exercises=(replace(day.exercises[0], exercise_id="no-such-thing"),))
    with pytest.raises(CatalogueError, match="no-such-thing"):
        program_of(replace(DOCUMENT, days=(odd,)), lifting().context)


def test_weeks_count_from_the_monday_the_cycle_began():
    training = lifting().training
    assert past_weeks(training, ago(14), DAY) == [(3, 3), (3, 3)]
    week = current_week(DOCUMENT, training, DAY)
    assert week is not None
    assert (week.index, week.repeated, week.ahead) == (2, False, False)


def test_before_the_cycle_begins_the_person_builds():
    deload = replace(DOCUMENT.weeks[0], deload=True)
    document = replace(DOCUMENT, weeks=(deload, *DOCUMENT.weeks[1:]))
    plan = active(document, since=DAY, cycle_started=DAY + timedelta(weeks=1))
    week = current_week(document, replace(lifting().training, plan=plan), DAY)
    assert week is not None
    assert (week.ahead, week.target.deload) == (True, False)


def test_a_cycle_goes_round():
    training = replace(lifting().training, plan=active(DOCUMENT, since=ago(49)), weeks=good_weeks(DOCUMENT, 7))
    week = current_week(DOCUMENT, training, DAY)
    assert week is not None
    assert week.index == 1


def test_what_was_shown_counts_before_what_was_said():
    fresh = did(BENCH, estimate=Estimate(kg=70, sd_kg=2, day=ago(5)))
    assert lifting(exercises=fresh).maxima[BENCH] == 70
    assert lifting(exercises=fresh).person.one_rep_max[BENCH] == 90  # the stored plan is not judged by a weak month
    old = did(BENCH, estimate=Estimate(kg=70, sd_kg=2, day=ago(60)))
    assert lifting(exercises=old).maxima[BENCH] == 90


def test_pain_narrows_the_menu():
    sore = lifting(pains={Joint.LOWER_BACK: Pain(region=Joint.LOWER_BACK, score=6, day=DAY)})
    assert Joint.LOWER_BACK in sore.person.regions
    assert "barbell-deadlift" not in {entry.exercise.id for entry in sore.context.menu.entries}


@pytest.mark.parametrize("minutes", [10, 20, 30, 45])
def test_short_sessions_keep_the_plans_short_version_longest(minutes):
    circuits = 0
    for seed in range(60):
        found = scene(seed)
        for session in found.program.sessions:
            short = in_minutes(session, minutes, found.program, found.person)
            assert session_minutes(short.session) <= max(minutes * TOLERANCE, 11)
            kept = {item.exercise.id for item in short.session.items}
            first = {item.exercise.id for item in shortened(session).items}
            assert kept <= first or first <= kept
            circuits += short.circuit
            if short.circuit:
                assert session.kind is DayKind.STRENGTH
                assert circuit_ok(found.program, found.person)
    if minutes == 20:
        assert circuits


def test_the_scene_names_things():
    found = lifting()
    assert found.name(BENCH) == "Barbell Bench Press"
    assert found.name("unknown-thing") == "unknown-thing"
    assert found.age_days(ago(3)) == 3
    assert [session.weekday for session in found.program.sessions] == [
        Weekday.MONDAY,
        Weekday.WEDNESDAY,
        Weekday.FRIDAY,
    ]
