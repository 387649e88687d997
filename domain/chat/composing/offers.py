"""Proposals: what a message asks to be done, as typed actions that the person confirms. Nothing is written here."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from domain.adaptation.swap import alternatives_for_swap
from domain.catalogue.types import Catalogue
from domain.chat.answer import LogSets, NewPlan, ReportPain, ReportSymptom, Shorten, Swap
from domain.chat.composing.draft import Draft, Offer, Piece
from domain.chat.facts import Facts
from domain.chat.intents import IntentName
from domain.chat.triage import Triage
from domain.chat.wish import Wish
from domain.coaching.use_cases import PlanReason
from domain.errors import NotFound
from domain.text.messages import say

LEAST_MINUTES, MOST_MINUTES = 10, 180
"""What a session can be shortened to; as `Preferences.workout_duration`."""

MOST_SETS, MOST_REPS, MOST_KG = 20, 100, 600
"""More in one message is a slip of the keyboard (our judgement; the load as `set.logged`)."""

_LOGGED_DAYS: Final = (0, -1)


def of_triage(found: Triage) -> tuple[Offer, ...]:
    """The offer to record a red flag."""
    if found.symptom is None:
        return ()
    return (Offer(title=say(found.locale, "chat.offer.symptom"), action=ReportSymptom(symptom=found.symptom.value)),)


def offered(wish: Wish, facts: Facts, catalogue: Catalogue) -> Draft:
    """What is proposed, with the sentence that introduces it or says what is missing. Unsure messages start nothing."""
    if wish.intent.unsure:
        return Draft()
    maker = _MAKERS.get(wish.intent.name)
    return maker(wish, facts, catalogue) if maker else Draft()


def _said(facts: Facts, key: str, **params: object) -> Piece:
    return Piece(text=say(facts.locale, f"chat.{key}", **params))


def _swap(wish: Wish, facts: Facts, catalogue: Catalogue) -> Draft:
    exercise = wish.slots.exercise
    if facts.scene is None or facts.scene.document.plan is None:
        return Draft(pieces=(_said(facts, "say.no_plan"),))
    if exercise is None:
        return Draft(pieces=(_said(facts, "say.swap_which"),))
    planned = _in_plan(exercise, facts, catalogue)
    name = catalogue.exercises[planned or exercise].name
    if planned is None:
        return Draft(pieces=(_said(facts, "say.not_in_plan", exercise=name),), used=("plan",))
    try:
        found = alternatives_for_swap(facts.scene, planned)
    except NotFound:
        found = ()
    if not found:
        return Draft(pieces=(_said(facts, "say.no_stand_in", exercise=name),), used=("plan",))
    offers = tuple(
        Offer(
            title=say(facts.locale, "chat.offer.swap", exercise=name, replacement=each.name),
            action=Swap(exercise=planned, exercise_name=name, replacement=each.exercise, replacement_name=each.name),
        )
        for each in found[:2]
    )
    listed = ", ".join(each.name for each in found[:2])
    piece = _said(facts, "say.swap", exercise=name, options=listed, reason=found[0].reason)
    return Draft(pieces=(piece,), offers=offers, used=("plan",))


def _in_plan(exercise: str, facts: Facts, catalogue: Catalogue) -> str | None:
    """The planned exercise that is meant: itself, else one of the same pattern and first muscle ("my squats")."""
    planned = [] if facts.scene is None else [
        item.exercise for session in facts.scene.program.sessions for item in session.items
    ]  # fmt: skip
    if any(each.id == exercise for each in planned):
        return exercise
    meant = catalogue.exercises[exercise]
    alike = [each.id for each in planned if each.pattern == meant.pattern and each.primary[0] == meant.primary[0]]
    return alike[0] if alike else None


def _shorten(wish: Wish, facts: Facts, _catalogue: Catalogue) -> Draft:
    today, minutes = facts.today, wish.slots.minutes
    if today is None or not today.exercises:
        return Draft(pieces=(_said(facts, "say.no_session"),), used=("today",))
    if minutes is None:
        return Draft(pieces=(_said(facts, "say.minutes_which", minutes=today.minutes),), used=("today",))
    asked = min(max(minutes, LEAST_MINUTES), MOST_MINUTES)
    if asked >= today.minutes:
        return Draft(pieces=(_said(facts, "say.fits_already", minutes=today.minutes, asked=asked),), used=("today",))
    offer = Offer(
        title=say(facts.locale, "chat.offer.shorten", minutes=asked), action=Shorten(day=facts.day, minutes=asked)
    )
    piece = _said(facts, "say.shorten", minutes=today.minutes, asked=asked)
    return Draft(pieces=(piece,), offers=(offer,), used=("today",))


def _log(wish: Wish, facts: Facts, catalogue: Catalogue) -> Draft:
    slots = wish.slots
    exercise = slots.exercise or _begun(facts)
    if exercise is None or slots.reps is None:
        return Draft(pieces=(_said(facts, "say.log_what"),))
    offset = slots.day_offset or 0
    if offset not in _LOGGED_DAYS:
        return Draft(pieces=(_said(facts, "say.log_when"),))
    sets, load = slots.sets or 1, slots.load_kg
    if sets > MOST_SETS or slots.reps > MOST_REPS or (load or 0) > MOST_KG:
        return Draft(pieces=(_said(facts, "say.log_most", sets=MOST_SETS, reps=MOST_REPS, kg=MOST_KG),))
    planned = _in_plan(exercise, facts, catalogue) or exercise
    name = catalogue.exercises[planned].name
    action = LogSets(
        day=facts.day + timedelta(days=offset),
        exercise=planned,
        exercise_name=name,
        sets=sets,
        reps=slots.reps,
        load_kg=load,
    )
    key = "log_loaded" if load is not None else "log_free"
    values = {"exercise": name, "sets": sets, "reps": slots.reps, "day": action.day.isoformat()}
    if load is not None:
        values["load"] = f"{load:g}"
    offer = Offer(title=say(facts.locale, f"chat.offer.{key}", **values), action=action)
    return Draft(pieces=(_said(facts, "say.log"),), offers=(offer,), used=("today",))


def _begun(facts: Facts) -> str | None:
    """The only exercise that "5x5 at 80" can mean: today's first one."""
    return facts.today.exercises[0].exercise if facts.today and facts.today.exercises else None


