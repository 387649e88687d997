"""An answer made by rules: the person's own figures first, then what the notes say, then what can be done.

Used without a model, with a model too small to write advice, and in place of a model's text that was refused.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

from domain.catalogue.types import Catalogue
from domain.chat.answer import Passage
from domain.chat.composing.draft import Draft, Piece
from domain.chat.composing.offers import offered
from domain.chat.composing.select import FIRST_SENTENCES, NEXT_SENTENCES, SURE_COVERAGE, answering, chosen
from domain.chat.facts import Facts, dose, focus_name, told
from domain.chat.intents import IntentName
from domain.chat.wish import Wish
from domain.text.messages import say
from domain.text.normal import unaccented
from domain.training.state import RecordKind

RECORDS_SHOWN: Final = 3
WEEKS_SHOWN: Final = 4

AS_PLANNED: Final = "ADP-plan"
"""The reason that says nothing."""

ONLY_DIRECT: Final = frozenset(
    {IntentName.SMALL_TALK, IntentName.LOG_ACTIVITY, IntentName.SWAP, IntentName.SHORT_ON_TIME, IntentName.REQUEST_PLAN}
)
"""Intents whose answer takes nothing from the notes."""

PLAIN: Final = frozenset({IntentName.ASK_PLAN, IntentName.PROGRESS})
"""Intents that the person's figures answer alone, unless a note surely is about the question."""


def composed(wish: Wish, facts: Facts, passages: tuple[Passage, ...], catalogue: Catalogue) -> Draft:
    """The whole answer. Where nothing is known it says so, and what it can do instead."""
    name = wish.intent.name
    if name is IntentName.OUT_OF_SCOPE and not wish.intent.unsure:
        return Draft(pieces=(_said(facts, "say.out_of_scope"), _said(facts, "say.can_do")))
    direct = _direct(wish, facts, catalogue)
    offers = offered(wish, facts, catalogue)
    answered = bool(direct.pieces or offers.pieces)
    least = SURE_COVERAGE if answered and name in PLAIN and not wish.follows else 0.0
    of_day = name is IntentName.ASK_PLAN and (wish.slots.weekday is not None or wish.slots.day_offset is not None)
    only = (name in ONLY_DIRECT or (of_day and answered and not wish.follows)) and not wish.intent.unsure
    notes = Draft() if only else from_notes(wish, tuple(each for each in passages if each.coverage >= least))
    sure = wish.follows or any(each.coverage >= SURE_COVERAGE for each in passages)
    if wish.intent.unsure and not (notes.pieces and sure):
        return notes + Draft(pieces=(_asks_back(wish, facts),))
    if not (answered or notes.pieces):
        return Draft(pieces=(_said(facts, "say.do_not_know"), _said(facts, "say.can_do")))
    return offers + direct + notes if name is IntentName.PAIN else direct + offers + notes


def from_notes(wish: Wish, passages: tuple[Passage, ...]) -> Draft:
    """The sentences of the one or two best passages that answer."""
    pieces = []
    for number, passage in enumerate(answering(passages)):
        picked = chosen(passage, wish.query, NEXT_SENTENCES if number else FIRST_SENTENCES)
        own = passage.own
        for at, text in enumerate(picked):
            shown = (
                say(passage.locale, "chat.say.your_note", title=passage.title, text=text) if own and not at else text
            )
            pieces.append(Piece(text=shown, passage=passage, break_before=at == 0))
    return Draft(pieces=tuple(pieces), used=("documents",) if any(each.own for each in passages) else ())


def _said(facts: Facts, key: str, **params: object) -> Piece:
    return Piece(text=say(facts.locale, f"chat.{key}", **params))


def _asks_back(wish: Wish, facts: Facts) -> Piece:
    first, second = (say(facts.locale, f"chat.topic.{each}") for each in (wish.intent.name, wish.intent.second))
    return Piece(text=say(facts.locale, "chat.say.unsure", first=first, second=second), break_before=True)


# --- the person's own figures, by intent ---


def _direct(wish: Wish, facts: Facts, catalogue: Catalogue) -> Draft:
    if wish.intent.unsure:
        return Draft()
    maker = _MAKERS.get(wish.intent.name)
    return maker(wish, facts, catalogue) if maker else Draft()


