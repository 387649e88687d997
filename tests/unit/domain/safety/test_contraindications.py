"""The contraindication table, by region and condition, and how its rows combine."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from domain.catalogue.loader import load_catalogue
from domain.catalogue.types import Advice, Catalogue, Contraindication, Joint
from domain.coaching.person import Person
from domain.profile import FitnessLevel, Gender, Goal, Locale
from domain.safety.contraindications import advise, intensity_limits, situations, verdicts

Make = Callable[..., Person]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture
def person() -> Make:
    def make(**facts: object) -> Person:
        healthy = Person(
            age=35,
            gender=Gender.FEMALE,
            height_cm=168,
            weight_kg=64,
            level=FitnessLevel.ADVANCED,
            goals=(Goal.GENERAL_FITNESS,),
            minutes=45,
            days=3,
            weekdays=(),
            equipment=frozenset(),
            activities=(),
            regions=frozenset(),
            unmapped=(),
            conditions={},
            flags=frozenset(),
            pregnancy=None,
            medicine_classes=frozenset(),
            one_rep_max={},
            disliked=frozenset(),
            liked=frozenset(),
            too_hard=frozenset(),
            too_easy=frozenset(),
            completion_rate=None,
            body_fat=None,
            locale=Locale.EN,
        )
        return replace(healthy, **facts)

    return make


AVOIDED = {
    Joint.KNEE: "freehand-jump-squat easy-run pistol-squat snatch reverse-nordic-curl jumping-jack",
    Joint.LOWER_BACK: (
        "barbell-deadlift kettlebell-deadlift good-morning sit-up crunches toe-touchers snatch seated-forward-fold"
    ),
    Joint.SHOULDER: (
        "standing-military-press seated-dumbbell-press standing-dumbbell-upright-row parallel-bar-dip bench-dips "
        "snatch downward-dog"
    ),
    Joint.WRIST: "parallel-bar-dip power-clean pike-push-up sun-salutation-flow",
    Joint.ELBOW: "parallel-bar-dip clean overhead-slam",
    Joint.NECK: "upright-row-with-bands clean pike-push-up",
    Joint.HIP: "countermovement-jump clean rope-jumping",
    Joint.ANKLE: "easy-run rope-jumping freehand-jump-squat clean",
}
LIMITED = {
    Joint.KNEE: "barbell-squat bodyweight-squat bodyweight-walking-lunge stairmaster couch-stretch",
    Joint.LOWER_BACK: "romanian-deadlift barbell-squat farmer-s-walk bent-over-barbell-row standing-military-press",
    Joint.SHOULDER: "pushups barbell-bench-press-medium-grip lat-pulldown side-lateral-raise mountain-climbers",
    Joint.WRIST: "pushups bird-dog barbell-curl farmer-s-walk",
    Joint.ELBOW: "dumbbell-bicep-curl ez-bar-skullcrusher lat-pulldown pushups",
    Joint.NECK: "dumbbell-shrug standing-military-press crunches",
    Joint.HIP: "barbell-squat bodyweight-walking-lunge easy-run pigeon-stretch",
    Joint.ANKLE: "brisk-walking barbell-squat standing-calf-raise",
}
FINE = {
    Joint.KNEE: "glute-bridge bicycling-stationary swimming-front-crawl pushups brisk-walking clamshell",
    Joint.LOWER_BACK: "glute-bridge bird-dog dead-bug brisk-walking leg-extensions",
    Joint.SHOULDER: "seated-cable-rows external-rotation-with-band glute-bridge leg-press brisk-walking",
    Joint.WRIST: "glute-bridge leg-press brisk-walking hammer-curls",
    Joint.ELBOW: "glute-bridge leg-press brisk-walking plank",
    Joint.NECK: "glute-bridge leg-press brisk-walking seated-cable-rows",
    Joint.HIP: "glute-bridge clamshell bicycling-stationary dumbbell-bicep-curl",
    Joint.ANKLE: "glute-bridge leg-extensions swimming-front-crawl bicycling-stationary single-leg-balance",
}


@pytest.mark.parametrize("region", Joint)
def test_an_injured_region(catalogue: Catalogue, person: Make, region: Joint) -> None:
    said = {
        id_: advise(row, person(regions=frozenset({region})), catalogue) for id_, row in catalogue.exercises.items()
    }
    for id_ in AVOIDED[region].split():
        assert said[id_].advice is Advice.AVOID, id_
        assert said[id_].rules == (f"INJ-{region}",), id_
    for id_ in LIMITED[region].split():
        assert said[id_].advice is Advice.LIMIT, id_
    for id_ in FINE[region].split():
        assert said[id_].advice in {None, Advice.OK_WITH_CARE}, id_


CONDITIONS = [
    ("pregnancy", "trimester_1", "front-box-jump", "bicycling-stationary", "PRG-1"),
    ("pregnancy", "trimester_2", "dumbbell-bench-press", "incline-dumbbell-press", "PRG-1"),
    ("pregnancy", "trimester_2", "freehand-jump-squat", "brisk-walking", "PRG-1"),
    ("pregnancy", "trimester_3", "glute-bridge", "clamshell", "PRG-1"),
    ("pregnancy", "trimester_3", "superman", "seated-cable-rows", "PRG-1"),
    ("pregnancy", "postpartum_under_12_weeks", "easy-run", "brisk-walking", "PRG-1"),
    ("osteoporosis", "any", "sit-up", "superman", "MED-osteoporosis"),
    ("osteoporosis", "any", "seated-forward-fold", "cat-camel", "MED-osteoporosis"),
    ("osteoporosis", "any", "barbell-deadlift", "single-leg-balance", "MED-osteoporosis"),
    ("osteoporosis", "vertebral_fracture", "easy-run", "brisk-walking", "MED-osteoporosis"),
    ("hypertension", "any", "pike-push-up", "brisk-walking", "MED-hypertension"),
    ("diabetes", "peripheral_neuropathy", "easy-run", "bicycling-stationary", "MED-diabetes"),
    ("diabetes", "foot_ulcer", "brisk-walking", "seated-cable-rows", "MED-diabetes"),
    ("diabetes", "unstable_retinopathy", "competition-deadlift", "brisk-walking", "MED-diabetes"),
    ("hernia", "unrepaired", "farmer-s-walk", "brisk-walking", "MED-hernia"),
    ("hernia", "any", "sit-up", "brisk-walking", "MED-hernia"),
    ("heart_disease", "cleared", "easy-run", "brisk-walking", "MED-heart_disease"),
]


@pytest.mark.parametrize("case", CONDITIONS, ids=" ".join)
def test_a_condition(catalogue: Catalogue, person: Make, case: tuple[str, str, str, str, str]) -> None:
    condition, stage, avoided, fine, rule = case
    one = person(conditions={condition: frozenset({"any", stage})})
    refused = advise(catalogue.exercises[avoided], one, catalogue)
    assert (refused.advice, refused.rules) == (Advice.AVOID, (rule,))
    assert not refused.allowed
    assert advise(catalogue.exercises[fine], one, catalogue).allowed


def test_hypertension_limits_holds_heavy_lifts_and_hard_cardio(catalogue: Catalogue, person: Make) -> None:
    one = person(conditions={"hypertension": frozenset({"any"})})
    for id_ in ("plank", "wall-sit", "competition-squat", "easy-run", "decline-barbell-bench-press"):
        assert advise(catalogue.exercises[id_], one, catalogue).limited, id_
    limits = intensity_limits(one, catalogue)
    assert limits.forbids("breath_hold")
    assert not limits.forbids("heavy_load")
    assert limits.advice["static_hold"] is Advice.LIMIT
    assert limits.rules["vigorous"] == ("MED-hypertension",)


def test_a_pattern_row_beats_the_joint_row_of_its_stage(catalogue: Catalogue, person: Make) -> None:
    curl = catalogue.exercises["seated-leg-curl"]
    assert Joint.KNEE in curl.joints
    assert advise(curl, person(regions=frozenset({Joint.KNEE})), catalogue).advice is Advice.OK_WITH_CARE
    walk = catalogue.exercises["brisk-walking"]
    ulcer = person(conditions={"diabetes": frozenset({"any", "foot_ulcer"})})
    assert advise(walk, ulcer, catalogue).advice is Advice.AVOID


def test_several_conditions_combine_by_the_strictest(catalogue: Catalogue, person: Make) -> None:
    one = person(regions=frozenset({Joint.KNEE, Joint.ANKLE}), conditions={"hypertension": frozenset({"any"})})
    jump = advise(catalogue.exercises["freehand-jump-squat"], one, catalogue)
    assert jump.advice is Advice.AVOID
    assert jump.rules == ("INJ-ankle", "INJ-knee")
    assert "bridge" in jump.patterns
    assert jump.notes


def test_a_referral_beats_everything_but_light_movement(catalogue: Catalogue, person: Make) -> None:
    heart = person(conditions={"heart_disease": frozenset({"any"})})
    for id_ in ("pushups", "brisk-walking", "barbell-squat", "bicycling-stationary"):
        assert advise(catalogue.exercises[id_], heart, catalogue).advice is Advice.REFER, id_
    assert advise(catalogue.exercises["easy-walk"], heart, catalogue).limited
    assert advise(catalogue.exercises["breathing-practice"], heart, catalogue).limited
    assert intensity_limits(heart, catalogue).referred


def test_clearance_answers_a_referral_but_not_acute_symptoms(catalogue: Catalogue, person: Make) -> None:
    walk = catalogue.exercises["brisk-walking"]
    stages = frozenset({"any", "cleared"})
    assert advise(walk, person(conditions={"heart_disease": stages}), catalogue).allowed
    assert advise(walk, person(conditions={"hernia": stages | {"after_repair"}}), catalogue).allowed
    acute = person(conditions={"heart_disease": stages | {"chest_pain_or_new_symptoms"}})
    assert advise(walk, acute, catalogue).advice is Advice.REFER


def test_an_injury_that_cannot_be_placed(catalogue: Catalogue, person: Make) -> None:
    one = person(cautious=True, unmapped=("it hurts here",))
    for id_ in ("easy-run", "barbell-deadlift", "clean", "barbell-squat"):
        verdict = advise(catalogue.exercises[id_], one, catalogue)
        assert (verdict.advice, verdict.rules) == (Advice.AVOID, ("INJ-unmapped",)), id_
    assert advise(catalogue.exercises["bicycling-stationary"], one, catalogue).limited
    assert advise(catalogue.exercises["glute-bridge"], one, catalogue).advice is None
    assert intensity_limits(one, catalogue).rules["heavy_load"] == ("INJ-unmapped",)


def test_screening_forbids_vigorous_work(catalogue: Catalogue, person: Make) -> None:
    limits = intensity_limits(person(vigorous_ok=False), catalogue)
    assert limits.forbids("vigorous")
    assert limits.rules["vigorous"] == ("INT-3",)
    assert intensity_limits(person(), catalogue).advice == {}


def test_conditions_the_table_does_not_know_say_nothing(catalogue: Catalogue, person: Make) -> None:
    one = person(conditions={"kidney_disease": frozenset({"any"})})
    assert verdicts(one, catalogue) == {}


def test_the_whole_catalogue_at_once_says_the_same(catalogue: Catalogue, person: Make) -> None:
    people = [
        person(regions=frozenset(Joint)),
        person(conditions={"osteoporosis": frozenset({"any"}), "pregnancy": frozenset({"any", "trimester_3"})}),
        person(cautious=True, regions=frozenset({Joint.WRIST})),
        person(conditions={"heart_disease": frozenset({"any"})}),
    ]
    for one in people:
        said = verdicts(one, catalogue)
        for id_, exercise in catalogue.exercises.items():
            alone = advise(exercise, one, catalogue)
            assert alone == said.get(id_, alone)
            assert id_ in said or alone.advice is None


def test_an_exercise_outside_the_catalogue_is_judged_by_what_it_is(catalogue: Catalogue, person: Make) -> None:
    upright = replace(catalogue.exercises["seated-cable-rows"], position="inverted")
    one = person(conditions={"hypertension": frozenset({"any"})})
    assert advise(upright, one, catalogue).advice is Advice.AVOID
    assert advise(catalogue.exercises["seated-cable-rows"], one, catalogue).advice is None


def test_a_changed_table_is_read_anew(catalogue: Catalogue, person: Make) -> None:
    row = Contraindication(
        condition="knee",
        stage="any",
        target_type="exercise",
        target="glute-bridge",
        advice=Advice.AVOID,
        substitute_pattern="",
        note="",
        source="judgement",
        source_status="judgement",
    )
    other = replace(catalogue, contraindications=(*catalogue.contraindications, row))
    bridge, one = catalogue.exercises["glute-bridge"], person(regions=frozenset({Joint.KNEE}))
    assert advise(bridge, one, catalogue).allowed
    assert not advise(bridge, one, other).allowed
    assert advise(bridge, one, catalogue).allowed


def test_situations_are_ordered_and_hold_every_stage(person: Make) -> None:
    one = person(
        regions=frozenset({Joint.WRIST, Joint.ANKLE}),
        conditions={"hernia": frozenset({"any"}), "pregnancy": frozenset({"any", "trimester_2"})},
    )
    assert situations(one) == (
        ("ankle", frozenset({"any"})),
        ("hernia", frozenset({"any", "unrepaired"})),
        ("pregnancy", frozenset({"any", "trimester_2"})),
        ("wrist", frozenset({"any"})),
    )


def test_every_offered_substitute_pattern_is_itself_allowed_somewhere(catalogue: Catalogue, person: Make) -> None:
    for region in Joint:
        one = person(regions=frozenset({region}))
        allowed = {
            row.pattern
            for row in catalogue.exercises.values()
            if advise(row, one, catalogue).advice is not Advice.AVOID
        }
        offered = {
            row.substitute_pattern
            for row in catalogue.contraindications
            if row.condition == region and row.substitute_pattern
        }
        assert offered <= allowed, region
