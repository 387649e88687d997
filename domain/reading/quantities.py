"""Numbers as people write them: "82 kg", "5'11\"", "1m80", "1 h 15", "3-4 days", "85 %", "7/10", "too easy"."""

import math
import re

from msgspec import Struct

from domain.text.normal import plain, unaccented


class Kind(Struct, frozen=True, kw_only=True):
    """What a number measures.

    `unit` is shown to the person, `factors` turn a written unit into it, `imperial` is the unit of a bare number when
    the profile says imperial, `after` names the smaller unit of a bare number that follows a unit (1 m 80),
    `words` are whole texts with a value and `scale` is what "7/10" is stretched to.
    """

    unit: str = ""
    factors: dict[str, float] = {}
    imperial: str = ""
    after: dict[str, str] = {}
    words: dict[str, float] = {}
    scale: float | None = None


class Quantity(Struct, frozen=True):
    """A value in the kind's unit. `converted`: another unit was written; `lower`: the lower end of a range was used."""

    value: float
    converted: bool = False
    lower: bool = False


def _units(**groups: str) -> dict[str, str]:
    return {unaccented(word): name for name, words in groups.items() for word in words.split()}


def _factors(names: dict[str, str], values: dict[str, float]) -> dict[str, float]:
    return {word: values[name] for word, name in names.items()}


_LENGTH = _units(
    cm="cm cms centimeter centimeters centimetre centimetres centimètres سم سنتيمتر",
    m="m metre metres meter meters mètre mètres متر م",
    inch="in inch inches po pouce pouces \" '' ″ ” إنش بوصة",
    ft="ft foot feet pied pieds ' ′ ’ قدم",
    mm="mm",
)
_MASS = _units(
    kg="kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes كغ كلغ كجم كيلو كيلوغرام كيلوجرام",
    lb="lb lbs pound pounds livre livres رطل # ",
    st="st stone stones",
    g="g gram grams grammes",
)
_TIME = _units(
    min="m min mins minute minutes mn د دقيقة دقائق '",
    h="h hr hrs hour hours heure heures ساعة ساعات",
    s="s sec secs second seconds seconde secondes ثانية",
)
_YEARS = _units(
    y="y yr yrs yo year years an ans année années سنة سنوات عام أعوام عاما",
    mo="month months mois mo شهر أشهر شهور",
)

LENGTH = Kind(
    unit="cm",
    factors=_factors(_LENGTH, {"cm": 1, "m": 100, "inch": 2.54, "ft": 30.48, "mm": 0.1}),
    imperial="in",
    after={"m": "cm", "metre": "cm", "'": "in", "′": "in", "’": "in", "ft": "in", "feet": "in", "foot": "in"},
)
MASS = Kind(
    unit="kg",
    factors=_factors(_MASS, {"kg": 1, "lb": 0.45359237, "st": 6.35029318, "g": 0.001}),
    imperial="lb",
    after={"st": "lb", "stone": "lb"},
)
MINUTES = Kind(
    unit="min",
    factors=_factors(_TIME, {"min": 1, "h": 60, "s": 1 / 60}),
    after={"h": "min", "hr": "min", "hour": "min", "heure": "min"},
    words={"half an hour": 30, "an hour": 60, "one hour": 60, "une heure": 60, "une demi heure": 30, "ساعه": 60},
)
AGE = Kind(factors=_factors(_YEARS, {"y": 1, "mo": 1 / 12}))
PER_WEEK = Kind(
    factors={
        unaccented(word): 1 for word in ["day", "days", "jour", "jours", "x", "times", "fois", "يوم", "أيام", "مرات"]
    },
    words={
        **{word: n for n, word in enumerate(["one", "two", "three", "four", "five", "six", "seven"], 1)},
        **{word: n for n, word in enumerate(["un", "deux", "trois", "quatre", "cinq", "six", "sept"], 1)},
        "once": 1,
        "twice": 2,
        "daily": 7,
        "every day": 7,
        "everyday": 7,
        "tous les jours": 7,
        "كل يوم": 7,
    },
)
PERCENT = Kind(unit="%", factors={"%": 1, "percent": 1, "per cent": 1, "٪": 1, "pour cent": 1})
FRACTION = Kind(factors={"%": 0.01, "percent": 0.01, "٪": 0.01}, scale=1)
PLAIN = Kind()
INTENSITY = Kind(
    unit="/10",
    scale=10,
    words={
        **dict.fromkeys(("very low", "very light", "tres faible", "خفيف جدا"), 1.0),
        **dict.fromkeys(("low", "light", "easy", "faible", "leger", "legere", "منخفض", "منخفضه", "خفيف"), 3.0),
        **dict.fromkeys(
            ("moderate", "medium", "average", "moyen", "moyenne", "modere", "moderee", "متوسط", "متوسطه"), 5.0
        ),
        **dict.fromkeys(
            ("high", "hard", "intense", "vigorous", "eleve", "elevee", "forte", "عال", "عاليه", "مرتفع"), 8.0
        ),
        **dict.fromkeys(("very high", "very hard", "maximal", "tres elevee", "tres intense", "عاليه جدا"), 9.0),
    },
)
DIFFICULTY = Kind(
    unit="/10",
    scale=10,
    words={
        **dict.fromkeys(("too easy", "very easy", "trop facile", "tres facile", "سهل جدا"), 1.0),
        **dict.fromkeys(("easy", "low", "light", "facile", "سهل"), 3.0),
        **dict.fromkeys(
            ("moderate", "medium", "average", "ok", "okay", "fine", "just right", "good", "perfect", "normal"), 5.0
        ),
        **dict.fromkeys(("moyen", "modere", "correct", "متوسط", "مناسب"), 5.0),
        **dict.fromkeys(("challenging", "tough", "assez difficile"), 7.0),
        **dict.fromkeys(("hard", "difficult", "high", "heavy", "difficile", "dur", "صعب"), 8.0),
        **dict.fromkeys(("too hard", "very hard", "too difficult", "very difficult", "impossible", "extreme"), 10.0),
        **dict.fromkeys(("trop difficile", "tres difficile", "trop dur", "صعب جدا"), 10.0),
    },
)
ENJOYMENT = Kind(
    unit="/10",
    scale=10,
    words={
        **dict.fromkeys(("loved it", "loved", "love", "love it", "favourite", "favorite", "excellent", "great"), 10.0),
        **dict.fromkeys(("very high", "adore", "j ai adore", "احببته جدا", "ممتاز"), 10.0),
        **dict.fromkeys(("liked it", "liked", "like", "enjoyed", "enjoyed it", "fun", "high", "good"), 8.0),
        **dict.fromkeys(("aime", "j aime", "j ai aime", "bien", "احببته", "ممتع", "جيد"), 8.0),
        **dict.fromkeys(("ok", "okay", "fine", "neutral", "medium", "moderate", "average", "so so"), 5.0),
        **dict.fromkeys(("moyen", "neutre", "متوسط", "عادي"), 5.0),
        **dict.fromkeys(("low", "disliked", "dislike", "did not like", "boring", "bad", "not fun"), 2.0),
        **dict.fromkeys(("pas aime", "je n aime pas", "ennuyeux", "ممل", "لم يعجبني"), 2.0),
        **dict.fromkeys(("hated it", "hated", "hate", "very low", "terrible", "deteste", "j ai deteste", "كرهته"), 0.0),
    },
)

