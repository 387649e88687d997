from domain.adaptation.engine import suggestions
from domain.adaptation.fresh import spared
from domain.adaptation.scene import scene_of
from domain.catalogue.loader import load_catalogue
from domain.catalogue.types import Joint
from domain.training.state import Pain, Training
from tests.unit.domain.adaptation.lives import DAY, lifter

CATALOGUE = load_catalogue()


def test_a_new_plan_leaves_alone_what_hurts_badly():
    profile, document = lifter()
    training = Training(day=DAY, pains={Joint.KNEE: Pain(region=Joint.KNEE, score=7, day=DAY)})
    made = spared(document, profile, training, CATALOGUE, DAY)
    planned = [CATALOGUE.exercises[each.exercise_id] for day in made.days for each in day.exercises]
    assert all(Joint.KNEE not in exercise.joints for exercise in planned)
    scene = scene_of(made, profile, training, CATALOGUE, day=DAY)
    assert not [each for each in suggestions(scene) if each.at_once]


def test_a_new_plan_without_pain_stays_as_it_is():
    profile, document = lifter()
    assert spared(document, profile, Training(day=DAY), CATALOGUE, DAY) is document
