"""What the coach may know of a person when it answers: one value, read once for a turn.

Everything here may stand in a prompt: tracker values whose source forbids that (`domain.identity.data_use`) are taken
out before readiness is worked out. "What the coach sees" (`seen`) shows the same value to the person.
"""

from contextlib import suppress
from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import replace

from domain.adaptation.pain import sore_scores
from domain.adaptation.scene import Scene, scene_of
from domain.adaptation.session import TodayExercise, TodaySession
from domain.adaptation.today import today_session
from domain.catalogue.types import Catalogue
from domain.errors import NotFound
from domain.events.use_cases import Aside, load_held, person_day
from domain.gamification.fold import GameFold
from domain.gamification.levels import level_of
from domain.knowledge.asker import NOBODY, Asker, asker_of
from domain.meals.needs import Needs, needs_of
from domain.plan import PlanDocument
from domain.ports import Clock, UnitOfWork
from domain.profile import Locale, Profile
from domain.profile_reader import read_profile
from domain.readiness.assess import readiness_of
from domain.readiness.types import Readiness
from domain.readiness.use_cases import days_of_records, records_before
from domain.text.messages import has_text, say
from domain.training.fold import TrainingFold
from domain.training.state import Training

URGENT_ABOVE: Final = 5.0
"""Pain above this asks for notes that say whom to see (evidence 4.11)."""

SESSIONS_SHOWN: Final = 3


class Facts(Struct, frozen=True, kw_only=True):
    """The person on `day`, texts in `locale`. `scene` is None without a profile or a plan.

    `eaten_kcal` is what the food log holds of the day.
    """

    day: date
    locale: Locale
    scene: Scene | None = None
    today: TodaySession | None = None
    needs: Needs | None = None
    eaten_kcal: float = 0.0
    level: int = 1
    streak: int = 0

    @property
    def readiness(self) -> Readiness | None:
        """Today's readiness, None where nothing is known of it."""
        if self.scene is None or not self.scene.readiness.confidence:
            return None
        return self.scene.readiness

    @property
    def pains(self) -> dict[str, float]:
        """Regions that hurt lately, with the latest score."""
        if self.scene is None:
            return {}
        return {region.value: score for region, score in sore_scores(self.scene.training, self.day).items()}

    @property
    def menu(self) -> frozenset[str]:
        """Exercises that may be recommended: the person's menu and what the plan has."""
        return (
            frozenset()
            if self.scene is None
            else frozenset(entry.exercise.id for entry in self.scene.context.menu.entries)
        )

    def exercise(self, exercise: str) -> TodayExercise | None:
        """An exercise as today's session has it."""
        found = self.today.exercises if self.today else ()
        return next((each for each in found if each.exercise == exercise), None)

    def asker(self, topics: frozenset[str]) -> Asker:
        """Who asks, for the ranking of notes."""
        if self.scene is None:
            return replace(NOBODY, topics=topics, today=self.day)
        urgent = any(score > URGENT_ABOVE for score in self.pains.values()) or bool(self.scene.training.open_symptoms)
        return asker_of(self.scene.person, topics=topics, urgent=urgent, today=self.day)


class Seen(Struct, frozen=True, kw_only=True):
    """One thing that the coach looked at: a stable name, its label and a short value in the person's language."""

    name: str
    label: str
    value: str


async def load_facts(
    work: UnitOfWork, owner: UUID, locale: Locale, *, catalogue: Catalogue, clock: Clock, aside: Aside[Any]
) -> Facts:
    """What is known of `owner` now. Somebody without a profile or a plan is answered too."""
    head = await work.events.head(owner)
    day = person_day(head, clock.now())
    stored = await work.profiles.latest(owner)
    if stored is None:
        return Facts(day=day, locale=locale)
    profile = replace(read_profile(bytes(stored.raw)).profile, locale=locale)
    version = await work.plans.latest(owner)
    held = await load_held(work, owner, (TrainingFold(catalogue), GameFold(catalogue)), day, aside)
    training, game = held.states
    records = await records_before(work, owner, day)
    eaten = sum((await work.food_log.energy_by_day(owner, day, day)).values())

    def made() -> Facts:
        tracked = days_of_records(records, day, prompt=True)
        return facts_of(
            profile,
            None if version is None else version.document,
            training,
            catalogue,
            day=day,
            readiness=readiness_of(training, tracked, day, locale),
            eaten_kcal=eaten,
            level=level_of(game.xp).level,
            streak=game.streak.weeks,
        )

    facts: Facts = await aside(made)
    return facts


