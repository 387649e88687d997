"""Red flags in a message, found before any model sees it (rules SCR-3 and MED-1).

What is looked for, and in which words, is data: `data/triage.toml`. Here is how a match is judged. It is dropped when
it is denied ("no chest pain"), about somebody else ("my dad fainted"), over and cleared by a doctor, a general question
("what is a stroke?"), or eased by the sentence around it ("my chest hurts, just sore from bench"). Everything else
alarms: a false alarm costs a minute, a missed one may cost a life.
"""

from enum import StrEnum
from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import Any, Final

from msgspec import Struct

from domain.chat.language import language_of
from domain.chat.phrasebook import Found, Pattern, Phrasebook, Span
from domain.events.kinds import SymptomReported
from domain.profile import Locale, Symptom
from domain.text.messages import say


class Level(StrEnum):
    """EMERGENCY: call now. URGENT: a doctor today. SOON: a professional in the next days."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    SOON = "soon"


_ORDER: Final = tuple(Level)
_BEFORE: Final = 8
"""Words before a match in which another person may be its subject."""

_OR: Final = frozenset({"or", "nor", "ou", "ni", "او", "ولا"})
_NO_SYMPTOM: Final = frozenset({"deny", "still", "others", "first", "asking", "past", "cleared", "now", "self", "cant"})


class Triage(Struct, frozen=True, kw_only=True):
    """What a message asks for before anything else.

    `rule` is the stable id that the answer is shown with, `kind` the entry of `triage.toml`, `also` the other kinds in
    the message, `words` what was found. `text` is the whole answer in `locale`. `symptom` is what may be recorded.
    """

    rule: str
    kind: str
    level: Level
    locale: Locale
    text: str
    words: str
    symptom: Symptom | None = None
    also: tuple[str, ...] = ()

    def proposal(self) -> SymptomReported | None:
        """The event that would stop training until a professional has cleared it; the person confirms it."""
        return SymptomReported(symptom=self.symptom) if self.symptom else None


class Rule(Struct, frozen=True, kw_only=True):
    """An entry of `triage.toml`, its patterns ready for matching."""

    kind: str
    patterns: tuple[tuple[Level, Pattern], ...]
    eased: tuple[str, ...] = ()
    symptom: Symptom | None = None
    others: bool = False
    lasting: bool = False
    asked: bool = False
    personal: bool = False


class _Hit(Struct, frozen=True):
    rule: Rule
    level: Level
    words: str


def triage(text: str, hint: Locale | None = None) -> Triage | None:
    """The most urgent red flag of `text`, or None. `hint` is the person's language, for texts that do not show one."""
    book, rules = _book()
    found = book.find(text)
    hits = [hit for rule in rules if (hit := _judged(rule, found))]
    if not hits:
        return None
    first = min(hits, key=lambda hit: _ORDER.index(hit.level))
    locale = language_of(text, hint)
    return Triage(
        rule=rule_id(first.rule.kind),
        kind=first.rule.kind,
        level=first.level,
        locale=locale,
        text=_answer(first, locale),
        words=first.words,
        symptom=first.rule.symptom,
        also=tuple(hit.rule.kind for hit in hits if hit is not first),
    )


def rule_id(kind: str) -> str:
    """The id under which findings, answers and docs name a kind of red flag."""
    return "MED-1-dosing" if kind == "drug_dosing" else f"SCR-3-{kind.replace('_', '-')}"


def kinds() -> tuple[str, ...]:
    """Every kind of red flag, most important first."""
    return tuple(rule.kind for rule in _book()[1])


def _answer(hit: _Hit, locale: Locale) -> str:
    told = say(locale, f"triage.do.{hit.rule.kind}")
    if hit.rule.personal:
        return told
    return f"{say(locale, f'triage.lead.{hit.level}')} {told} {say(locale, f'triage.training.{hit.level}')}"


# --- judging ---


def _judged(rule: Rule, found: Found) -> _Hit | None:
    """The most urgent match of a rule that stands."""
    best: _Hit | None = None
    for level, pattern in rule.patterns:
        if pattern.concepts[0] not in found.places:
            continue
        if best and _ORDER.index(best.level) <= _ORDER.index(level):
            continue
        for spans in found.matches(pattern):
            whole = Span(min(span.start for span in spans), max(span.end for span in spans))
            stands = _standing(rule, pattern, found, whole, level)
            if stands and (best is None or _ORDER.index(stands) < _ORDER.index(best.level)):
                best = _Hit(rule, stands, " ".join(token.word for token in found.tokens[whole.start : whole.end]))
    return best