_FILLER = re.compile(
    r"\b(about|around|approx|approximately|roughly|environ|max|maximum|per session|a session|each|par seance"
    r"|par semaine|per week|a week|weekly|old|body ?weight|حوالي|تقريبا|في الاسبوع|اسبوعيا)\b\.?|[~≈]"
    r"|/ ?(week|session|semaine|wk)\b"
)
_RANGE = re.compile(r"^(\d+(?:[.,]\d+)?)\s*(?:-|–|—|to|a|الي)\s*(\d+(?:[.,]\d+)?)(?=\D*$)")
_PART = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*((?:(?!\d)[^\s.,])+)?\.?,?\s*(?:and|et|و)?")
_OUT_OF = re.compile(r"^(\d+(?:[.,]\d+)?)\s*(?:/|out of|sur|من)\s*(\d+(?:[.,]\d+)?)$")


def quantity(given: float | str, kind: Kind, *, imperial: bool = False) -> Quantity | None:
    """What `given` says in the kind's unit; None when it cannot be read as one number of that kind."""
    if not isinstance(given, str):
        return _bare(float(given), kind, imperial=imperial)
    word = kind.words.get(plain(given))
    if word is not None:
        return Quantity(word)
    text = _FILLER.sub(" ", unaccented(given)).strip()
    if kind.scale and (parts := _OUT_OF.match(text)):
        top, bottom = (_number(part) for part in parts.groups())
        return Quantity(top / bottom * kind.scale) if bottom else None
    lower = _RANGE.match(text)
    if lower:
        text = lower[1] + text[lower.end() :]
    found = _sum(text, kind, imperial=imperial)
    return found and Quantity(found.value, converted=found.converted, lower=lower is not None)


def _bare(number: float, kind: Kind, *, imperial: bool) -> Quantity:
    if imperial and kind.imperial:
        return Quantity(number * kind.factors[kind.imperial], converted=True)
    if kind is LENGTH and 1 <= number < 3:
        return Quantity(number * 100, converted=True)
    if kind is FRACTION and 1 < number <= 100:
        return Quantity(number / 100)
    if kind is PERCENT and 0 < number < 1:
        return Quantity(number * 100, converted=True)
    return Quantity(number)


def _sum(text: str, kind: Kind, *, imperial: bool) -> Quantity | None:
    """Add up number-and-unit pairs; the whole text must be such pairs."""
    sign = -1 if text.startswith("-") else 1
    text = text.lstrip("+-").strip()
    total, converted, before, at = 0.0, False, "", 0
    while at < len(text):
        part = _PART.match(text, at)
        if part is None or part.end() == at:
            return None
        number, unit = _number(part[1]), (part[2] or "").strip()
        if not unit and not before and not text[part.end() :].strip():
            return _bare(sign * number, kind, imperial=imperial)
        unit = unit or kind.after.get(before, "")
        if unit not in kind.factors:
            return None
        total += number * kind.factors[unit]
        converted = converted or (kind.factors[unit] != 1 and kind is not FRACTION)
        before, at = unit, part.end()
    return Quantity(sign * total, converted=converted) if before and math.isfinite(total) else None


def _number(text: str) -> float:
    return float(text.replace(",", "."))
