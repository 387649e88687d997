"""Every rule by worked examples: when it speaks, what it asks for, when it is silent."""

from datetime import timedelta
from functools import cache
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from domain.adaptation.changes import (
    Deload,
    DropExercise,
    Halt,
    MoveDay,
    NextCycle,
    Restart,
    ScaleLoad,
    ScaleVolume,
    Shorten,
    Suggestion,
    SwapExercise,
)
from domain.adaptation.engine import BY_ID, MOST_WAITING, TRIGGERS, suggestions
from domain.adaptation.scene import Scene
from domain.catalogue.loader import load_catalogue
from domain.catalogue.types import Joint
from domain.plan import Adapted
from domain.profile import Profile, Weekday
from domain.readiness.types import Action
from domain.text.messages import has_text
from domain.training.state import CheckIn, DayLoad, Decision, Pain, decision_key
from tests.unit.domain.adaptation.lives import (
    DAY,
    LIFTER,
    ago,
    did,
    good_weeks,
    lifter,
    lifting,
    outing,
    planned_for,
    trained,
)

BENCH, SQUAT, ROW, DEADLIFT = (
    "barbell-bench-press-medium-grip", "barbell-squat", "bent-over-barbell-row", "barbell-deadlift",
)  # fmt: skip
DOCUMENT = lifter()[1]
CATALOGUE = load_catalogue()


def found(scene: Scene, rule: str) -> Suggestion | None:
    return next((each for each in suggestions(scene) if each.rule == rule), None)


def change_of(scene: Scene, rule: str) -> Any:
    suggestion = found(scene, rule)
    assert suggestion is not None, [each.rule for each in suggestions(scene)]
    return suggestion.change


def sets(kg: float | None, reps: int, rir: float | None = 2) -> list[tuple[float | None, int, float | None]]:
    return [(kg, reps, rir)] * 3


def test_every_trigger_is_a_row_with_a_source_and_a_text():
    assert len(BY_ID) == len(TRIGGERS)
    for trigger in TRIGGERS:
        assert trigger.source, trigger.id
        assert has_text(f"adaptation.why.{trigger.id}"), trigger.id


def test_nothing_to_say_of_a_person_who_just_trains():
    assert suggestions(lifting()) == ()


# --- health ---


def test_a_red_flag_halts_at_once_and_alone():
    scene = lifting(open_symptoms=frozenset({"chest_pain"}), exercises=did(BENCH, hard=3, difficulty=9.0))
    (only,) = suggestions(scene)
    assert only.change == Halt(symptom="chest_pain")
    assert only.at_once
    assert "emergency" in only.referral


@pytest.mark.parametrize("region", list(Joint), ids=str)
def test_pain_above_five_takes_the_region_out_at_once(region):
    scene = lifting(pains={region: Pain(region=region, score=7, day=DAY)})
    asked = [each for each in suggestions(scene) if each.rule == "ADP-pain-stop"]
    strained = [
        item.exercise.id
        for session in scene.program.sessions
        for item in session.items
        if region in item.exercise.joints
    ]
    assert {each.change.exercise for each in asked} >= set(strained)  # type: ignore[union-attr]
    for each in asked:
        assert each.at_once
        assert each.referral
        assert isinstance(each.change, SwapExercise | DropExercise)
        if isinstance(each.change, SwapExercise):
            assert region not in CATALOGUE.exercises[each.change.to].joints


def test_pain_of_five_once_is_watched_and_twice_is_answered():
    once = Pain(region=Joint.LOWER_BACK, score=5, day=DAY, raised=1)
    assert found(lifting(pains={Joint.LOWER_BACK: once}), "ADP-pain-caution") is None
    for again in (replace(once, raised=2), replace(once, worse=True)):
        suggestion = found(lifting(pains={Joint.LOWER_BACK: again}), "ADP-pain-caution")
        assert suggestion is not None
        assert suggestion.at_once
        assert isinstance(suggestion.change, SwapExercise)


