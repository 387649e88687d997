"""What a message names: an exercise, sets, repetitions and load, minutes, a place that hurts and how much, a day.

Digits may be Arabic ("٣ مجموعات ١٠ عدات ٦٠ كيلو"), words English, French or Arabic. A slot that is not named is None;
nothing is guessed. The person confirms whatever is done with it.
"""

import re
from typing import Final

from msgspec import Struct

from domain.catalogue.names import find_exercise
from domain.catalogue.types import Catalogue, Joint
from domain.chat.features import mentions
from domain.profile import Weekday
from domain.safety.phrases import Status, read_text
from domain.text.normal import unaccented

_KG_IN_LB: Final = 0.45359237
_MOST_REPS_FIRST: Final = 20
"""In "110x3" a first number above this is a load, not a count of sets."""

_LONGEST_NAME: Final = 5
_TIMES = r"\s*(?:x|×|\*|في)\s*"
_UNIT = r"(?P<unit>kgs?|kilos?|kilogram\w*|كيلو\w*|كغ|كجم|lbs?|pounds?|livres?|رطل)"
_NUMBER = r"\d{1,3}(?:[.,]\d{1,2})?"
_SETS = r"(?:sets?|series?|مجموع\w+|جول\w+|سيري\w*|سيت\w*|rounds?|tours?)"
_REPS = r"(?:reps?|repetitions?|عد\w+|تكرار\w*|fois|times)"

_SETS_X = re.compile(
    rf"(?<![\d.,])(?P<first>{_NUMBER}){_TIMES}(?P<reps>\d{{1,3}})(?![\d.,]*\d)(?:{_TIMES}(?P<load>{_NUMBER}))?"
)
_SETS_OF = re.compile(
    rf"(?<!\d)(?P<sets>\d{{1,2}})\s*{_SETS}(?:\s*(?:of|de|x|dyal|من|في))?(?:\s*(?P<reps>\d{{1,3}}))?(?!\d)"
)
_REPS_OF = re.compile(rf"(?<!\d)(?P<reps>\d{{1,3}})\s*{_REPS}")
_LOAD = re.compile(rf"(?<![\d.,])(?P<load>{_NUMBER})\s*{_UNIT}(?!\w)")
_BARE_LOAD = re.compile(
    rf"(?:\bat|@|\ba|\bavec|\bwith|علي|ب)\s+(?P<load>{_NUMBER})(?![\d.,]*\d|\s*(?:h|min|mn|%|دقيق|ساع|/))"
)
_LOAD_FOR = re.compile(rf"{_UNIT}\s*(?:for|x|×|pour|pendant)\s*(?P<reps>\d{{1,3}})(?!\s*(?:min|sec|s\b|km|\d))")

_WORD = re.compile(r"\w+")
_MINUTES = re.compile(r"(?<![\d.,])(\d{1,3})\s*-?\s*(?:minutes?|mins?|mn|دقيق\w*|دقائق|دقايق|d9i9a|d9aye9)(?!\w)")
_HOURS = re.compile(r"(?<![\d.,])(\d{1,2})\s*(?:hours?|hrs?|heures?|h|ساع\w+)\s*(\d{2})?(?!\w)")
_SPOKEN: Final = (
    (45, ("three quarters of an hour", "trois quarts d heure", "ساعه الا ربع")),
    (30, ("half an hour", "half hour", "demi heure", "نص ساعه", "نصف ساعه")),
    (15, ("quarter of an hour", "quarter hour", "quart d heure", "ربع ساعه")),
    (90, ("hour and a half", "heure et demie", "ساعه ونص", "ساعه ونصف")),
    (60, ("an hour", "one hour", "une heure", "ساعه واحده")),
)
_SCORE = re.compile(r"(?<![\d.,])(\d{1,2}(?:[.,]5)?)\s*(?:/|out of|sur|من)\s*10(?!\d)")

_NOT_SHOULDER = re.compile(r"\bshould\b", re.IGNORECASE)
"""`read_text` forgives spelling, and takes it for a misspelt shoulder."""

