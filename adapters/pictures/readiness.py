"""Readiness day by day as SVG, in the style of the other charts.

Days on which the session is held or lighter are dots of their own: the line alone does not say what followed from it.
A day of which nothing is known has no point.
"""

from collections.abc import Sequence
from typing import Final

from adapters.pictures.charts import AMBER, BLUE, GREEN, GREY, Frame, sentence, timeline
from adapters.pictures.dressing import Mark
from domain.profile import Locale
from domain.readiness.types import Action, Readiness
from domain.text.messages import say

_TICKS: Final = (0.0, 25.0, 50.0, 75.0, 100.0)
_DOTS: Final = {Action.HOLD: BLUE, Action.REDUCE: AMBER}


def readiness_chart(days: Sequence[Readiness], locale: Locale) -> str:
    """The SVG of days, oldest first; a sentence where nothing is known of any."""
    frame = Frame(title=say(locale, "readiness.chart.title"), locale=locale, names={})
    known = [(day.day.toordinal(), float(day.score)) for day in days if day.confidence > 0]
    if not known:
        return sentence(say(locale, "readiness.chart.empty"), frame)
    surely = [(day.day.toordinal(), 100 * day.confidence) for day in days]
    drawn = [
        (say(locale, "readiness.chart.confidence"), surely, Mark(ink=GREY, width=1, opacity=0.8)),
        (say(locale, "readiness.chart.score"), known, Mark(ink=GREEN, width=2.5)),
    ]
    for action, ink in _DOTS.items():
        dots = [(day.day.toordinal(), float(day.score)) for day in days if day.action is action]
        if dots:
            drawn.append((say(locale, f"readiness.chart.{action}"), dots, Mark(ink=ink, width=0, dot=3)))
    return timeline(drawn, frame, say(locale, "readiness.chart.axis"), _TICKS)