def test_pain_felt_in_an_exercise_that_stays_allowed_makes_it_lighter():
    pain = Pain(region=Joint.KNEE, score=4, day=DAY, exercise=BENCH, worse=True)
    profile = lifter()[0]
    scene = lifting(pains={Joint.ELBOW: replace(pain, region=Joint.ELBOW)}, profile=profile)
    change = change_of(scene, "ADP-pain-caution")
    assert isinstance(change, ScaleLoad | SwapExercise)


def test_a_pain_that_was_answered_speaks_again_only_with_a_new_report():
    pain = Pain(region=Joint.KNEE, score=7, day=ago(2))
    made = tuple(
        Decision("swap", decision_key("ADP-pain-stop", each.subject), "applied", ago(1), each.severity)
        for each in suggestions(lifting(pains={Joint.KNEE: pain}))
    )
    assert made
    assert not [each for each in suggestions(lifting(pains={Joint.KNEE: pain}, decisions=made)) if each.at_once]
    newer = {Joint.KNEE: replace(pain, day=DAY)}
    assert [each for each in suggestions(lifting(pains=newer, decisions=made)) if each.at_once]


def test_two_calm_weeks_offer_the_way_back():
    adapted = Adapted(
        day=ago(30), kind="swap", rule="ADP-pain-stop", subject=f"shoulder:{ROW}", exercise="seated-cable-rows", to=ROW
    )
    document = replace(DOCUMENT, adapted=(adapted,))
    calm = Pain(region=Joint.SHOULDER, score=0, day=ago(1), calm_since=ago(15))
    scene = lifting(document=document, pains={Joint.SHOULDER: calm})
    assert change_of(scene, "ADP-pain-over") == SwapExercise(exercise=ROW, to="seated-cable-rows")
    soon = lifting(document=document, pains={Joint.SHOULDER: replace(calm, calm_since=ago(13))})
    assert found(soon, "ADP-pain-over") is None


# --- exercises ---


def test_rated_too_hard_twice_takes_a_tenth_off():
    scene = lifting(exercises=did(SQUAT, outing(ago(3), *sets(90, 8)), hard=2, difficulty=9.0))
    assert change_of(scene, "ADP-hard") == ScaleLoad(factor=0.9, exercise=SQUAT)
    assert found(lifting(exercises=did(SQUAT, outing(ago(3), *sets(90, 8)), hard=1)), "ADP-hard") is None


def test_rated_too_hard_again_is_swapped_for_what_the_plan_names():
    plan = DOCUMENT.plan
    assert plan is not None
    named = plan.adaptive_recommendations.if_too_difficult.modify_exercises
    to = next(entry for entry in CATALOGUE.exercises.values() if entry.name == named["Bent Over Barbell Row"])
    scene = lifting(exercises=did(ROW, outing(ago(3), *sets(50, 8)), hard=3, difficulty=9.0))
    assert change_of(scene, "ADP-hard") == SwapExercise(exercise=ROW, to=to.id)
    bodyweight = lifting(exercises=did("pullups", outing(ago(3), *sets(None, 6)), hard=2))
    assert isinstance(change_of(bodyweight, "ADP-hard"), SwapExercise)


def test_rated_too_easy_twice_takes_the_plans_step():
    plan = DOCUMENT.plan
    assert plan is not None
    step = plan.adaptive_recommendations.if_too_easy.increase_weight
    easy = did(SQUAT, outing(ago(7), *sets(90, 8)), outing(ago(3), *sets(90, 9)), easy=2, difficulty=2.0)
    assert change_of(lifting(exercises=easy), "ADP-easy-rated") == ScaleLoad(factor=1 + step, exercise=SQUAT)
    assert found(lifting(exercises=easy, action=Action.HOLD), "ADP-easy-rated") is None
    raised = did(SQUAT, outing(ago(7), *sets(87.5, 8)), outing(ago(3), *sets(90, 9)), easy=2, difficulty=2.0)
    assert found(lifting(exercises=raised), "ADP-easy-rated") is None


