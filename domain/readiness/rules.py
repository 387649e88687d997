"""The rules of readiness as rows: what each looks at, from where on it speaks, what it asks for, and why.

None asks for more training. `Action.HOLD` and `REDUCE` are all that a row may hold.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from msgspec import Struct

from domain.readiness.types import Action


class Family(StrEnum):
    """Kinds of evidence. Two inputs of one family say one thing twice."""

    CHECKIN = "checkin"
    SLEEP = "sleep"
    HRV = "hrv"
    RESTING_HR = "resting_hr"
    LOAD = "load"


class ReadinessRule(Struct, frozen=True, kw_only=True):
    """`asks` once the `input` has crossed `limit` (in `unit`; how is the input's own business)."""

    id: str
    family: Family
    input: str
    limit: float
    unit: str
    asks: Action
    source: str


_GYMCOACH = "GymCoach (open source): readiness 1-5 holds at 2, soreness holds at 4 and reduces at 5; never raises"
_PLEWS = "Plews et al. 2013, Sports Med 43:773: 7-day mean of ln RMSSD against the own range of mean +- 0.5 SD"
_CRAVEN = "Craven et al. 2022, Sports Med 52:2669: performance -7.6 % after a night of 6 h or less"
_RESTING = "Common practice of coaches and devices: 5 to 7 bpm above the own baseline is a reason for care"
_FORM = "Banister's fitness and fatigue (42 and 7 days): a form below -25 at a fitness of 60 to 100 asks for recovery"
_JUDGEMENT = "Judgement: an energy or a sleep as bad as the scale goes is treated as the worst soreness is"

_ROWS: Final = (
    ReadinessRule(
        id="RDY-soreness-5", family=Family.CHECKIN, input="checkin.soreness", limit=5, unit="/5",
        asks=Action.REDUCE, source=_GYMCOACH,
    ),
    ReadinessRule(
        id="RDY-soreness-4", family=Family.CHECKIN, input="checkin.soreness", limit=4, unit="/5",
        asks=Action.HOLD, source=_GYMCOACH,
    ),
    ReadinessRule(
        id="RDY-energy-1", family=Family.CHECKIN, input="checkin.energy", limit=1, unit="/5",
        asks=Action.REDUCE, source=_JUDGEMENT,
    ),
    ReadinessRule(
        id="RDY-rest-1", family=Family.CHECKIN, input="checkin.sleep_quality", limit=1, unit="/5",
        asks=Action.REDUCE, source=_JUDGEMENT,
    ),
    ReadinessRule(
        id="RDY-checkin-2", family=Family.CHECKIN, input="checkin", limit=2, unit="/5",
        asks=Action.HOLD, source=_GYMCOACH,
    ),
    ReadinessRule(
        id="RDY-sleep-6", family=Family.SLEEP, input="sleep", limit=6.0, unit="h", asks=Action.HOLD, source=_CRAVEN
    ),
    ReadinessRule(
        id="RDY-sleep-usual", family=Family.SLEEP, input="sleep", limit=0.75, unit="of the own mean",
        asks=Action.HOLD, source="Judgement: a quarter less than usual, for people who need more than most",
    ),
    ReadinessRule(
        id="RDY-hrv-range", family=Family.HRV, input="hrv", limit=0.5, unit="standard deviations below the own mean",
        asks=Action.HOLD, source=_PLEWS,
    ),
    ReadinessRule(
        id="RDY-resting-5", family=Family.RESTING_HR, input="resting_hr", limit=5.0, unit="bpm, mean of 3 days",
        asks=Action.HOLD, source=_RESTING,
    ),
    ReadinessRule(
        id="RDY-resting-7", family=Family.RESTING_HR, input="resting_hr", limit=7.0, unit="bpm, the latest alone",
        asks=Action.HOLD, source=_RESTING,
    ),
    ReadinessRule(
        id="RDY-form-40", family=Family.LOAD, input="load.form", limit=-0.40, unit="of the fitness",
        asks=Action.REDUCE, source=_FORM,
    ),
    ReadinessRule(
        id="RDY-form-25", family=Family.LOAD, input="load.form", limit=-0.25, unit="of the fitness",
        asks=Action.HOLD, source=_FORM,
    ),
)  # fmt: skip

RULES: Final[Mapping[str, ReadinessRule]] = {row.id: row for row in _ROWS}

AGREE: Final = "RDY-agree"
"""The one rule over others: when two families each ask to hold, the session is reduced.

Judgement: a sign alone may be chance (a late meal, a loose strap); two of different kinds seldom are.
"""

WEIGHTS: Final[Mapping[str, float]] = {
    "checkin": 0.0,  # the mean of the answers below, which have the weight
    "checkin.energy": 0.10,
    "checkin.soreness": 0.10,
    "checkin.sleep_quality": 0.06,
    "checkin.mood": 0.04,
    "sleep": 0.20,
    "hrv": 0.25,
    "resting_hr": 0.15,
    "load.form": 0.10,
}
"""What a fresh and complete input counts, of 1 in all. Judgement: how a person feels and how it slept come first, as
answers are there for everyone and track training better than single readings (Saw et al. 2016, Br J Sports Med 50:281).
"""
