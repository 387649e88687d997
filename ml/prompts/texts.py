"""Whether a sentence the model wrote may be shown: plain words in the person's language that claim nothing.

The grammar already holds the form; this holds it again for servers whose grammar was dropped, and looks at the words.
"""

import re

from domain.coaching.person import Person
from domain.profile import Locale
from ml.prompts.schemas import name_pattern, overview_pattern

_FORM = {"name": (re.compile(name_pattern()), 6, 48), "overview": (re.compile(overview_pattern()), 30, 200)}
_ARABIC = re.compile("[\u0621-\u064a]")
_LATIN = re.compile("[A-Za-zÀ-ÿŒœ]")

# Words that a general sentence of the language can hardly do without, and that the other Latin one does not have.
_MARKS = {
    Locale.EN: frozenset(
        {"the", "and", "with", "for", "of", "your", "this", "that", "each", "to", "on", "a", "is", "are", "in"}
    ),
    Locale.FR: frozenset(
        {
            "le",
            "la",
            "les",
            "un",
            "une",
            "des",
            "du",
            "de",
            "et",
            "avec",
            "pour",
            "votre",
            "vos",
            "chaque",
            "sur",
            "en",
            "dans",
            "ce",
            "cette",
            "au",
            "aux",
        }
    ),
}

# Stems, each with any ending (`heal` takes `health` too). Health, medicine, food and promises are the code's to speak
# of; a plan's overview never needs them.
_STEMS = (
    r"pain|injur|medic|drug|doctor|physician|disease|illness|cure|heal|therap|treat|diagnos|symptom|rehab|safe|danger"
    r"|guarantee|pill|supplement|steroid|protein|calor|diet|fasting|burn|detox|prescri|patient|surg|cancer|heart|blood"
    r"|pregnan|lose|loss|kill|die|death|http|www|html|script|json|prompt|ignor|instruct"
    r"|douleur|bless|médic|maladie|guéri|soign|trait|thérap|docteur|médecin|sûr|garanti|régime|brûl|perdre|perte|grossesse|cœur|sang"
    r"|ألم|إصاب|دواء|طبيب|مرض|علاج|شفاء|حمية|قلب|حمل"
)
_FORBIDDEN = re.compile(rf"(?<!\w)(?:{_STEMS})\w*", re.IGNORECASE)


def fit_text(kind: str, text: str, person: Person) -> str:
    """Why `text` may not be the plan's `kind` (name or overview); empty when it may."""
    form, shortest, longest = _FORM[kind]
    if not shortest <= len(text) <= longest:
        return f"its length is {len(text)}; allowed: {shortest} to {longest} characters"
    if not form.fullmatch(text):
        return "it is not plain words in the form asked for"
    if _wrong_script(text, person.locale) or (kind == "overview" and _wrong_language(text, person.locale)):
        return f"it is not in the person's language ({person.locale.value})"
    return _words_problem(text)


def _words_problem(text: str) -> str:
    if found := _FORBIDDEN.search(text):
        return f"it speaks of {found.group()!r}"
    words = text.lower().strip(".").split()
    longest = max(map(len, words))
    if longest > 20:
        return f"it has a word of {longest} letters"
    return "it repeats itself" if len(set(words)) < 0.6 * len(words) else ""


def _wrong_script(text: str, locale: Locale) -> bool:
    unwanted = _LATIN if locale is Locale.AR else _ARABIC
    return unwanted.search(text) is not None


def _wrong_language(text: str, locale: Locale) -> bool:
    if locale not in _MARKS:
        return False
    words = set(re.split(r"[\s,.'\u2019-]+", text.lower()))
    own = len(words & _MARKS[locale])
    other = max(len(words & marks) for name, marks in _MARKS.items() if name is not locale)
    return own == 0 or other > own
