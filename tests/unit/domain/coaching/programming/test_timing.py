"""The session-time formula and fitting a session to the minutes."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from domain.catalogue.types import Catalogue
from domain.coaching.planning.proposal import DayKind, Role, Scheme
from domain.coaching.programming.program import Session, WorkItem
from domain.coaching.programming.timing import fit, frame_minutes, item_minutes, session_minutes
from domain.profile import Weekday

MakeItem = Callable[..., WorkItem]


@pytest.fixture
def make_item(catalogue: Catalogue) -> MakeItem:
    """Four sets of ten back squats with 90 s rest; any field may be overridden, `exercise` by id."""

    def build(exercise: str = "barbell-squat", **fields: Any) -> WorkItem:
        usual: dict[str, Any] = {
            "menu_id": exercise,
            "exercise": catalogue.exercises[exercise],
            "role": Role.MAIN,
            "sets": 4,
            "reps": (8, 10),
            "seconds": None,
            "load_kg": None,
            "percent_1rm": None,
            "rir": 2,
            "rest_s": 90,
            "rules": (),
        }
        return WorkItem(**{**usual, **fields})

    return build


def session_of(*items: WorkItem, kind: DayKind = DayKind.STRENGTH, frame: tuple[float, float] = (10, 5)) -> Session:
    return Session(
        weekday=Weekday.MONDAY,
        kind=kind,
        focus="full_body",
        scheme=Scheme.GENERAL,
        items=items,
        warmup=(),
        cooldown=(),
        warmup_min=frame[0],
        cooldown_min=frame[1],
    )


def test_six_exercises_of_four_sets_take_69_minutes(make_item: MakeItem) -> None:
    assert session_minutes(session_of(*[make_item()] * 6)) == pytest.approx(69)


def test_a_one_sided_or_long_set_takes_longer(make_item: MakeItem) -> None:
    both = make_item(reps=(18, 20))
    assert item_minutes(both) > item_minutes(make_item())
    assert item_minutes(make_item("one-arm-dumbbell-row", reps=(8, 12))) > item_minutes(make_item(reps=(8, 12)))


def test_a_timed_set_counts_its_seconds(make_item: MakeItem) -> None:
    run = make_item("running-outdoor", role=Role.CONDITIONING, sets=1, reps=None, seconds=1800, rest_s=0)
    assert item_minutes(run) == pytest.approx(31.5)


@pytest.mark.parametrize(("minutes", "frame"), [(10, (2, 1)), (20, (3, 1)), (30, (4, 2)), (60, (8, 4)), (120, (12, 8))])
def test_warm_up_and_cool_down_grow_with_the_session(minutes: int, frame: tuple[int, int]) -> None:
    assert frame_minutes(minutes) == frame


def test_what_fits_is_left_alone(make_item: MakeItem) -> None:
    session = session_of(make_item())
    assert fit(session, 60) is session


def test_the_least_valuable_work_goes_first(make_item: MakeItem) -> None:
    curl = make_item("dumbbell-bicep-curl", role=Role.ISOLATION, sets=3)
    row = make_item("bent-over-barbell-row", role=Role.ACCESSORY, sets=3)
    fitted = fit(session_of(make_item(), row, curl, make_item("plank", role=Role.CORE, sets=2)), 40)
    kept = {item.exercise.id: item.sets for item in fitted.items}
    assert session_minutes(fitted) <= 40
    assert kept["barbell-squat"] == 4
    assert kept.get("dumbbell-bicep-curl", 0) < 3
    assert all("TIM-fit" in item.rules for item in fitted.items if item.sets == 2 and item.role is Role.ISOLATION)


def test_a_long_piece_is_shortened_before_anything_goes(make_item: MakeItem) -> None:
    run = make_item("running-outdoor", role=Role.CONDITIONING, sets=1, reps=None, seconds=3600, rest_s=0)
    stretch = make_item("cat-camel", role=Role.MOBILITY, sets=1, rest_s=15)
    fitted = fit(session_of(run, stretch, kind=DayKind.CARDIO), 45)
    assert session_minutes(fitted) <= 45
    assert [item.exercise.id for item in fitted.items] == ["running-outdoor", "cat-camel"]


def test_on_a_cardio_day_the_stretches_go_before_the_run(make_item: MakeItem) -> None:
    run = make_item("running-outdoor", role=Role.CONDITIONING, sets=1, reps=None, seconds=600, rest_s=0)
    stretch = make_item("cat-camel", role=Role.MOBILITY, sets=2, rest_s=15)
    fitted = fit(session_of(run, stretch, kind=DayKind.CARDIO, frame=(2, 1)), 9)
    assert [item.role for item in fitted.items] == [Role.CONDITIONING]


def test_something_always_stays(make_item: MakeItem) -> None:
    fitted = fit(session_of(*[replace(make_item(), menu_id=str(n)) for n in range(6)]), 5)
    assert len(fitted.items) == 1
    assert fitted.items[0].sets == 1