def test_a_stall_of_weeks_asks_for_a_variation():
    past = [outing(ago(36 - 4 * number), *sets(90, 8)) for number in range(9)]
    change = change_of(lifting(exercises=did(SQUAT, *past, stalled=8)), "ADP-stall")
    assert isinstance(change, SwapExercise)
    assert CATALOGUE.exercises[change.to].pattern == "squat"
    assert found(lifting(exercises=did(SQUAT, *past[-3:], stalled=2)), "ADP-stall") is None


@pytest.mark.parametrize("facts", [{"disliked": 2}, {"skipped_disliked": 3}], ids=["rated", "skipped"])
def test_what_is_not_liked_is_swapped_for_something_like_it(facts):
    liked = did("dumbbell-bench-press", enjoyment=9.0)
    scene = lifting(exercises={**did("side-lateral-raise", **facts), **liked})
    change = change_of(scene, "ADP-dislike")
    assert change.exercise == "side-lateral-raise"
    assert set(CATALOGUE.exercises[change.to].primary) & set(CATALOGUE.exercises["side-lateral-raise"].primary)


def test_at_the_top_of_the_range_nothing_has_stalled():
    past = [outing(ago(36 - 4 * number), *sets(90, 10)) for number in range(9)]
    assert found(lifting(exercises=did(SQUAT, *past, stalled=8)), "ADP-stall") is None


@cache
def at_home() -> tuple[Any, Any]:
    """Somebody with a body and a doorframe."""
    raw = {
        **LIFTER,
        "personal_info": {**LIFTER["personal_info"], "fitness_level": "beginner"},  # type: ignore[dict-item]
        "preferences": {"workout_duration": 45, "days_per_week": 3, "equipment_access": "no_equipment"},
        "metrics": {},
    }
    profile = msgspec.convert(raw, Profile, strict=False)
    return profile, planned_for(profile)


def bodyweight(document: Any) -> list[Any]:
    return [each for day in document.days for each in day.exercises if each.reps_high and each.role != "mobility"]


def test_bodyweight_work_that_was_outgrown_gets_its_harder_form():
    profile, document = at_home()
    details = {each.exercise_id: each for each in bodyweight(document)}
    top = {
        id_: did(id_, *(outing(ago(days), *sets(None, each.reps_high, 4)) for days in (7, 3)))[id_]
        for id_, each in details.items()
    }
    change = change_of(lifting(profile=profile, document=document, exercises=top), "ADP-outgrown")
    before, after = CATALOGUE.exercises[change.exercise], CATALOGUE.exercises[change.to]
    assert before.pattern == after.pattern
    assert (before.level, before.met) != (after.level, after.met)
    assert not after.unilateral or before.unilateral
    short = {
        id_: did(id_, *(outing(ago(days), *sets(None, each.reps_high - 1, 4)) for days in (7, 3)))[id_]
        for id_, each in details.items()
    }
    assert found(lifting(profile=profile, document=document, exercises=short), "ADP-outgrown") is None


def test_bodyweight_work_that_stays_too_hard_gives_way_to_what_asks_for_less():
    profile, document = at_home()
    few = {
        each.exercise_id: did(each.exercise_id, outing(ago(3), *sets(None, 4, 0)), missed=5)[each.exercise_id]
        for each in bodyweight(document)
    }
    change = change_of(lifting(profile=profile, document=document, exercises=few), "ADP-stall")
    before, after = CATALOGUE.exercises[change.exercise], CATALOGUE.exercises[change.to]
    assert (after.level, bool(after.needs), after.met) < (before.level, bool(before.needs), before.met)