def _standing(rule: Rule, pattern: Pattern, found: Found, whole: Span, level: Level) -> Level | None:
    """The level at which a match stands, or None."""
    start, end = _sentence(found, whole)
    eased = not pattern.always and any(found.has(concept, start, end) for concept in rule.eased)
    if eased or _denied(found, whole):
        return None
    if not rule.others and _somebody_else(found, whole, start, end):
        return None
    general = found.has("asking", start, end) and not found.has("first", start, end)
    if general and not rule.asked:
        return None
    if rule.lasting or found.has("still", start, end):
        return level
    past = found.has("past", start, end)
    if found.has("cleared", start, _next_end(found, end) if past else end):
        return None
    return Level.SOON if past and level is not Level.SOON else level


def _denied(found: Found, whole: Span) -> bool:
    """Whether nothing but filler stands between a denial and the match ("never had any chest pain").

    In a list joined by "or" other red flags may stand between ("never fainted or had palpitations").
    """
    joined = any(token.word in _OR for token in found.tokens[whole.start : whole.end])
    for at in range(whole.start, 0, -1):
        if any(place.end == at for place in found.places.get("deny", ())) and not _in(found, ("cant",), at - 1):
            same_clause = found.tokens[at - 1].clause == found.tokens[whole.start].clause
            return same_clause and not found.has("like_that", whole.end, whole.end + 4)
        joined = joined or found.tokens[at - 1].word in _OR
        if not _in(found, ("filler",), at - 1) and not (joined and _in(found, _symptoms(found), at - 1)):
            return False
    return False


def _symptoms(found: Found) -> tuple[str, ...]:
    return tuple(name for name in found.places if name not in _NO_SYMPTOM)


def _in(found: Found, concepts: tuple[str, ...], token: int) -> bool:
    """Whether a token belongs to one of the concepts."""
    return any(place.start <= token < place.end for name in concepts for place in found.places.get(name, ()))


def _somebody_else(found: Found, whole: Span, start: int, end: int) -> bool:
    """Whether another person is the subject, and neither the writer nor the present moment comes in."""
    subject = [
        place.end
        for place in found.places.get("others", ())
        if start <= place.start and whole.start - _BEFORE <= place.start < whole.start
    ]
    if not subject or found.has("now", start, _next_end(found, end)):
        return False
    return not found.has("first", max(subject), whole.end)


def _sentence(found: Found, whole: Span) -> tuple[int, int]:
    """The tokens of the sentences that a match touches."""
    first, last = found.tokens[whole.start].sentence, found.tokens[whole.end - 1].sentence
    start, end = whole.start, whole.end
    while start > 0 and found.tokens[start - 1].sentence == first:
        start -= 1
    while end < len(found.tokens) and found.tokens[end].sentence == last:
        end += 1
    return start, end


def _next_end(found: Found, end: int) -> int:
    """The end of the sentence that begins at token `end`."""
    following = end
    while following < len(found.tokens) and found.tokens[following].sentence == found.tokens[end].sentence:
        following += 1
    return following


# --- the book ---


@cache
def _book() -> tuple[Phrasebook, tuple[Rule, ...]]:
    tree = loads((files("domain.chat") / "data" / "triage.toml").read_text(encoding="utf-8"))
    grammar = dict(tree["grammar"])
    harmless, ordinary = grammar.pop("harmless"), grammar.pop("ordinary")
    book = Phrasebook({**tree["group"], **grammar}, harmless, ordinary)
    rules = tuple(_rule(book, kind, entry) for kind, entry in tree["rule"].items())
    return book, rules


def _rule(book: Phrasebook, kind: str, entry: dict[str, Any]) -> Rule:
    patterns = tuple((level, book.pattern(part)) for level in Level for part in _parts(entry.get(level, "")))
    return Rule(
        kind=kind,
        patterns=patterns,
        eased=tuple(part.strip("<>") for part in _parts(entry.get("eased", ""))),
        symptom=Symptom(entry["symptom"]) if "symptom" in entry else None,
        others=entry.get("others", False),
        lasting=entry.get("lasting", False),
        asked=entry.get("asked", False),
        personal=entry.get("personal", False),
    )


def _parts(text: str) -> list[str]:
    return [part.strip() for line in text.splitlines() for part in line.split(";") if part.strip()]