def _ask_plan(wish: Wish, facts: Facts, catalogue: Catalogue) -> Draft:
    if wish.slots.exercise:
        return _how_to(wish, facts, catalogue)
    if facts.scene is None or facts.scene.document.plan is None:
        return Draft(pieces=(_said(facts, "say.no_plan"),))
    if wish.slots.weekday is not None:
        return _of_weekday(wish, facts)
    today = facts.today
    if today is None:
        return Draft()
    if not today.exercises:
        pieces = [Piece(text=each.text) for each in today.reasons]
        if today.referral:
            pieces.append(Piece(text=today.referral))
        if today.next_day:
            day = say(facts.locale, f"common.weekday.{today.next_day.strftime('%A').lower()}")
            pieces.append(_said(facts, "say.next_day", day=day))
        return Draft(pieces=tuple(pieces), used=("plan", "today"))
    listed = "; ".join(dose(each, facts.locale) for each in today.exercises)
    pieces = [
        _said(
            facts,
            "say.today",
            focus=focus_name(today.focus, facts.locale),
            count=len(today.exercises),
            minutes=today.minutes,
            exercises=listed,
        )
    ]
    pieces += [Piece(text=each.text) for each in today.reasons[:2] if each.rule != AS_PLANNED]
    return Draft(pieces=tuple(pieces), used=("plan", "today"))


def _of_weekday(wish: Wish, facts: Facts) -> Draft:
    scene, weekday = facts.scene, wish.slots.weekday
    plan = scene.document.plan if scene else None
    if scene is None or plan is None or weekday is None:
        return Draft()
    day = say(facts.locale, f"common.weekday.{weekday}")
    for shown, detail in zip(plan.workout_plan.weekly_schedule, scene.document.days, strict=True):
        if detail.weekday is weekday:
            names = ", ".join(each.name for each in shown.exercises)
            piece = _said(
                facts,
                "say.weekday",
                day=day,
                focus=focus_name(detail.focus, facts.locale),
                minutes=shown.duration,
                exercises=names,
            )
            return Draft(pieces=(piece,), used=("plan",))
    return Draft(pieces=(_said(facts, "say.free_day", day=day),), used=("plan",))


def _how_to(wish: Wish, facts: Facts, catalogue: Catalogue) -> Draft:
    exercise = wish.slots.exercise
    if exercise is None:
        return Draft()
    name = catalogue.exercises[exercise].name
    now = facts.exercise(exercise)
    if now is not None:
        pieces = [_said(facts, "say.dose_today", dose=dose(now, facts.locale))]
        if now.rir is not None:
            pieces.append(_said(facts, "say.rir", rir=now.rir))
        pieces += [Piece(text=each.text) for each in now.reasons[:1] if each.rule != AS_PLANNED]
        pieces += [Piece(text=text) for text in _reasons(facts, exercise)]
        return Draft(pieces=tuple(pieces), used=("plan", "today"))
    for day in facts.scene.document.days if facts.scene else ():
        for each in day.exercises:
            if each.exercise_id == exercise:
                weekday = say(facts.locale, f"common.weekday.{day.weekday}")
                why = [Piece(text=text) for text in _reasons(facts, exercise)]
                said = _said(facts, "say.in_plan", exercise=name, day=weekday, sets=each.sets)
                return Draft(pieces=(said, *why), used=("plan",))
    if facts.scene is not None and exercise not in facts.menu:
        return Draft(pieces=(_said(facts, "say.off_menu", exercise=name),), used=("profile", "plan"))
    return Draft()


_AMOUNTS: Final = re.compile(
    r"how (?:much|many)|target|left|calor|kcal|macro|protein|eat today|combien|objectif|reste|proteine|manger aujourd|"
    r"كم|سعرات|بروتين|هدف|اهداف|متبقي|بقي"
)
"""Words of a question that the day's figures answer."""


def _reasons(facts: Facts, exercise: str) -> list[str]:
    """Why the plan has the exercise."""
    days = facts.scene.document.days if facts.scene and facts.scene.document.locale == facts.locale else ()
    return [
        each.reasons[0].text for day in days for each in day.exercises if each.exercise_id == exercise and each.reasons
    ][:1]