def test_nothing_that_was_not_liked_comes_back():
    past = [outing(ago(36 - 4 * number), *sets(90, 8)) for number in range(9)]
    stalled = did(SQUAT, *past, stalled=8)
    first = change_of(lifting(exercises=stalled), "ADP-stall").to
    again = lifting(exercises={**stalled, **did(first, enjoyment=2.0)})
    assert change_of(again, "ADP-stall").to != first
    dropped = Adapted(day=ago(40), kind="swap", rule="ADP-dislike", subject=first, exercise=first, to=SQUAT)
    document = replace(DOCUMENT, adapted=(dropped,))
    assert change_of(lifting(document=document, exercises=stalled), "ADP-stall").to != first


# --- the plan as a whole ---


def hard_sessions(**facts: Any) -> tuple[Any, ...]:
    days = ((ago(7), Weekday.MONDAY), (ago(5), Weekday.WEDNESDAY), (ago(3), Weekday.FRIDAY))
    return tuple(trained(day, weekday, **facts) for day, weekday in days)


def test_three_hard_sessions_take_a_tenth_off_all_loads():
    assert change_of(lifting(sessions=hard_sessions(rpe=9.0)), "ADP-too-hard") == ScaleLoad(factor=0.9)
    assert change_of(lifting(sessions=hard_sessions(share=0.6, rpe=7.5)), "ADP-too-hard") == ScaleLoad(factor=0.9)
    assert found(lifting(sessions=hard_sessions(share=0.6)), "ADP-too-hard") is None  # broken off, and no effort told
    assert found(lifting(sessions=hard_sessions(rpe=8.0)), "ADP-too-hard") is None


def test_sets_left_out_for_want_of_time_do_not_speak_of_hardness():
    cuts = tuple((day, 30) for day in (ago(7), ago(5), ago(3)))
    assert found(lifting(sessions=hard_sessions(share=0.6, rpe=7.5), cuts=cuts), "ADP-too-hard") is None


def test_three_easy_sessions_take_the_plans_step():
    easy = hard_sessions(rpe=4.0)
    assert change_of(lifting(sessions=easy), "ADP-too-easy") == ScaleLoad(factor=1.05)
    assert found(lifting(sessions=easy, action=Action.HOLD), "ADP-too-easy") is None


def progressing() -> dict[str, Any]:
    past = (outing(ago(10), *sets(90, 8)), outing(ago(7), *sets(90, 9)), outing(ago(3), *sets(90, 10)))
    return did(SQUAT, *past)


def roomy() -> Any:
    """The lifter's plan with a set of bench press less on Monday, so that there is time for one."""
    monday = DOCUMENT.days[0]
    fewer = tuple(replace(each, sets=2) if each.exercise_id == BENCH else each for each in monday.exercises)
    return replace(DOCUMENT, days=(replace(monday, exercises=fewer), *DOCUMENT.days[1:]))


def test_a_set_more_when_training_goes_well():
    document = roomy()
    scene = lifting(document=document, exercises=progressing())
    assert change_of(scene, "ADP-sets-more") == ScaleVolume(sets=1, group="chest")
    seldom = good_weeks(DOCUMENT, 2, done=2)
    assert found(lifting(document=document, exercises=progressing(), weeks=seldom), "ADP-sets-more") is None
    made = (Decision("scale_volume", decision_key("ADP-sets-more", "chest"), "accepted", ago(10), 0.25),)
    assert found(lifting(document=document, exercises=progressing(), decisions=made), "ADP-sets-more") is None


def test_no_set_more_where_the_time_is_full():
    assert found(lifting(exercises=progressing()), "ADP-sets-more") is None


def checkins(level: int, count: int = 5) -> tuple[CheckIn, ...]:
    return tuple(
        CheckIn(day=ago(number), sleep_quality=level, soreness=6 - level, mood=level, energy=level)
        for number in range(count, 0, -1)
    )


def test_lasting_soreness_takes_sets_off():
    sore = tuple(CheckIn(day=ago(number), soreness=4, mood=4, energy=4, sleep_quality=4) for number in (3, 2, 1))
    change = change_of(lifting(checkins=sore), "ADP-sets-less")
    assert isinstance(change, ScaleVolume)
    assert change.sets < 0


# --- recovery ---


