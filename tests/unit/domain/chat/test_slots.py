"""What a message names: loads, sets, minutes, places, days, exercises, in three languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalogue.loader import load_catalogue
from domain.catalogue.types import Joint
from domain.chat.slots import Slots, slots_of
from domain.profile import Weekday


@pytest.mark.parametrize(
    ("text", "sets", "reps", "load"),
    [
        ("5x5 at 80", 5, 5, 80),
        ("squat 4 x 8 @ 62,5 kg", 4, 8, 62.5),
        ("3 sets of 10 at 60 kg", 3, 10, 60),
        ("3 séries de 10 à 60 kg", 3, 10, 60),
        ("٣ مجموعات ١٠ عدات ٦٠ كيلو", 3, 10, 60),
        ("٥×٥ ٨٠ كيلو", 5, 5, 80),
        ("3x8x70", 3, 8, 70),
        ("110x3", None, 3, 110),
        ("100 kg for 3 reps", None, 3, 100),
        ("bench 185 lbs for 5", None, 5, 83.9),
        ("15 burpees", None, None, None),
        ("12 reps", None, 12, None),
        ("at 80", None, None, None),
        ("3 séries à 20 min", 3, None, None),
    ],
)
def test_work(text: str, sets: int | None, reps: int | None, load: float | None) -> None:
    found = slots_of(text)
    assert (found.sets, found.reps, found.load_kg) == (sets, reps, load)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("only 20 minutes", 20),
        ("30min max", 30),
        ("j'ai une demi-heure", 30),
        ("un quart d'heure", 15),
        ("1h30", 90),
        ("1 hour 15 min", 75),
        ("half an hour", 30),
        ("an hour", 60),
        ("نص ساعة", 30),
        ("٢٠ دقيقة", 20),
        ("20 kg", None),
    ],
)
def test_minutes(text: str, minutes: int | None) -> None:
    assert slots_of(text).minutes == minutes


@pytest.mark.parametrize(
    ("text", "region", "score"),
    [
        ("my knee hurts 4/10", Joint.KNEE, 4),
        ("douleur à l'épaule, 3 sur 10", Joint.SHOULDER, 3),
        ("ألم في الكوع ٥ من ١٠", Joint.ELBOW, 5),
        ("what should I eat", None, None),
        ("train my back", None, None),
        ("12/10 would squat again", None, None),
    ],
)
def test_pain(text: str, region: Joint | None, score: float | None) -> None:
    found = slots_of(text)
    assert (found.region, found.score) == (region, score)


@pytest.mark.parametrize(
    ("text", "offset", "weekday"),
    [
        ("yesterday", -1, None),
        ("avant-hier", -2, None),
        ("بكرة", 1, None),
        ("aujourd'hui", 0, None),
        ("on Friday", None, Weekday.FRIDAY),
        ("jeudi", None, Weekday.THURSDAY),
        ("يوم الإثنين", None, Weekday.MONDAY),
        ("soon", None, None),
    ],
)
def test_days(text: str, offset: int | None, weekday: Weekday | None) -> None:
    found = slots_of(text)
    assert (found.day_offset, found.weekday) == (offset, weekday)


@pytest.mark.parametrize(
    ("text", "exercise"),
    [
        ("how do I do a Romanian deadlift?", "romanian-deadlift"),
        ("5x5 squats", "barbell-squat"),
        ("développé couché 3x8", "barbell-bench-press-medium-grip"),
        ("كيف أعمل السكوات", "barbell-squat"),
        ("what a fine day, coach", None),
    ],
)
def test_exercises_are_named_by_the_catalogue(text: str, exercise: str | None) -> None:
    assert slots_of(text, load_catalogue()).exercise == exercise


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert isinstance(slots_of(text), Slots)