def _new_plan(_wish: Wish, facts: Facts, _catalogue: Catalogue) -> Draft:
    if facts.needs is None:
        return Draft(pieces=(_said(facts, "say.no_profile"),))
    reason = PlanReason.INITIAL if facts.scene is None else PlanReason.DIFFERENT
    offer = Offer(title=say(facts.locale, "chat.offer.new_plan"), action=NewPlan(reason=reason.value))
    key = "say.first_plan" if facts.scene is None else "say.new_plan"
    return Draft(pieces=(_said(facts, key),), offers=(offer,), used=("profile",))


def _pain(wish: Wish, facts: Facts, _catalogue: Catalogue) -> Draft:
    region, score = wish.slots.region, wish.slots.score
    if region is None:
        return Draft(pieces=(_said(facts, "say.pain_where"),))
    place = say(facts.locale, f"common.joint.{region}")
    if score is None:
        return Draft(pieces=(_said(facts, "say.pain_score", region=place),))
    whole = round(score)
    offer = Offer(
        title=say(facts.locale, "chat.offer.pain", region=place, score=whole),
        action=ReportPain(region=region.value, score=whole),
    )
    level = "severe" if score > 5 else "careful" if score > 3 else "mild"
    piece = _said(facts, f"say.pain_{level}", region=place, score=whole)
    return Draft(pieces=(piece,), offers=(offer,), used=("pain",))


_MAKERS: Final[Mapping[IntentName, Callable[[Wish, Facts, Catalogue], Draft]]] = {
    IntentName.SWAP: _swap,
    IntentName.SHORT_ON_TIME: _shorten,
    IntentName.LOG_ACTIVITY: _log,
    IntentName.REQUEST_PLAN: _new_plan,
    IntentName.PAIN: _pain,
}
