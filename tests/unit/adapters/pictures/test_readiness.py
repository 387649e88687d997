"""The chart of readiness."""

from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest

from adapters.pictures.readiness import readiness_chart
from domain.profile import Locale
from domain.readiness.types import Action, Readiness
from domain.text.messages import say

START = date(2026, 11, 1)


def days(*actions: Action | None) -> list[Readiness]:
    """Days with these actions; None is a day of which nothing is known."""
    scores = {Action.NONE: 95, Action.HOLD: 70, Action.REDUCE: 40, None: 100}
    return [
        Readiness(
            day=START + timedelta(days=index),
            score=scores[action],
            confidence=0.0 if action is None else 0.6,
            action=action or Action.NONE,
        )
        for index, action in enumerate(actions)
    ]


@pytest.mark.parametrize("locale", list(Locale))
def test_days_that_change_the_session_are_marked(locale: Locale) -> None:
    plain = readiness_chart(days(Action.NONE, Action.NONE, Action.NONE), locale)
    marked = readiness_chart(days(Action.NONE, Action.HOLD, Action.REDUCE, None), locale)
    ET.fromstring(marked)
    for action in ("hold", "reduce"):
        assert say(locale, f"readiness.chart.{action}") in marked
        assert say(locale, f"readiness.chart.{action}") not in plain
    assert say(locale, "readiness.chart.title") in marked


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("count", [0, 3])
def test_nothing_known_is_said_in_words(locale: Locale, count: int) -> None:
    picture = readiness_chart(days(*[None] * count), locale)
    assert "".join(ET.fromstring(picture).itertext())
    assert say(locale, "readiness.chart.confidence") not in picture


def test_one_day_is_enough() -> None:
    picture = ET.fromstring(readiness_chart(days(Action.REDUCE), Locale.EN))
    assert say(Locale.EN, "readiness.chart.title") in "".join(picture.itertext())
