"""What a person asks of the kitchen: plan my meals, show them, swap one, suggest one, what do I have to buy.

The making of a week is a job; `domain.meals.service` does it.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec import Raw, Struct

from domain.adaptation.enrich import weighed
from domain.coaching.use_cases import PLAN_QUEUE
from domain.coaching.versions import ProfileVersion
from domain.errors import Conflict, FieldProblem, InvalidInput, NoProfile, NotFound
from domain.events.use_cases import Aside
from domain.jobs.job import JobKind, queued
from domain.meals.diary import Larder
from domain.meals.document import DAYS, MOST_INGREDIENTS, MealArgs, MealDocument, Wishes
from domain.meals.foods import closest_foods, foods_meant
from domain.meals.needs import Diary, Needs, needs_of
from domain.meals.shopping import ShoppingList, shopping_list
from domain.meals.versions import MealPlanVersion, MealReason
from domain.meals.weights import weights_known
from domain.nutrition.expenditure import HISTORY_DAYS
from domain.ports import Clock, Direct, Ids, KeyedReply, StoredReply, UnitOfWorkFactory
from domain.profile import Locale, Profile
from domain.profile_reader import read_profile

MEAL_QUEUE: Final = PLAN_QUEUE
"""Meal plans are made by the workers that make training plans."""

FURTHEST: Final = timedelta(days=366)
"""How far from today a plan may begin."""

MOST_SHOPPING_DAYS: Final = 31

_VERSIONS_READ = 50
"""Versions read for one shopping list: swaps make many."""

_OFFERED = 3


class MealDesk(Struct, frozen=True, kw_only=True):
    """The ports and tables that the use cases need; `max_attempts` of their jobs. `aside` folds a long history."""

    uow: UnitOfWorkFactory
    direct: Direct
    clock: Clock
    ids: Ids
    larder: Larder
    aside: Aside[Any]
    max_attempts: int


class MealOrder(Struct, frozen=True, kw_only=True):
    """A plan that is asked for; `available` are the person's words for what is at hand."""

    job_id: UUID
    reason: MealReason
    starts_on: date
    wishes: Wishes = Wishes()
    available: tuple[str, ...] = ()
    seed: int | None = None


class Eating(Struct, frozen=True, kw_only=True):
    """Who is to eat: the latest profile, its version, and what the person needs."""

    profile: Profile
    version: int
    needs: Needs


async def request_meals(desk: MealDesk, owner: UUID, order: MealOrder, once: KeyedReply | None) -> StoredReply | None:
    """Store the job that will make the plan, its message and the keyed reply, all or nothing. None: stored.

    Otherwise nothing was stored, for `once.key` is taken: what `Jobs.add` says of it. Raises `NoProfile`, and
    `InvalidInput` for a start too far away or an ingredient that is not known.
    """
    now = desk.clock.now()
    check_start(order.starts_on, now.date())
    available = foods_at_hand(order.available, desk.larder)
    number = await desk.direct.profile_number(owner)
    if number is None:
        raise NoProfile("There is no profile yet; store one first.")
    args = MealArgs(
        reason=order.reason,
        starts_on=order.starts_on,
        days=DAYS[order.reason],
        profile_version=number,
        wishes=order.wishes,
        available=available,
        seed=order.seed,
    )
    job = queued(
        id=order.job_id,
        user_id=owner,
        kind=JobKind.MEALS_WEEK,
        queue=MEAL_QUEUE,
        args=args,
        max_attempts=desk.max_attempts,
        at=now,
    )
    return await desk.direct.jobs.add(job, once)


def check_start(starts_on: date, today: date) -> None:
    """Raises `InvalidInput` for a plan that would begin more than a year from today."""
    if abs(starts_on - today) > FURTHEST:
        problem = FieldProblem(
            field="starts_on",
            message=f"{starts_on} is too far away",
            allowed=f"{today - FURTHEST} to {today + FURTHEST}",
        )
        raise InvalidInput("The request cannot be used.", (problem,))


def foods_at_hand(texts: Sequence[str], larder: Larder) -> tuple[str, ...]:
    """Food ids that the texts name, sorted.

    Raises `InvalidInput` for too many, and for each text that names no food: the closest are offered and none is taken,
    for a guess can be what somebody is allergic to.
    """
    if len(texts) > MOST_INGREDIENTS:
        problem = FieldProblem(
            field="available_ingredients",
            message=f"{len(texts)} ingredients",
            allowed=f"at most {MOST_INGREDIENTS}: name those that should be used up",
        )
        raise InvalidInput("The request cannot be used.", (problem,))
    meant = [foods_meant(text, larder.catalogue) for text in texts]
    problems = tuple(
        FieldProblem(
            field=f"available_ingredients[{index}]",
            message=f"{text[:80]!r} is no food we know",
            allowed=_closest(text, larder) or "one food for each entry, such as rice",
        )
        for index, (text, foods) in enumerate(zip(texts, meant, strict=True))
        if not foods
    )
    if problems:
        raise InvalidInput("The request cannot be used.", problems)
    return tuple(sorted(frozenset[str]().union(*meant)))


def _closest(text: str, larder: Larder) -> str:
    near = closest_foods(text, _OFFERED, larder.catalogue)
    return ", ".join(larder.catalogue.foods[id_].name for id_ in near)