def _nutrition(wish: Wish, facts: Facts, _catalogue: Catalogue) -> Draft:
    needs = facts.needs
    if needs is None or needs.hide_numbers or not _AMOUNTS.search(unaccented(wish.query)):
        return Draft()
    day = needs.on(facts.day)
    left = round(day.kcal - facts.eaten_kcal)
    piece = _said(
        facts,
        "say.targets",
        kcal=round(day.kcal),
        protein=round(day.protein_g),
        carbs=round(day.carbs_g),
        fat=round(day.fat_g),
    )
    more = (_said(facts, "say.left", left=max(left, 0), eaten=round(facts.eaten_kcal)),) if facts.eaten_kcal else ()
    return Draft(pieces=(piece, *more), used=("targets",))


def _progress(wish: Wish, facts: Facts, catalogue: Catalogue) -> Draft:
    if facts.scene is None or not facts.scene.training.sessions:
        return Draft(pieces=(_said(facts, "say.no_sessions"),), used=("sessions",))
    training, pieces = facts.scene.training, []
    state = training.exercises.get(wish.slots.exercise or "")
    if state is not None and state.estimate is not None:
        name = facts.scene.name(state.exercise)
        pieces.append(_said(facts, "say.estimate", exercise=name, kg=f"{state.estimate.kg:.1f}"))
    weeks = training.weeks[-WEEKS_SHOWN:]
    planned, done = sum(each.planned for each in weeks), sum(each.done for each in weeks)
    if planned:
        pieces.append(_said(facts, "say.kept", weeks=len(weeks), done=done, planned=planned))
    lifts = [each for each in training.records if each.kind is RecordKind.LOAD][-RECORDS_SHOWN:]
    for record in lifts:
        name = catalogue.exercises[record.exercise].name if record.exercise in catalogue.exercises else record.exercise
        pieces.append(_said(facts, "say.record", exercise=name, kg=f"{record.value:g}", before=f"{record.before:g}"))
    return Draft(pieces=tuple(pieces), used=("sessions",))


def _motivation(_wish: Wish, facts: Facts, _catalogue: Catalogue) -> Draft:
    done = facts.scene.training.sessions if facts.scene else ()
    pieces = []
    if facts.streak:
        pieces.append(_said(facts, "say.streak", count=facts.streak))
    if done:
        pieces.append(_said(facts, "say.last_session", sets=done[-1].sets, day=done[-1].day.isoformat()))
    if facts.today and facts.today.exercises:
        pieces.append(_said(facts, "say.first_step", exercise=facts.today.exercises[0].name))
    return Draft(pieces=tuple(pieces), used=("game", "sessions") if pieces else ())


def _pain(_wish: Wish, facts: Facts, _catalogue: Catalogue) -> Draft:
    known = dict(told(facts)).get("pain", "")
    return Draft(pieces=(_said(facts, "say.pain_known", pains=known),), used=("pain",)) if known else Draft()


def _tracker(_wish: Wish, facts: Facts, _catalogue: Catalogue) -> Draft:
    ready = facts.readiness
    return Draft() if ready is None else Draft(pieces=(Piece(text=ready.text),), used=("readiness",))


def _small_talk(_wish: Wish, facts: Facts, _catalogue: Catalogue) -> Draft:
    pieces = [_said(facts, "say.hello")]
    if facts.today and facts.today.exercises:
        pieces.append(
            _said(
                facts, "say.today_short", focus=focus_name(facts.today.focus, facts.locale), minutes=facts.today.minutes
            )
        )
    else:
        pieces.append(_said(facts, "say.can_do"))
    return Draft(pieces=tuple(pieces), used=("today",) if facts.today else ())


_MAKERS: Final[Mapping[IntentName, Callable[[Wish, Facts, Catalogue], Draft]]] = {
    IntentName.ASK_PLAN: _ask_plan,
    IntentName.EXERCISE_HOW_TO: _how_to,
    IntentName.NUTRITION: _nutrition,
    IntentName.PROGRESS: _progress,
    IntentName.MOTIVATION: _motivation,
    IntentName.PAIN: _pain,
    IntentName.TRACKER: _tracker,
    IntentName.SMALL_TALK: _small_talk,
}
