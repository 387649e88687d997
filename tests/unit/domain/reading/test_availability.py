"""Minutes and weekdays in free text, and how training days are spread."""

import pytest

from domain.profile import Weekday
from domain.reading.availability import WEEK, minutes_in, spread, weekdays_in

MON, TUE, WED, THU, FRI, SAT, SUN = WEEK


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("max 30 minutes", 30),
        ("only 45 min on weekdays", 45),
        ("30-45 minutes at lunch", 45),
        ("1 hour at most", 60),
        ("1h30 maximum", 90),
        ("pas plus de 20 minutes", 20),
        ("٣٠ دقيقة فقط", 30),
        ("at least 40 minutes", None),
        ("gym is 5 minutes away", None),
        ("evenings only", None),
        ("45 minutes, 60 min on sunday", 45),
    ],
)
def test_minutes(text: str, minutes: int | None) -> None:
    assert minutes_in(text) == minutes


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("no weekends", {SAT, SUN}),
        ("not on Fridays", {FRI}),
        ("except sunday", {SUN}),
        ("weekdays only", {SAT, SUN}),
        ("only Monday and Thursday", {TUE, WED, FRI, SAT, SUN}),
        ("pas le week-end", {SAT, SUN}),
        ("sauf le mercredi", {WED}),
        ("uniquement lundi et jeudi", {TUE, WED, FRI, SAT, SUN}),
        ("بدون الجمعة", {FRI}),
        ("ليس يوم الأحد", {SUN}),
        ("فقط الاثنين والخميس", {TUE, WED, FRI, SAT, SUN}),
        ("max 30 minutes", set()),
        ("mornings", set()),
        ("no more than 30 minutes on Fridays", set()),
    ],
)
def test_weekdays(text: str, gone: set[Weekday]) -> None:
    assert weekdays_in(text) == frozenset(WEEK) - gone


@pytest.mark.parametrize(
    ("days", "chosen"), [(1, (MON,)), (2, (MON, THU)), (3, (MON, WED, FRI)), (4, (MON, TUE, THU, SAT)), (7, WEEK)]
)
def test_days_are_spread_over_the_week(days: int, chosen: tuple[Weekday, ...]) -> None:
    assert spread(days, WEEK) == chosen


def test_days_are_spread_over_what_is_free() -> None:
    assert spread(2, (MON, TUE, WED)) == (MON, WED)
    assert spread(5, (MON, TUE)) == (MON, TUE)
