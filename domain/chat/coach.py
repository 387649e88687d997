"""The coach answers a question: red flags first, then intent, notes, and a text by a model or by rules, checked.

Order of work: triage -> facts and intent -> passages -> writing -> check. Nothing here writes anything but words: what
a message asks to be done becomes proposals that the person confirms (`domain.chat.confirm`).
"""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final, Protocol
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.catalogue.types import Catalogue
from domain.chat.answer import Answer, Passage, Passages, Proposal, Question, Teller, TextFinding, Written
from domain.chat.check.rules import Grounds, Origin, Verdict, check_sentence
from domain.chat.composing.compose import composed
from domain.chat.composing.draft import Draft, Offer, citation, written
from domain.chat.composing.offers import of_triage
from domain.chat.composing.select import sentences
from domain.chat.facts import Facts, told
from domain.chat.intents import IntentName
from domain.chat.triage import Triage, triage
from domain.chat.turn import TurnState
from domain.chat.wish import Wish, wish_of
from domain.events.use_cases import Aside
from domain.knowledge.asker import TOPICS_OF_INTENT
from domain.profile import Locale, NutritionPreferences

PASSAGES: Final = 5
"""Passages that are looked at for an answer."""

MODEL_INTENTS: Final = frozenset(IntentName) - {
    IntentName.SMALL_TALK,
    IntentName.LOG_ACTIVITY,
    IntentName.OUT_OF_SCOPE,
    IntentName.SWAP,
    IntentName.SHORT_ON_TIME,
    IntentName.REQUEST_PLAN,
}
"""What a model may word. Where something is to be done or refused, the words are fixed."""

Ticks = Callable[[], float]
"""Seconds of a clock that only goes forward."""


class ModelText(Struct, frozen=True, kw_only=True):
    """A text that a model wrote and the check let pass; `pieces` as they were told."""

    pieces: tuple[str, ...]
    passages: tuple[Passage, ...]
    model: str


class Task(Struct, frozen=True, kw_only=True):
    """What a writer is given. `grounds` without the writer's own instruction."""

    question: Question
    wish: Wish
    facts: Facts
    passages: tuple[Passage, ...]
    grounds: Grounds


class Writer(Protocol):
    """Words an answer with a model, telling it sentence by sentence; `domain.chat.writing` has the one that is used."""

    async def write(self, task: Task, teller: Teller) -> tuple[ModelText | None, tuple[TextFinding, ...]]:
        """The text, or None where the check refused it twice or no model answered; and everything that was found.

        The turn is CHECKING afterwards.
        """


LoadFacts = Callable[[Locale], Awaitable[Facts]]


async def answer(
    question: Question,
    *,
    owner: UUID,
    facts: LoadFacts,
    passages: Passages,
    catalogue: Catalogue,
    teller: Teller,
    ticks: Ticks,
    aside: Aside[Any],
    writer: Writer | None = None,
) -> Answer:
    """The finished turn; `aside` runs what takes more than a few milliseconds. Without a `writer` rules compose it.

    Raises what `teller` raises when it is stopped.
    """
    timer = Timer(ticks)
    flag = triage(question.text, question.locale)
    timer.lap("triage")
    await teller.enter(TurnState.TRIAGED)
    if flag is not None:
        return _flagged(flag, timer)
    wish = await aside(partial(wish_of, question, catalogue))
    timer.lap("intent")
    await teller.enter(TurnState.RETRIEVING)
    known = await facts(wish.locale)
    timer.lap("facts")
    found = await _found(wish, owner, known, passages)
    timer.lap("retrieval")
    await teller.enter(TurnState.GENERATING)
    grounds = grounds_of(question, wish, known, found, catalogue)
    fit, noticed = await aside(partial(vetted, found, grounds))
    safe = await aside(partial(composed, wish, known, fit, catalogue))
    used = {each.id for each in found if each.own} | {each.passage.id for each in safe.pieces if each.passage}
    findings = tuple(each for id_ in noticed if id_ in used for each in noticed[id_])
    timer.lap("composing")
    if writer is not None and wish.intent.name in MODEL_INTENTS and not wish.intent.unsure and fit:
        task = Task(question=question, wish=wish, facts=known, passages=fit, grounds=grounds)
        made, more = await writer.write(task, teller)
        timer.lap("model")
        findings += more
        if made is not None:
            return _modelled(made, wish, known, safe, findings, timer)
        # What was told of the refused text is replaced as a whole by the answer's own text.
        return _composed(wish, known, safe, findings, timer)
    pieces, _ = written(safe.pieces)
    for piece in pieces:
        await teller.say(piece)
    await teller.enter(TurnState.CHECKING)
    timer.lap("telling")
    return _composed(wish, known, safe, findings, timer)


