"""The menu format: the model is shown short ids and answers with them.

The static text comes first and the person last, so a server's prefix cache holds all but the person. Only typed facts
and catalogue names are written: no text that a person typed reaches the prompt, so none can instruct the model.
"""

import hashlib

import msgspec
from msgspec import Struct

from domain.coaching.person import Person
from domain.coaching.planning.proposal import EMPTY, DayBrief, Frame, Split
from domain.coaching.taste.model import told
from domain.ports import Message
from domain.profile import Locale
from ml.prompts.schemas import DAY_SCHEMA, OUTLINE_SCHEMA, SLOT_KEYS, Schema, day_schema, outline_schema

OUTLINE_TOKENS = 160
DAY_TOKENS = 200
"""Most tokens of an answer. A full one takes about 60 and 90 (SmolLM2), so reaching this means that it ran away."""

_SPLITS: dict[Split, str] = {
    Split.FULL_BODY: "every session trains the whole body",
    Split.UPPER_LOWER: "upper body and lower body in turn",
    Split.PUSH_PULL_LEGS: "pushing, pulling and legs in turn",
    Split.UPPER_LOWER_PPL: "upper, lower, push, pull, legs",
    Split.BODY_PART: "one or two muscle groups a session",
    Split.STRENGTH_CARDIO: "strength sessions and cardio sessions",
    Split.CARDIO: "endurance sessions",
    Split.MIND_BODY: "yoga, pilates and stretching",
    Split.GENTLE: "light movement",
}
_LANGUAGES = {Locale.EN: "English", Locale.FR: "French", Locale.AR: "Arabic"}

OUTLINE_TEXT = (
    "You are the planner of a gym coach. Choose how to divide the person's training week and describe the plan.\n"
    "Splits:\n"
    + "".join(f"{split.value}: {meaning}\n" for split, meaning in _SPLITS.items())
    + "Answer with one JSON object: split is one of the person's allowed splits, name is a title of two to five words, "
    "overview is one sentence that says what the plan trains and how the week runs. Use no numbers and give no advice."
)
DAY_TEXT = (
    "You are the planner of a gym coach. Choose the exercises of one training day.\n"
    "Each slot lists exercise ids with their names. For each slot choose the id that serves the person's goals best, "
    f"and choose no id twice. A slot that is not listed gets {EMPTY}. Choose one of the allowed schemes.\n"
    "Answer with one JSON object with the keys scheme and " + ", ".join(SLOT_KEYS) + "."
)


class MenuPrompt(Struct, frozen=True, kw_only=True):
    """A prompt and the schema of its answer, a flat object with exactly `keys`."""

    messages: tuple[Message, ...]
    schema: Schema
    max_tokens: int

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the answer, in order."""
        properties = self.schema["properties"]
        return tuple(properties) if isinstance(properties, dict) else ()


def outline_prompt(frame: Frame, *, narrow: bool) -> MenuPrompt:
    """Ask for the split and the wording. `narrow`: a schema with this person's splits only."""
    person = frame.person
    facts = [
        *_facts(person),
        f"Days a week: {person.days}, {person.minutes} minutes each",
        f"Write in {_LANGUAGES[person.locale]}.",
        f"Allowed splits: {', '.join(frame.splits)}",
    ]
    return MenuPrompt(
        messages=_messages(OUTLINE_TEXT, facts),
        schema=outline_schema(frame.splits) if narrow else OUTLINE_SCHEMA,
        max_tokens=OUTLINE_TOKENS,
    )


def day_prompt(
    frame: Frame, brief: DayBrief, *, narrow: bool, shown: int, skip: frozenset[str] = frozenset()
) -> MenuPrompt:
    """Ask for one day. Each slot shows its `shown` best candidates; those in `skip`, and those that an earlier slot of
    the day shows, come last. `narrow`: a schema that holds only the ids shown, slot by slot.
    """
    names = {entry.id: entry.exercise.name for entry in frame.menu.entries}
    slots = _shown(brief, shown, skip)
    facts = [
        *_facts(frame.person),
        f"Day: {_words(brief.focus)} ({brief.kind.value})",
        f"Allowed schemes: {', '.join(brief.schemes)}",
        *(
            f"{key} {slot.role.value}: " + "; ".join(f"{pick} {names[pick]}" for pick in ids)
            for key, slot, ids in zip(SLOT_KEYS, brief.slots, slots, strict=False)
        ),
    ]
    return MenuPrompt(
        messages=_messages(DAY_TEXT, facts),
        schema=day_schema(brief.schemes, slots) if narrow else DAY_SCHEMA,
        max_tokens=DAY_TOKENS,
    )


def static_prompts() -> tuple[MenuPrompt, ...]:
    """The outline's and the day's static part, each with its static schema: what a server is warmed up with."""
    return (
        MenuPrompt(messages=_messages(OUTLINE_TEXT, ["Person"]), schema=OUTLINE_SCHEMA, max_tokens=OUTLINE_TOKENS),
        MenuPrompt(messages=_messages(DAY_TEXT, ["Person"]), schema=DAY_SCHEMA, max_tokens=DAY_TOKENS),
    )


def _shown(brief: DayBrief, shown: int, skip: frozenset[str]) -> tuple[tuple[str, ...], ...]:
    last = set(skip)
    slots: list[tuple[str, ...]] = []
    for slot in brief.slots:
        slots.append(tuple(sorted(slot.candidates, key=last.__contains__)[:shown]))
        last.update(slots[-1])
    return tuple(slots)


def prompt_sha256() -> str:
    """Identifies the format: the hash of every static text and schema."""
    parts = [OUTLINE_TEXT, DAY_TEXT, OUTLINE_SCHEMA, DAY_SCHEMA]
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()


def _facts(person: Person) -> list[str]:
    facts = [
        f"Person: {person.level.value}, {person.age} years",
        f"Goals: {', '.join(_words(goal) for goal in person.goals)}",
    ]
    if person.activities:
        facts.append(f"Likes: {', '.join(_words(activity) for activity in person.activities)}")
    for word, traits in zip(("Prefers", "Would rather not"), told(person.taste), strict=True):
        if traits:
            facts.append(f"{word}: {', '.join(traits)}")
    care = sorted({_words(region) for region in person.regions} | {_words(name) for name in person.conditions})
    if care:
        facts.append(f"Takes care of: {', '.join(care)}")
    return facts


def _messages(static: str, facts: list[str]) -> tuple[Message, ...]:
    return Message(role="system", content=static), Message(role="user", content="\n".join(facts))


def _words(key: str) -> str:
    return key.replace("_", " ")