def facts_of(
    profile: Profile,
    plan: Raw | None,
    training: Training,
    catalogue: Catalogue,
    *,
    day: date,
    readiness: Readiness | None = None,
    eaten_kcal: float = 0.0,
    level: int = 1,
    streak: int = 0,
) -> Facts:
    """The facts of a person with a profile, texts in its language; `plan` is the document in force."""
    known = Facts(
        day=day,
        locale=profile.locale,
        needs=needs_of(profile, catalogue, plan),
        eaten_kcal=eaten_kcal,
        level=level,
        streak=streak,
    )
    if plan is None:
        return known
    document = msgspec.json.decode(plan, type=PlanDocument)
    scene = scene_of(document, profile, training, catalogue, readiness=readiness, day=day)
    return replace(known, scene=scene, today=_today(scene))


def _today(scene: Scene) -> TodaySession | None:
    if scene.document.plan is None:
        return None
    with suppress(NotFound):
        return today_session(scene)
    return None


# --- what the coach sees ---


def seen(facts: Facts) -> tuple[Seen, ...]:
    """Names and short values of what is known; parts of which nothing is known are left out."""
    return tuple(
        Seen(name=name, label=say(facts.locale, f"chat.seen.{name}"), value=value) for name, value in told(facts)
    )


def told(facts: Facts) -> list[tuple[str, str]]:
    """(name, value) of each part: what a prompt holds and what the person is shown, word for word."""
    parts = [
        ("profile", _profile(facts)),
        ("plan", _plan(facts)),
        ("today", _session(facts)),
        ("sessions", _sessions(facts)),
        ("readiness", facts.readiness.text if facts.readiness else ""),
        ("targets", _targets(facts)),
        ("pain", _pain(facts)),
        ("game", say(facts.locale, "chat.fact.game", level=facts.level, streak=facts.streak) if facts.streak else ""),
    ]
    return [(name, value) for name, value in parts if value]


def _profile(facts: Facts) -> str:
    if facts.needs is None:
        return ""
    person, locale = facts.needs.person, facts.locale
    goals = ", ".join(say(locale, f"common.goal.{goal}") for goal in person.goals)
    return say(
        locale,
        "chat.fact.profile",
        level=say(locale, f"common.level.{person.level}"),
        goals=goals,
        days=person.days,
        minutes=person.minutes,
    )


def _plan(facts: Facts) -> str:
    plan = facts.scene.document.plan if facts.scene else None
    if plan is None or facts.scene is None:
        return ""
    days = [
        f"{say(facts.locale, f'common.weekday.{detail.weekday}')}: "
        + ", ".join(exercise.name for exercise in shown.exercises)
        for shown, detail in zip(plan.workout_plan.weekly_schedule, facts.scene.document.days, strict=True)
    ]
    return f"{plan.workout_plan.name}. " + "; ".join(days)


def _session(facts: Facts) -> str:
    today = facts.today
    if today is None:
        return ""
    if not today.exercises:
        return " ".join(each.text for each in today.reasons)
    return f"{focus_name(today.focus, facts.locale)}, {today.minutes} min: " + "; ".join(
        dose(each, facts.locale) for each in today.exercises
    )


def focus_name(focus: str, locale: Locale) -> str:
    """What a day is about, as it is called."""
    key = f"chat.focus.{focus}"
    return say(locale, key) if has_text(key) else focus.replace("_", " ")


def dose(exercise: TodayExercise, locale: Locale) -> str:
    """ "Barbell Squat 3 x 8 at 60 kg": one exercise as it is to be done today."""
    if exercise.reps is None:
        return say(locale, "chat.dose.timed", name=exercise.name, sets=exercise.sets, seconds=exercise.seconds or 0)
    if exercise.load_kg is None:
        return say(locale, "chat.dose.free", name=exercise.name, sets=exercise.sets, reps=exercise.reps)
    load = f"{exercise.load_kg:g}"
    return say(locale, "chat.dose.loaded", name=exercise.name, sets=exercise.sets, reps=exercise.reps, load=load)


def _sessions(facts: Facts) -> str:
    done = facts.scene.training.sessions[-SESSIONS_SHOWN:] if facts.scene else ()
    return "; ".join(
        say(facts.locale, "chat.fact.session", day=each.day.isoformat(), sets=each.sets, kg=f"{each.tonnage_kg:.0f}")
        for each in done
    )


def _targets(facts: Facts) -> str:
    if facts.needs is None or facts.needs.hide_numbers:
        return ""
    day = facts.needs.on(facts.day)
    return say(
        facts.locale,
        "chat.fact.targets",
        kcal=round(day.kcal),
        protein=round(day.protein_g),
        carbs=round(day.carbs_g),
        fat=round(day.fat_g),
        eaten=round(facts.eaten_kcal),
    )


def _pain(facts: Facts) -> str:
    return ", ".join(
        f"{say(facts.locale, f'common.joint.{region}')} {score:g}/10" for region, score in facts.pains.items()
    )
