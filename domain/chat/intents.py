"""What a message wants of the coach: a linear classifier over hashed features, and the slots that rules find.

The weights are data (`data/intents.json`, made by `ml.train.intents`). Scoring is a sum of bytes, in plain Python.
"""

import hashlib
import math
from base64 import b64decode
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec
from msgspec import Struct

from domain.catalogue.types import Catalogue
from domain.chat.features import BUCKETS, features, weight_of
from domain.chat.language import language_of
from domain.chat.slots import Slots, slots_of
from domain.errors import CatalogueError
from domain.profile import Locale


class IntentName(StrEnum):
    """REQUEST_PLAN wants a new plan, ASK_PLAN asks about the one there is. TRACKER: devices and what they measure."""

    REQUEST_PLAN = "request_plan"
    ASK_PLAN = "ask_plan"
    EXERCISE_HOW_TO = "exercise_how_to"
    NUTRITION = "nutrition"
    LOG_ACTIVITY = "log_activity"
    MOTIVATION = "motivation"
    PAIN = "pain"
    SWAP = "swap"
    SHORT_ON_TIME = "short_on_time"
    PROGRESS = "progress"
    SMALL_TALK = "small_talk"
    TRACKER = "tracker"
    ACCOUNT = "account"
    OUT_OF_SCOPE = "out_of_scope"


SURE_FROM: Final = 0.35
"""Confidence below which the answer is "unsure"; see the table of `tests/perf/chat_bench.py`."""


class Model(Struct, frozen=True):
    """Weights as signed bytes, bucket by bucket, one for each name; times `scale` they are log-odds."""

    names: tuple[IntentName, ...]
    weights: bytes
    scale: float


class Intent(Struct, frozen=True, kw_only=True):
    """The most likely wish, its probability 0-1, and the next likely one.

    `unsure`: the coach asks back or answers generally, and starts nothing.
    """

    name: IntentName
    confidence: float
    unsure: bool
    second: IntentName
    locale: Locale
    slots: Slots


def intent_of(text: str, locale: Locale | None = None, catalogue: Catalogue | None = None) -> Intent:
    """What `text` wants. `locale` is the person's language; exercises are recognised with a catalogue only."""
    ranked = scored(_model(), text)
    best, second = ranked[0], ranked[1]
    return Intent(
        name=best[1],
        confidence=best[0],
        unsure=best[0] < SURE_FROM,
        second=second[1],
        locale=language_of(text, locale),
        slots=slots_of(text, catalogue),
    )


def scored(model: Model, text: str) -> list[tuple[float, IntentName]]:
    """Every intent with its probability, most likely first."""
    found = features(text)
    width = len(model.names)
    weights = memoryview(model.weights).cast("b")
    sums = [0] * width
    for bucket in found:
        row = weights[bucket * width : (bucket + 1) * width]
        sums = [total + each for total, each in zip(sums, row, strict=True)]
    norm = model.scale * weight_of(len(found))
    top = max(sums)
    odds = [math.exp((each - top) * norm) for each in sums]
    whole = sum(odds)
    return sorted(((odd / whole, name) for odd, name in zip(odds, model.names, strict=True)), reverse=True)


class _File(Struct, forbid_unknown_fields=True):
    classes: list[IntentName]
    buckets: int
    scale: float
    trained_on: str
    weights_sha256: str
    weights: str


@cache
def _model() -> Model:
    """The model of the data file. Raises `CatalogueError` when its weights are not what its hash says."""
    file = msgspec.json.decode((files("domain.chat") / "data" / "intents.json").read_bytes(), type=_File)
    weights = b64decode(file.weights)
    if hashlib.sha256(weights).hexdigest() != file.weights_sha256 or len(weights) != BUCKETS * len(file.classes):
        raise CatalogueError("chat/data/intents.json: the weights do not match their hash or their size")
    return Model(tuple(file.classes), weights, file.scale)


def trained_on() -> str:
    """SHA-256 of the training text that the weights come from."""
    return msgspec.json.decode((files("domain.chat") / "data" / "intents.json").read_bytes(), type=_File).trained_on