def test_two_stalled_lifts_bring_a_deload_forward():
    stalled = {
        **did(SQUAT, outing(ago(3), *sets(90, 8)), stalled=3),
        **did(BENCH, outing(ago(3), *sets(65, 8)), stalled=3),
    }
    assert change_of(lifting(exercises=stalled), "ADP-deload") == Deload(monday=DAY)
    assert found(lifting(exercises=did(SQUAT, outing(ago(3), *sets(90, 8)), stalled=3)), "ADP-deload") is None


def test_poor_checkins_bring_a_deload_forward():
    assert change_of(lifting(checkins=checkins(2)), "ADP-deload") == Deload(monday=DAY)
    assert found(lifting(checkins=checkins(2, 2)), "ADP-deload") is None
    assert found(lifting(checkins=checkins(3)), "ADP-deload") is None


def test_middling_checkins_count_with_a_low_form():
    middling = tuple(replace(each, mood=3, energy=3) for each in checkins(2))

    def loaded(fatigue: float) -> Scene:
        loads = (DayLoad(ago(300), 200, 200, 200), DayLoad(ago(1), 200, 200, fatigue))
        return lifting(checkins=middling, loads=loads)

    assert found(loaded(210), "ADP-deload") is None
    assert found(loaded(300), "ADP-deload") is not None


def test_no_deload_shortly_after_one_or_just_before_the_next():
    light = replace(good_weeks(DOCUMENT, 2)[0], deload=True)
    assert found(lifting(checkins=checkins(1), weeks=(light, good_weeks(DOCUMENT, 1)[0])), "ADP-deload") is None
    plan = lifting().training.plan
    assert plan is not None
    fifth = replace(plan, cycle_started=DAY - timedelta(weeks=4))
    assert found(lifting(checkins=checkins(1), weeks=good_weeks(DOCUMENT, 4), plan=fifth), "ADP-deload") is None


def test_a_deload_is_due_after_eight_weeks():
    scene = lifting(weeks=good_weeks(DOCUMENT, 9))
    assert change_of(scene, "ADP-deload-due") == Deload(monday=DAY)
    assert found(lifting(weeks=good_weeks(DOCUMENT, 8)), "ADP-deload-due") is None


def test_once_trained_in_the_week_the_deload_waits_for_monday():
    day = DAY + timedelta(days=2)
    scene = lifting(day=day, checkins=checkins(1), sessions=(trained(DAY, Weekday.MONDAY),))
    assert change_of(scene, "ADP-deload") == Deload(monday=DAY + timedelta(weeks=1))


@pytest.mark.parametrize(
    ("days", "reason", "load", "fewer"),
    [(11, "", 0.95, 1.0), (22, "", 0.9, 0.75), (43, "", 0.8, 0.67), (85, "", 0.7, 0.5), (22, "ill", 0.8, 0.67)],
    ids=["days", "weeks", "six_weeks", "three_months", "ill"],
)
def test_a_break_starts_lower(days, reason, load, fewer):
    change = change_of(lifting(last_session=ago(days), away_reason=reason, plan=old_plan()), "ADP-return")
    assert isinstance(change, Restart)
    assert (change.load_factor, change.sets_factor) == (load, fewer)


def old_plan() -> Any:
    plan = lifting().training.plan
    assert plan is not None
    return replace(plan, since=ago(100))


def test_no_break_within_ten_days_or_after_a_new_plan():
    assert found(lifting(last_session=ago(10), plan=old_plan()), "ADP-return") is None
    new = replace(old_plan(), since=ago(5))
    assert found(lifting(last_session=ago(40), plan=new), "ADP-return") is None


def test_a_finished_cycle_asks_for_the_next():
    plan = lifting().training.plan
    assert plan is not None
    scene = lifting(plan=replace(plan, cycle_started=ago(42)), weeks=good_weeks(DOCUMENT, 6))
    assert change_of(scene, "ADP-next-cycle") == NextCycle()


# --- schedule ---


