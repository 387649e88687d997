from datetime import timedelta

from msgspec.structs import replace

from domain.adaptation.enrich import enriched
from domain.catalogue.loader import load_catalogue
from domain.catalogue.types import Joint
from domain.coaching.person_of import person_of
from domain.plan import ScreeningOutcome
from domain.profile import Constraints, Health, Symptom
from domain.safety.screening import screen
from domain.training.state import Estimate, Pain, Training
from tests.unit.domain.adaptation.lives import DAY, ago, did, good_weeks, lifter, lived, plan_of, trained

CATALOGUE = load_catalogue()
PROFILE, DOCUMENT = lifter()
BENCH, SQUAT = "barbell-bench-press-medium-grip", "barbell-squat"


def enrich(profile=PROFILE, **facts):
    return enriched(profile, Training(day=DAY, **facts), CATALOGUE, DAY)


def person(profile):
    return person_of(profile, CATALOGUE, screen(profile))


def test_without_history_the_profile_itself():
    assert enrich() == PROFILE


def test_shown_maxima_at_their_careful_end_take_the_place_of_stated_ones():
    state = did(BENCH, estimate=Estimate(kg=104, sd_kg=4, day=ago(5)))
    shown = enrich(exercises={BENCH: replace(state[BENCH], outings=5)})
    maxima = person(shown).one_rep_max
    assert maxima[BENCH] == 100
    assert maxima[SQUAT] == 120  # stated, not shown


def test_old_unsure_or_single_evidence_does_not_count():
    for outings, sd, days in ((1, 4, 5), (5, 30, 5), (5, 4, 60)):
        state = did(BENCH, estimate=Estimate(kg=104, sd_kg=sd, day=ago(days)))
        assert person(enrich(exercises={BENCH: replace(state[BENCH], outings=outings)})).one_rep_max[BENCH] == 90


def test_completion_effort_and_weight():
    shown = enrich(
        weeks=good_weeks(DOCUMENT, 4, done=1),
        sessions=(trained(ago(3), None, rpe=6.0), trained(ago(5), None, rpe=8.0)),
        weights=((ago(90), 70.0), (ago(2), 77.5)),
    )
    assert shown.metrics.workout_completion_rate == round(1 / 3, 3)
    assert shown.metrics.average_intensity_rating == 7
    assert shown.personal_info.weight == 77.5
    assert [entry.weight for entry in shown.metrics.weight_history] == [70.0, 77.5]
    old = enrich(weights=((ago(90), 70.0),))
    assert old.personal_info.weight == PROFILE.personal_info.weight


def test_ratings_and_skips_reach_the_next_plan():
    states = {**did(SQUAT, difficulty=9.0, enjoyment=9.0), **did(BENCH, skipped_disliked=3)}
    found = person(enrich(exercises=states))
    assert SQUAT in found.too_hard
    assert SQUAT in found.liked
    assert BENCH in found.disliked


def test_what_hurts_now_is_an_injury_and_what_is_stated_stays():
    profile = replace(PROFILE, constraints=Constraints(injuries=("wrist",)))
    pains = {joint: Pain(region=joint, score=6, day=DAY) for joint in Joint}
    found = person(enrich(profile, pains=pains))
    assert found.regions == frozenset(Joint)
    calm = {Joint.KNEE: Pain(region=Joint.KNEE, score=2, day=DAY)}
    assert person(enrich(profile, pains=calm)).regions == {Joint.WRIST}


def test_many_injuries_lose_none():
    profile = replace(PROFILE, constraints=Constraints(injuries=("knee",) * 50))
    found = enrich(profile, pains={Joint.HIP: Pain(region=Joint.HIP, score=6, day=DAY)})
    assert len(found.constraints.injuries) == 50
    assert person(found).regions == {Joint.KNEE, Joint.HIP}


def test_an_open_red_flag_stops_the_next_plan():
    shown = enrich(open_symptoms=frozenset({"chest_pain"}))
    assert screen(shown).outcome is ScreeningOutcome.STOP
    stated = replace(PROFILE, health=Health(symptoms=(Symptom.CHEST_PAIN,)))
    assert enrich(stated, open_symptoms=frozenset({"chest_pain"})) == stated


def test_safety_is_never_loosened_by_any_history():
    for seed in range(60):
        profile, document = plan_of(seed)
        if not document.days:
            continue
        before = person(profile)
        after = person(enriched(profile, lived(seed, document), CATALOGUE, DAY + timedelta(days=1)))
        assert before.regions <= after.regions
        assert before.conditions.keys() <= after.conditions.keys()
        assert before.cautious <= after.cautious
