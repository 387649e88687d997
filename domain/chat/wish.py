"""What a turn is about: the intent of the message, and what the turn before it adds when it refers to that."""

import re
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from domain.catalogue.types import Catalogue
from domain.chat.answer import Question
from domain.chat.intents import Intent, IntentName, intent_of
from domain.chat.language import language_of
from domain.chat.slots import Slots
from domain.profile import Locale
from domain.text.normal import unaccented

_REFERS: Final = re.compile(
    r"^(?:and|what about|how about|why|but why|how so|more|tell me more|et|et pour|pourquoi|comment ca|encore|"
    r"و?لماذا|ليه|علاش|وماذا|وماذا عن|و|المزيد)\b"
)
_SHORT: Final = 6
"""Words up to which such a beginning refers to the turn before."""

_GREETING: Final = re.compile(
    r"^\W*(?:good (?:morning|afternoon|evening|night)|morning|hello|hi|hey|bonjour|bonsoir|salut|coucou|"
    r"صباح (?:الخير|النور)|مساء الخير|السلام عليكم|سلام|مرحبا|اهلا)"
    r"(?:\s+(?:coach|everyone|there|le coach|كوتش|يا كوتش))?\W*$"
)


class Wish(Struct, frozen=True, kw_only=True):
    """`query` is what notes are looked up with; `follows`: the message goes on from the turn before."""

    intent: Intent
    query: str
    follows: bool = False

    @property
    def locale(self) -> Locale:
        return self.intent.locale

    @property
    def slots(self) -> Slots:
        return self.intent.slots


def wish_of(question: Question, catalogue: Catalogue) -> Wish:
    """What the person wants. A greeting is small talk, whatever exercise bears its name."""
    locale = language_of(question.text, question.locale)
    intent = intent_of(question.text, locale, catalogue)
    plain = unaccented(question.text).strip()
    if _GREETING.match(plain):
        greeting = replace(intent, name=IntentName.SMALL_TALK, confidence=1.0, unsure=False, slots=Slots())
        return Wish(intent=greeting, query=question.text)
    if not question.earlier or len(plain.split()) > _SHORT or not _REFERS.match(plain):
        return Wish(intent=intent, query=question.text)
    before = intent_of(question.earlier[-1].question, locale, catalogue)
    slots = intent.slots
    kept = {
        name: value if value is not None else getattr(before.slots, name)
        for name, value in ((name, getattr(slots, name)) for name in Slots.__struct_fields__)
    }
    merged = replace(before, locale=locale, slots=Slots(**kept))
    return Wish(intent=merged, query=f"{question.earlier[-1].question} {question.text}", follows=True)
