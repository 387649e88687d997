"""What readiness is: shown inputs, a confidence, and an action that may hold or reduce, never raise."""

from datetime import date
from enum import StrEnum

from msgspec import Struct


class Action(StrEnum):
    """NONE: train as planned. HOLD: no rise of load or sets today. REDUCE: about a tenth less load and fewer sets."""

    NONE = "none"
    HOLD = "hold"
    REDUCE = "reduce"


class ReadinessInput(Struct, frozen=True, kw_only=True):
    """One thing that was looked at. `name` is a stable key (checkin.sleep, hrv, resting_hr, sleep, load.form, ...).

    `value` against `baseline` (both in `unit`; baseline None: none known yet), `age_days` old, counted with `weight`
    (0-1). `score` is 0 (worst) to 1 (as good as usual or better); `says` is what this input alone asks for.
    """

    name: str
    value: float
    unit: str
    baseline: float | None
    age_days: float
    weight: float
    score: float
    says: Action


class Readiness(Struct, frozen=True, kw_only=True):
    """`score` 0-100 (100: as usual or better), `confidence` 0-1 by how much and how fresh the inputs are.

    Without inputs: score 100, confidence 0, action NONE. `rules` are the ids that led to the action, `text` says it in
    the person's language.
    """

    day: date
    score: int
    confidence: float
    action: Action
    inputs: tuple[ReadinessInput, ...] = ()
    rules: tuple[str, ...] = ()
    text: str = ""