# --- who eats ---


async def needs_if_any(desk: MealDesk, owner: UUID) -> Needs | None:
    """What the person needs, None while there is no profile."""
    who = await eating_if_any(desk, owner)
    return who.needs if who else None


async def eating_if_any(desk: MealDesk, owner: UUID) -> Eating | None:
    """Who eats, None while there is no profile."""
    with suppress(NoProfile):
        return await eating(desk, owner)
    return None


async def eating(desk: MealDesk, owner: UUID) -> Eating:
    """Who eats, as the latest profile and plan have it. Raises `NoProfile`."""
    stored = await desk.direct.profiles.latest(owner)
    if stored is None:
        raise NoProfile("There is no profile yet; store one first.")
    plan = await desk.direct.plans.latest(owner)
    today = desk.clock.now().date()
    eaten = await desk.direct.food_log.energy_by_day(owner, today - timedelta(days=HISTORY_DAYS), today)
    weights = await weights_known(desk.direct, owner, desk.larder.catalogue, today, desk.aside)
    diary = Diary(today=today, eaten_kcal=eaten, weights=weights)
    return eating_of(stored, None if plan is None else plan.document, desk.larder, diary)


def eating_of(stored: ProfileVersion, plan: Raw | None, larder: Larder, diary: Diary) -> Eating:
    """Who eats, of a stored profile and the document of the training plan in force. A newer weight counts."""
    told = read_profile(bytes(stored.raw)).profile
    profile = weighed(told, diary.weights, diary.today, since=stored.created_at.date())
    return Eating(profile=profile, version=stored.version, needs=needs_of(profile, larder.catalogue, plan, diary))


# --- what is stored ---


async def meals_on(direct: Direct, owner: UUID, day: date) -> MealPlanVersion:
    """The newest version that holds a day. Raises `NotFound`."""
    found = await direct.meal_plans.covering(owner, day, day)
    if not found:
        raise NotFound(f"There is no meal plan for {day}.")
    return found[0]


async def get_meals(direct: Direct, owner: UUID, plan_id: UUID) -> MealPlanVersion:
    """One version. Raises `NotFound`."""
    plan = await direct.meal_plans.get(owner, plan_id)
    if plan is None:
        raise NotFound("There is no such meal plan.")
    return plan


def document_of(plan: MealPlanVersion) -> MealDocument:
    """What a version holds."""
    return msgspec.json.decode(plan.document, type=MealDocument)


async def shopping(desk: MealDesk, owner: UUID, start: date, end: date, locale: Locale | None) -> ShoppingList:
    """What to buy from `start` to `end`, both included. Raises `InvalidInput` for a period that cannot be."""
    if not start <= end < start + timedelta(days=MOST_SHOPPING_DAYS):
        problem = FieldProblem(field="to", message=f"{start} to {end}", allowed=f"1 to {MOST_SHOPPING_DAYS} days")
        raise InvalidInput("The request cannot be used.", (problem,))
    plans = await desk.direct.meal_plans.covering(owner, start, end, _VERSIONS_READ)
    documents = [(plan, document_of(plan)) for plan in plans]
    language = locale or (documents[0][1].locale if documents else Locale.EN)
    dates = [start + timedelta(days=index) for index in range((end - start).days + 1)]
    in_force = [
        (day, next((document for plan, document in documents if plan.starts_on <= day <= plan.ends_on), None))
        for day in dates
    ]
    return shopping_list(in_force, desk.larder, language)


# --- swapping a meal ---


class Swapped(Struct, frozen=True, kw_only=True):
    """The version that a swap makes, not stored yet, and the one it follows."""

    plan: MealPlanVersion
    follows: UUID


async def swapped(desk: MealDesk, who: Eating, owner: UUID, plan: MealPlanVersion, document: MealDocument) -> Swapped:
    """`document` as the next version after `plan`, made for `who`."""
    return Swapped(
        plan=MealPlanVersion(
            id=desk.ids.new(),
            user_id=owner,
            job_id=None,
            version=await desk.direct.meal_plans.latest_number(owner) + 1,
            profile_version=who.version,
            starts_on=plan.starts_on,
            ends_on=plan.ends_on,
            reason=MealReason.SWAP,
            document=Raw(msgspec.json.encode(document)),
            created_at=desk.clock.now(),
        ),
        follows=plan.id,
    )


async def store_swap(desk: MealDesk, swap: Swapped, once: KeyedReply | None) -> StoredReply | None:
    """Store it and the keyed reply, all or nothing. None: stored; otherwise what holds the key (`Jobs.add`).

    Raises `Conflict` when the version it follows is no longer the one in force, for its changes would be lost.
    """
    plan = swap.plan
    async with desk.uow() as work:
        earlier = None if once is None else await work.idempotency.claim(plan.user_id, once, plan.created_at)
        if earlier is not None:
            return earlier
        await work.meal_plans.next_version(plan.user_id)  # holds the owner's row: swaps come one after the other
        in_force = await work.meal_plans.covering(plan.user_id, plan.starts_on, plan.ends_on)
        if not in_force or in_force[0].id != swap.follows:
            raise Conflict("There is a newer version of these meals; swap a meal of that one.")
        await work.meal_plans.add(plan)
    return None
