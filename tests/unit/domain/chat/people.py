"""One person with a plan and a little history, and a coach that answers them without any model or database."""

import asyncio
from datetime import date
from functools import cache
from uuid import UUID

import msgspec
from msgspec import Raw
from msgspec.structs import replace

from domain.catalogue.loader import load_catalogue
from domain.chat.answer import Answer, Earlier, Passage, Question, Source
from domain.chat.coach import Writer, answer
from domain.chat.facts import Facts, facts_of
from domain.chat.turn import Turn, TurnState, begin, enter, say_more
from domain.knowledge.asker import Asker
from domain.knowledge.ranking import search
from domain.profile import Locale, Profile
from domain.training.state import Training
from tests.unit.domain.adaptation.lives import DAY, active, planned_for

OWNER = UUID(int=7)

PROFILE = {
    "personal_info": {"age": 34, "gender": "male", "height": 180, "weight": 82, "fitness_level": "intermediate"},
    "goals": ["muscle_gain"],
    "preferences": {
        "workout_duration": 60,
        "days_per_week": 3,
        "equipment_access": "full_gym",
        "available_weekdays": ["monday", "wednesday", "friday"],
    },
    "metrics": {"one_rep_max": {"Barbell Squat": 120, "Barbell Bench Press": 90}},
    "nutrition": {"allergies": ["milk"]},
}


@cache
def planned() -> tuple[Profile, Raw]:
    profile = msgspec.convert(PROFILE, Profile, strict=False)
    document = planned_for(profile)
    return profile, Raw(msgspec.json.encode(document))


@cache
def facts_in(locale: Locale, day: date = DAY) -> Facts:
    profile, plan = planned()
    document = facts_of(profile, plan, Training(), load_catalogue(), day=day).scene
    assert document is not None
    training = Training(day=day, plan=active(document.document, since=day))
    return facts_of(replace(profile, locale=locale), plan, training, load_catalogue(), day=day, level=4, streak=3)


class Notes:
    """The coach's notes by words, and whatever documents a test puts beside them."""

    def __init__(self, *own: Passage) -> None:
        self.own = own
        self.asked: list[tuple[UUID, str]] = []

    async def find(self, owner: UUID, query: str, locale: Locale, asker: Asker, limit: int) -> tuple[Passage, ...]:
        self.asked.append((owner, query))
        hits = search(query, locale, asker, limit)
        best = max((hit.score for hit in hits), default=1.0)
        notes = (
            Passage(
                id=hit.note.id,
                title=hit.note.words[locale].title,
                text=getattr(hit.note.words[locale], "body", "") or hit.note.words[locale].summary or hit.note.body,
                locale=locale,
                score=hit.score / best,
                coverage=hit.coverage,
                sources=tuple(Source(text=s.text, year=s.year, status=s.status) for s in hit.note.sources),
            )
            for hit in hits
        )
        return (*self.own, *notes)[:limit]


class Listener:
    """A teller that moves a real turn, so that a wrong order of states is an error."""

    def __init__(self) -> None:
        self.turn = begin(Turn(), 1)
        self.said: list[str] = []
        self.ever = ""

    async def enter(self, state: TurnState) -> None:
        self.turn, _ = enter(self.turn, state)

    async def say(self, text: str) -> None:
        self.turn, _ = say_more(self.turn, text)
        self.said.append(text)
        self.ever += text


def asked(
    text: str,
    *,
    locale: Locale = Locale.EN,
    earlier: tuple[Earlier, ...] = (),
    facts: Facts | None = None,
    notes: Notes | None = None,
    writer: Writer | None = None,
    listener: Listener | None = None,
) -> Answer:
    """The coach's answer to a message."""

    planned()

    async def load(spoken: Locale) -> Facts:
        return facts or facts_in(spoken)

    return asyncio.run(
        answer(
            Question(text=text, locale=locale, earlier=earlier),
            owner=OWNER,
            facts=load,
            passages=notes or Notes(),
            catalogue=load_catalogue(),
            teller=listener or Listener(),
            ticks=lambda: 0.0,
            aside=asyncio.to_thread,
            writer=writer,
        )
    )
