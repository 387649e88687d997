"""What a record scores: the reference against itself, plans with one thing wrong, and answers that are none."""

import json

import msgspec
import pytest
from msgspec.structs import replace

from domain.catalogue.loader import load_catalogue
from ml.evals.intervals import difference, interval
from ml.evals.measures.canonical import lines
from ml.evals.measures.content import jaccard, leaf_f1, schedule_distance
from ml.evals.measures.structure import structure
from ml.evals.measures.wording import diversity, reading_grade
from ml.evals.record import Record, Seen
from ml.evals.rubric import SCORERS, fitt_items, safety_items, safety_passed
from ml.evals.scene import context_of, faults_read, read_back
from ml.evals.scores import scores
from ml.evals.variants import changed, followed, variations
from tests.unit.ml.evals.support import people, plan

WHOLE = """{"workout_plan": {"name": 1, "overview": 1, "weekly_schedule": [], "progression_plan": {}},
    "nutrition_suggestions": {}, "adaptive_recommendations": {}}"""


def with_days(document, days):
    return replace(document, workout_plan=replace(document.workout_plan, weekly_schedule=tuple(days)))


def with_exercise(document, **changes):
    day, *others = document.workout_plan.weekly_schedule
    first, *rest = day.exercises
    return with_days(document, (replace(day, exercises=(replace(first, **changes), *rest)), *others))


def scored(document, place=0):
    return scores(Record(person=1, plan=document), people()[place], load_catalogue())


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (WHOLE, (1, 1, 1)),
        ('{"workout_plan":{"name":1}}', (1, 0, 0)),
        ('{"workout_plan":3,"nutrition_suggestions":1,"adaptive_recommendations":1}', (1, 1, 0)),
        ('{"workout_plan":{}} and more', (0, 0, 0)),
        ("[1]", (0, 0, 0)),
        ("", (0, 0, 0)),
    ],
    ids=["whole", "parts missing", "wrong kind", "text behind", "no object", "empty"],
)  # fmt: skip
def test_structure_is_read_from_the_text(text, wanted):
    assert tuple(structure(text).values()) == wanted


def test_the_reference_itself_scores_full():
    found = scored(plan())
    assert found["rougeLsum"] == found["leaf_f1"] == found["exercise_jaccard"] == found["all_kept"] == 1
    assert found["schedule_distance"] == found["energy_error"] == found["macro_error"] == 0
    assert found["fitt_vp"] >= 50


def test_no_plan_scores_nothing():
    found = scores(Record(person=1, raw=('{"workout_plan": {',)), people()[0], load_catalogue())
    assert found["json_valid"] == found["rouge1"] == found["all_kept"] == found["fitt_vp"] == found["plan_made"] == 0


def test_the_order_of_keys_does_not_count():
    turned = json.dumps(json.loads(msgspec.json.encode(plan())), sort_keys=True)
    assert lines(msgspec.json.decode(turned, type=type(plan()))) == lines(plan())


@pytest.mark.parametrize(
    ("spoil", "lost"),
    [
        (lambda p: with_days(p, p.workout_plan.weekly_schedule[1:]), "days_kept"),
        (lambda p: with_exercise(p, sets=40, duration=None, reps="10"), "minutes_kept"),
        (lambda p: with_exercise(p, name="Moon Hop"), "equipment_kept"),
        (lambda p: with_exercise(p, name="Moon Hop"), "injuries_kept"),
    ],
    ids=["a day less", "forty sets", "unknown: equipment", "unknown: injuries"],
)
def test_a_constraint_that_is_broken_is_seen(spoil, lost):
    found = scored(spoil(plan()))
    assert found[lost] == found["all_kept"] == 0


def test_a_food_that_the_person_may_not_have_breaks_the_diet():
    person = people()[0]
    vegan = replace(person.profile, nutrition=replace(person.profile.nutrition, diet="vegan"))
    told = replace(plan(), workout_plan=replace(plan().workout_plan, overview="Eat chicken after training."))
    found = scores(Record(person=1, plan=told), replace(person, profile=vegan), load_catalogue())
    assert found["diet_kept"] == 0


@pytest.mark.parametrize("place", range(4))
def test_the_planners_plans_read_back_without_a_broken_item_rule(place):
    person = people()[place]
    context = context_of(person.profile, load_catalogue())
    read = read_back(person.reference, person.profile, context)
    assert read.unread == ()
    assert len(read.program.sessions) == len(person.reference.workout_plan.weekly_schedule)
    heads = {seen.rule.split("-")[0] for seen in faults_read(read, context) if seen.severity != "warn"}
    assert heads.isdisjoint({"MEN", "INJ", "MED", "EQP", "SCR", "PRG", "TIM"})


def test_content_measures_by_hand():
    days = plan().workout_plan.weekly_schedule
    assert schedule_distance(plan(), with_days(plan(), days[1:])) == pytest.approx(1 / len(days))
    assert jaccard(frozenset("ab"), frozenset("bc")) == pytest.approx(1 / 3)
    assert 0 < leaf_f1(plan(0), plan(1)) < 1
    assert diversity([plan(), plan()])["self_likeness"] == 1


def test_longer_words_and_sentences_read_harder():
    easy, hard = (
        replace(plan(), workout_plan=replace(plan().workout_plan, overview=text))
        for text in ("We run. We rest.", "Progressive neuromuscular periodisation necessitates considerable attention")
    )
    assert reading_grade(easy) < reading_grade(hard)


def test_the_rubrics_are_whole():
    assert sum(item.points for item in fitt_items()) == 60
    assert {item.how for item in fitt_items()} == SCORERS.keys()
    assert {item.points for item in fitt_items()} == {5}
    assert len({item.id for item in safety_items()}) == len(safety_items())


def test_a_safety_item_falls_with_a_finding_of_its_rules_and_not_with_a_warning():
    assert all(safety_passed([Seen("TIM-2", "warn", "day[0]")]).values())
    failed = [name for name, passed in safety_passed([Seen("INJ-knee", "fix", "day[0]")]).items() if not passed]
    assert failed == ["S-injury"]


def test_an_interval_holds_its_mean_and_narrows_with_people():
    few, many = interval([0.0, 1.0] * 5), interval([0.0, 1.0] * 100)
    assert few.low < few.mean == 0.5 < few.high
    assert many.high - many.low < few.high - few.low
    assert interval([3.0]).low == interval([3.0]).high == 3.0
    assert difference([1.0] * 20, [0.0] * 20).clear_of(0)
    assert not difference([0.0, 1.0] * 10, [1.0, 0.0] * 10).clear_of(0)


def test_one_field_is_changed_and_no_other():
    weight = next(each for each in variations() if each.name == "body weight")
    profile = people()[0].profile
    other = changed(profile, weight)
    assert other == replace(profile, personal_info=replace(profile.personal_info, weight=95.0))
    assert changed(other, weight) is None


def test_what_must_move_and_what_must_stay():
    diet = next(each for each in variations() if each.name == "diet")
    worded = replace(plan(), workout_plan=replace(plan().workout_plan, overview="Quite other words."))
    assert followed(diet, plan(), worded) == (True, True)
    assert followed(diet, plan(), plan()) == (False, True)
    assert followed(diet, plan(), with_exercise(plan(), name="Moon Hop"))[1] is False
