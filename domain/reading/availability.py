"""When a person can train: minutes and weekdays, with what `constraints.time_restrictions` says taken in."""

import re
from itertools import combinations

from msgspec import Struct

from domain.profile import Profile, Weekday
from domain.reading.words import words_of
from domain.text.normal import plain, unaccented

WEEK = tuple(Weekday)
SHORTEST_SESSION = 10
"""Minutes; a shorter time in a restriction is not about the session ("5 minutes from home")."""

_MINUTES = re.compile(
    r"(?P<atleast>at least|(?<!no )more than|minimum of|au moins|(?<!pas )plus de|علي الاقل|اكثر من)?\s*"
    r"(?P<number>\d+(?:[.,]\d+)?)\s*(?:-\s*)?(?P<unit>h(?:(?:eu|ou)?rs?|eures?)?|min(?:ute)?s?|mn|ساع(?:ه|ات)|دقيق(?:ه|ة)|دقائق)(?![^\W\d_])"
    r"\s*(?P<rest>\d\d)?"
)
_TIME_OF_DAY = re.compile(
    r"\b(?:mornings?|evenings?|nights?|afternoons?|noon|lunch|before work|after work|\d{1,2} ?[ap]\.?m|\d{1,2}:\d\d"
    r"|matins?|soirs?|soirees?|apres-midi|midi|pause dejeuner|صباح\w*|الصباح|مساء\w*|المساء|ظهر\w*|الليل|ليل\w*)\b"
)
"""When in the day is the person's own affair: a plan has days, not hours."""

_CLAUSE = re.compile(r"[,;.،؛\n]| but | mais | لكن ")
_NOT = re.compile(
    r"\b(?:no|not|never|except|excluding|without|unavailable|busy|cannot|can t|off|apart from|avoid"
    r"|sauf|pas|jamais|indisponible|occupee?|hors|excepte|aucun|eviter|لا|ليس|بدون|ماعدا|عدا|الا|باستثناء|مشغول|مشغوله)\b"
)
_ONLY = re.compile(r"\b(?:only|just|seulement|uniquement|que|فقط)\b")
_GROUPS = {
    r"week ?ends?|fins? de semaine": frozenset({Weekday.SATURDAY, Weekday.SUNDAY}),
    r"(?:عطله )?نهايه الاسبوع": frozenset({Weekday.FRIDAY, Weekday.SATURDAY, Weekday.SUNDAY}),
    r"week ?days?|work ?days?|en semaine|jours? de semaine|jours? ouvres?": frozenset(WEEK[:5]),
}
"""The weekend is Friday and Saturday in some Arabic-speaking countries, Saturday and Sunday in others: all three."""


class Availability(Struct, frozen=True):
    """`minutes` a session, training `days` a week, and the `weekdays` they may fall on. `unread`: not understood."""

    minutes: int
    days: int
    weekdays: tuple[Weekday, ...]
    unread: tuple[str, ...] = ()


def availability_of(profile: Profile) -> Availability:
    """What is left after the person's time restrictions; the stricter of two statements counts."""
    preferences = profile.preferences
    minutes = preferences.workout_duration
    allowed = frozenset(preferences.available_weekdays or WEEK)
    unread = []
    for text in profile.constraints.time_restrictions:
        limit, days = minutes_in(text), weekdays_in(text)
        minutes = min(minutes, limit or minutes)
        allowed &= days
        if limit is None and days == frozenset(WEEK) and not _TIME_OF_DAY.search(unaccented(text)):
            unread.append(text)
    weekdays = tuple(day for day in WEEK if day in allowed)
    return Availability(minutes, min(preferences.days_per_week, len(weekdays)), weekdays, tuple(unread))


def minutes_in(text: str) -> int | None:
    """The shortest upper limit on minutes that the text names."""
    limits = []
    for found in _MINUTES.finditer(unaccented(text)):
        number = float(found["number"].replace(",", "."))
        hours = found["unit"].startswith(("h", "ساع"))
        minutes = number * 60 + int(found["rest"] or 0) if hours else number
        if not found["atleast"] and SHORTEST_SESSION <= minutes <= 24 * 60:
            limits.append(int(minutes))
    return min(limits, default=None)


def weekdays_in(text: str) -> frozenset[Weekday]:
    """The weekdays that the text leaves: "no weekends", "only Monday and Friday", "pas le mardi", "بدون الجمعة"."""
    left = frozenset(WEEK)
    for raw in _CLAUSE.split(unaccented(text)):
        clause = plain(raw)
        named = _named(clause)
        if not named or minutes_in(raw) is not None:  # "only 45 minutes on Fridays" limits minutes, not days
            continue
        if _NOT.search(clause):
            left -= named
        elif _ONLY.search(clause):
            left &= named
    return left


def _named(clause: str) -> frozenset[Weekday]:
    named: set[Weekday] = set()
    for pattern, days in _GROUPS.items():
        if re.search(rf"\b(?:{pattern})\b", clause):
            named |= days
    days_by_word = words_of(Weekday)
    for word in clause.split():
        for form in (word, word.removesuffix("s"), word.removeprefix("و"), word.removeprefix("ال")):
            if len(form) > 3 or form in {"mon", "tue", "wed", "thu", "fri", "sat"}:
                day = days_by_word.get(form)
                if isinstance(day, Weekday):
                    named.add(day)
    return frozenset(named)


def spread(days: int, weekdays: tuple[Weekday, ...]) -> tuple[Weekday, ...]:
    """`days` of `weekdays` with rest between them as even as possible, in week order; Sunday is taken last."""
    at = [WEEK.index(day) for day in weekdays]
    if days >= len(at):
        return weekdays

    def unevenness(chosen: tuple[int, ...]) -> tuple[float, int, bool, tuple[int, ...]]:
        gaps = [(after - before) % 7 or 7 for before, after in zip(chosen, chosen[1:] + chosen[:1], strict=True)]
        return (round(sum(1 / gap for gap in gaps), 6), _longest_run(gaps), 6 in chosen, chosen)

    return tuple(WEEK[index] for index in min(combinations(at, days), key=unevenness))


def _longest_run(gaps: list[int]) -> int:
    run = longest = 0
    for gap in gaps * 2:
        run = run + 1 if gap == 1 else 0
        longest = max(longest, run)
    return longest