def test_a_weekday_missed_twice_moves_to_where_it_was_done():
    sessions = tuple(
        trained(DAY - timedelta(days=back), weekday)
        for week in (7, 14)
        for back, weekday in ((week, Weekday.MONDAY), (week - 3, Weekday.WEDNESDAY), (week - 4, Weekday.FRIDAY))
    )
    scene = lifting(sessions=sessions)
    assert change_of(scene, "ADP-move-day") == MoveDay(weekday=Weekday.WEDNESDAY, to=Weekday.THURSDAY)


def test_a_weekday_missed_twice_may_move_to_a_day_that_is_offered():
    sessions = tuple(
        trained(DAY - timedelta(days=back), weekday)
        for week in (7, 14)
        for back, weekday in ((week, Weekday.MONDAY), (week - 2, Weekday.WEDNESDAY))
    )
    scene = lifting(sessions=sessions, weeks=good_weeks(DOCUMENT, 2, done=2))
    assert change_of(scene, "ADP-move-day") == MoveDay(weekday=Weekday.FRIDAY, to=Weekday.SATURDAY)


def test_few_sessions_in_three_weeks_get_shorter():
    change = change_of(lifting(weeks=good_weeks(DOCUMENT, 3, done=1)), "ADP-seldom")
    assert isinstance(change, Shorten)
    assert 35 <= change.minutes <= 45
    assert found(lifting(weeks=good_weeks(DOCUMENT, 3, done=2)), "ADP-seldom") is None


def test_little_time_three_times_shortens_the_plan():
    cuts = tuple((ago(number), 30) for number in (9, 5, 2))
    change = change_of(lifting(cuts=cuts), "ADP-cuts")
    assert isinstance(change, Shorten)
    assert change.minutes == 30
    assert found(lifting(cuts=cuts[:2]), "ADP-cuts") is None


# --- what the engine makes of them ---


def much_at_once() -> dict[str, Any]:
    return {
        "exercises": {
            **did(SQUAT, outing(ago(3), *sets(90, 8)), hard=2, stalled=3),
            **did(BENCH, outing(ago(3), *sets(65, 8)), disliked=2, stalled=3),
        },
        "cuts": tuple((ago(number), 30) for number in (9, 5, 2)),
        "sessions": hard_sessions(rpe=9.5),
        "checkins": checkins(1),
        "weeks": good_weeks(DOCUMENT, 3, done=1),
    }


def test_at_most_three_wait_and_each_once():
    asked = suggestions(lifting(**much_at_once()))
    assert len(asked) <= MOST_WAITING
    assert len({(each.rule, each.subject) for each in asked}) == len(asked)
    assert [each.severity for each in asked] == sorted((each.severity for each in asked), reverse=True)


def test_a_deload_makes_lesser_loads_and_sets_pointless():
    asked = suggestions(lifting(**{**much_at_once(), "weeks": good_weeks(DOCUMENT, 2)}))
    assert any(isinstance(each.change, Deload) for each in asked)
    assert not any(isinstance(each.change, ScaleLoad | ScaleVolume) for each in asked)


@pytest.mark.parametrize("decision", ["declined", "undone"])
def test_a_refused_change_is_silent_for_two_weeks_unless_it_grows(decision):
    scene = lifting(cuts=tuple((ago(number), 30) for number in (9, 5, 2)))
    asked = found(scene, "ADP-cuts")
    assert asked is not None

    def again(days: int, severity: float) -> Suggestion | None:
        made = (Decision("shorten", decision_key("ADP-cuts", ""), decision, ago(days), severity),)
        return found(lifting(cuts=scene.training.cuts, decisions=made), "ADP-cuts")

    assert again(13, asked.severity) is None
    assert again(14, asked.severity) is not None
    assert again(13, asked.severity - 0.2) is not None


def test_no_suggestions_without_a_plan():
    stopped = replace(DOCUMENT, plan=None, days=(), weeks=())
    assert suggestions(lifting(document=stopped)) == ()
