import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.adaptation.autoregulation import next_set
from domain.adaptation.session import TodayExercise
from domain.readiness.types import Action
from domain.training.state import WorkSet
from tests.unit.domain.adaptation.lives import lifting

SCENE = lifting()


def bench(**facts: object) -> TodayExercise:
    usual: dict[str, object] = {
        "exercise": "barbell-bench-press-medium-grip", "name": "Bench", "role": "main", "sets": 3, "rest_s": 120,
        "reps_low": 6, "reps_high": 10, "reps": 8, "load_kg": 60.0, "rir": 2, "rises": True,
    }  # fmt: skip
    return TodayExercise(**{**usual, **facts})  # type: ignore[arg-type]


def done(kg: float | None, reps: int, rir: float | None) -> WorkSet:
    return WorkSet(kg, reps, rir, None)


@pytest.mark.parametrize(
    ("sets", "load", "code"),
    [
        ([], 60, "start"),
        ([done(60, 8, 3)], 60, "hold"),  # 11 left, 0.75 fatigue: 10.25 for a goal of 10
        ([done(60, 8, 6)], 62.5, "up"),  # 13.25 for 10: 8 % up, down to real plates
        ([done(60, 10, 10)], 65, "up"),  # far more: never above a tenth
        ([done(60, 6, 1)], 55, "down"),  # 6.25, and the range begins at 8: 4 % down to plates
        ([done(60, 8, None)], 60, "hold"),  # a reserve that was not told raises nothing
    ],
    ids=["start", "hold", "up", "clipped", "down", "untold"],
)
def test_the_next_load_follows_the_gap(sets, load, code):
    found = next_set(SCENE, bench(), sets)
    assert (found.load_kg, found.code) == (load, code)


def test_nothing_rises_where_it_must_not():
    assert next_set(SCENE, bench(rises=False), [done(60, 8, 8)]).load_kg == 60


def test_coarse_steps_are_not_taken_down_for_little():
    stack = bench(exercise="lying-leg-curls", role="isolation", load_kg=35.0)
    assert next_set(SCENE, stack, [done(35, 8, 1)]).code == "hold"  # 30 would be 14 % less
    assert next_set(SCENE, stack, [done(35, 5, 0)]).load_kg == 30


def test_fatigue_is_learned_within_bounds():
    steep = [done(60, 10, 2), done(60, 5, 2)]
    assert next_set(SCENE, bench(), steep).numbers["fatigue"] == 2.0
    flat = [done(60, 8, 2), done(60, 9, 2)]
    assert next_set(SCENE, bench(), flat).numbers["fatigue"] == 0.25


def test_confidence_grows_with_what_was_told():
    told, untold = next_set(SCENE, bench(), [done(60, 8, 2)]), next_set(SCENE, bench(), [done(60, 8, None)])
    more = next_set(SCENE, bench(), [done(60, 8, 2), done(60, 8, 2)])
    assert untold.confidence < told.confidence < more.confidence


def test_a_load_to_be_found_and_bodyweight():
    find = bench(exercise="lying-leg-curls", role="isolation", load_kg=None)
    assert next_set(SCENE, find, []).code == "find"
    pull = bench(exercise="pullups", load_kg=None)
    assert next_set(SCENE, pull, [done(None, 8, 2)]).code == "bodyweight"


@given(
    kg=st.sampled_from([20.0, 42.5, 60.0, 100.0]),
    reps=st.integers(0, 30),
    rir=st.one_of(st.none(), st.integers(0, 10)),
    action=st.sampled_from(list(Action)),
)
def test_a_step_up_is_never_above_a_tenth(kg, reps, rir, action):
    scene = SCENE if action is Action.NONE else lifting(action=action)
    found = next_set(scene, bench(load_kg=kg), [done(kg, reps, rir)])
    assert found.load_kg is not None
    assert found.load_kg <= kg * 1.1 + 1e-9