class Timer:
    """Milliseconds by stage."""

    def __init__(self, ticks: Ticks) -> None:
        self._ticks, self._last = ticks, ticks()
        self.laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        """The stage ends now."""
        now = self._ticks()
        self.laps[stage] = round((now - self._last) * 1000, 2)
        self._last = now


async def _found(wish: Wish, owner: UUID, facts: Facts, passages: Passages) -> tuple[Passage, ...]:
    topics = frozenset[str]() if wish.intent.unsure else TOPICS_OF_INTENT[wish.intent.name.value]
    return await passages.find(owner, wish.query, wish.locale, facts.asker(topics), PASSAGES)


def grounds_of(
    question: Question, wish: Wish, facts: Facts, passages: tuple[Passage, ...], catalogue: Catalogue
) -> Grounds:
    """What every sentence of the answer is checked against."""
    parts = [question.text, *(value for _, value in told(facts)), *(each.text for each in passages)]
    if facts.today is not None:
        parts += [f"{each.reps_low} {each.reps_high} {each.rir} {each.rest_s}" for each in facts.today.exercises]
        parts += [why.text for each in facts.today.exercises for why in each.reasons]
    scene = facts.scene
    return Grounds(
        locale=wish.locale,
        known="\n".join(parts),
        catalogue=catalogue,
        menu=None if scene is None else facts.menu,
        asked=wish.slots.exercise,
        eating=NutritionPreferences() if scene is None else scene.context.eating,
    )


def vetted(
    passages: tuple[Passage, ...], grounds: Grounds
) -> tuple[tuple[Passage, ...], dict[str, tuple[TextFinding, ...]]]:
    """The passages without the sentences that are not for this person, and what was found in each.

    One that loses half of its sentences would mislead, and one with a word against the rules is not to be trusted: they
    are left out, before a model sees them.
    """
    safe: list[Passage] = []
    findings: dict[str, tuple[TextFinding, ...]] = {}
    for passage in passages:
        origin = Origin.DOCUMENT if passage.own else Origin.NOTE
        parts = sentences(passage.text)
        found = {at: seen for at, part in enumerate(parts) if (seen := check_sentence(part, grounds, origin))}
        if passage.own and (titled := check_sentence(passage.title, grounds, origin)):
            found[-1] = titled
        findings[passage.id] = tuple(each for each, _ in found.values())
        rejected = any(verdict is Verdict.REJECT for _, verdict in found.values())
        if rejected or 2 * len(found) >= len(parts):
            continue
        text = " ".join(part for at, part in enumerate(parts) if at not in found)
        safe.append(replace(passage, text=text) if found else passage)
    return tuple(safe), findings


# --- the finished turn ---


def proposals_of(offers: tuple[Offer, ...]) -> tuple[Proposal, ...]:
    """Offers, numbered from 1."""
    return tuple(Proposal(number=at, title=each.title, action=each.action) for at, each in enumerate(offers, 1))


def _flagged(flag: Triage, timer: Timer) -> Answer:
    return Answer(
        text=flag.text,
        locale=flag.locale,
        written=Written.TRIAGE,
        rule=flag.rule,
        proposals=proposals_of(of_triage(flag)),
        timings=timer.laps,
    )


def _composed(wish: Wish, facts: Facts, draft: Draft, findings: tuple[TextFinding, ...], timer: Timer) -> Answer:
    pieces, citations = written(draft.pieces)
    return Answer(
        text="".join(pieces),
        locale=wish.locale,
        written=Written.RULES,
        intent=wish.intent.name.value,
        citations=citations,
        proposals=proposals_of(draft.offers),
        findings=findings,
        seen=_seen(draft, facts),
        timings=timer.laps,
    )


def _seen(draft: Draft, facts: Facts) -> tuple[str, ...]:
    names = [name for name, _ in told(facts)]
    return tuple(name for name in draft.used if name in names or name == "documents")


def _modelled(
    made: ModelText, wish: Wish, facts: Facts, draft: Draft, findings: tuple[TextFinding, ...], timer: Timer
) -> Answer:
    text = "".join(made.pieces)
    cited = tuple(citation(n, each) for n, each in enumerate(made.passages, 1) if f"[{n}]" in text)
    return Answer(
        text=text,
        locale=wish.locale,
        written=Written.MODEL,
        intent=wish.intent.name.value,
        citations=cited,
        proposals=proposals_of(draft.offers),
        findings=findings,
        seen=tuple(name for name, _ in told(facts)),
        model=made.model,
        timings=timer.laps,
    )