_OFFSETS: Final = {
    -2: ("day before yesterday", "avant hier", "قبل امس", "اول امبارح", "اول امس"),
    -1: ("yesterday", "last night", "hier", "امس", "امبارح", "البارح", "البارحه", "lbare7"),
    1: ("tomorrow", "demain", "غدا", "بكره", "بكرا", "ghda", "غدوه"),
    0: (
        "today",
        "tonight",
        "this morning",
        "this evening",
        "aujourd hui",
        "ce matin",
        "ce soir",
        "اليوم",
        "النهارده",
        "lyoum",
    ),
}
_WEEKDAYS: Final = {
    Weekday.MONDAY: ("monday", "lundi", "الاثنين", "الاتنين"),
    Weekday.TUESDAY: ("tuesday", "mardi", "الثلاثاء", "التلات"),
    Weekday.WEDNESDAY: ("wednesday", "mercredi", "الاربعاء"),
    Weekday.THURSDAY: ("thursday", "jeudi", "الخميس"),
    Weekday.FRIDAY: ("friday", "vendredi", "الجمعه"),
    Weekday.SATURDAY: ("saturday", "samedi", "السبت"),
    Weekday.SUNDAY: ("sunday", "dimanche", "الاحد"),
}


class Slots(Struct, frozen=True, kw_only=True):
    """What was named. `load_kg` is in kilograms whatever was written, `score` 0-10, `day_offset` days from today."""

    exercise: str | None = None
    sets: int | None = None
    reps: int | None = None
    load_kg: float | None = None
    minutes: int | None = None
    region: Joint | None = None
    score: float | None = None
    day_offset: int | None = None
    weekday: Weekday | None = None


def slots_of(text: str, catalogue: Catalogue | None = None) -> Slots:
    """The slots of `text`; exercises are recognised by the names and aliases of `catalogue`."""
    flat = unaccented(text)
    said = f" {' '.join(_WORD.findall(flat))} "
    sets, reps, load = _work(flat)
    return Slots(
        exercise=_exercise(flat, catalogue) if catalogue else None,
        sets=sets,
        reps=reps,
        load_kg=load,
        minutes=_minutes(flat, said),
        region=_region(text),
        score=_score(flat),
        day_offset=next((day for day, names in _OFFSETS.items() if _names_any(said, names)), None),
        weekday=next((day for day, names in _WEEKDAYS.items() if _names_any(said, names)), None),
    )


def _work(flat: str) -> tuple[int | None, int | None, float | None]:
    """Sets, repetitions and load in kilograms, as far as they are written."""
    sets: int | None = None
    reps: int | None = None
    load: float | None = None
    if crossed := _SETS_X.search(flat):
        first, reps = _value(crossed["first"]), int(crossed["reps"])
        if first > _MOST_REPS_FIRST or first != int(first):
            load = first
        else:
            sets = int(first)
            load = _value(crossed["load"]) if crossed["load"] else None
    elif counted := _SETS_OF.search(flat):
        sets = int(counted["sets"])
        reps = int(counted["reps"]) if counted["reps"] else None
    if reps is None and (told := _REPS_OF.search(flat) or _LOAD_FOR.search(flat)):
        reps = int(told["reps"])
    if weighed := _LOAD.search(flat):
        pounds = weighed["unit"][0] in "lpر"
        load = round(_value(weighed["load"]) * (_KG_IN_LB if pounds else 1), 1)
    elif load is None and (sets or reps) and (bare := _BARE_LOAD.search(flat)):
        load = _value(bare["load"])
    return sets or None, reps or None, load or None


def _value(number: str) -> float:
    return float(number.replace(",", "."))


def _minutes(flat: str, said: str) -> int | None:
    for minutes, phrases in _SPOKEN:
        if _names_any(said, phrases):
            return minutes
    if hours := _HOURS.search(flat):
        more = _MINUTES.search(flat, hours.end())
        return int(hours[1]) * 60 + int(hours[2] or (more[1] if more else 0))
    told = _MINUTES.search(flat)
    return int(told[1]) if told else None


def _score(flat: str) -> float | None:
    told = _SCORE.search(flat)
    value = _value(told[1]) if told else None
    return value if value is not None and value <= 10 else None


def _region(text: str) -> Joint | None:
    """The first joint or region that is named in a message about something that hurts."""
    if not mentions(text, "hurt"):
        return None
    found = read_text(_NOT_SHOULDER.sub(" ", text), frozenset({"region"})).mentions
    return next((Joint(each.entry) for each in found if each.status is Status.PRESENT), None)


def _exercise(flat: str, catalogue: Catalogue) -> str | None:
    """The longest name in the message; of equally long ones the first."""
    words = _WORD.findall(flat)
    for size in range(min(_LONGEST_NAME, len(words)), 0, -1):
        for at in range(len(words) - size + 1):
            part = words[at : at + size]
            found = find_exercise(catalogue, " ".join(part))
            if found is None and part[0].startswith("ال") and len(part[0]) > 4:
                found = find_exercise(catalogue, " ".join((part[0].removeprefix("ال"), *part[1:])))
            if found:
                return found
    return None


def _names_any(said: str, phrases: tuple[str, ...]) -> bool:
    return any(f" {phrase} " in said for phrase in phrases)
