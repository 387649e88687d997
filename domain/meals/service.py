"""The making of meals for one person: needs and wishes in, a document out. No I/O; the solver is passed in."""

from datetime import date, timedelta

from msgspec.structs import replace

from domain.meals.diary import Larder
from domain.meals.document import MealArgs, MealDocument, Wishes
from domain.meals.eater import eater_of, eater_questions, question_text
from domain.meals.needs import Needs
from domain.meals.planning.request import MealRequest
from domain.meals.planning.week import plan_days
from domain.meals.types import Eater
from domain.plan import ScreeningOutcome
from domain.ports import MealSolver
from domain.profile import Profile

_SATURDAY = 5


def make_meals(
    profile: Profile, needs: Needs, args: MealArgs, larder: Larder, solver: MealSolver, *, seed: int
) -> MealDocument:
    """The plan that `args` asks for.

    Where screening says STOP it holds the referral and no days. Raises `NoMenu` when nothing that the person may eat
    meets the medical limits.
    """
    eater = eater_for(profile, needs, args.wishes, larder)
    stopped = needs.screening.outcome is ScreeningOutcome.STOP
    days = (
        ()
        if stopped
        else plan_days(
            request_for(needs, eater, args.starts_on, args.days, available=args.available, seed=seed),
            larder.dishes,
            larder.catalogue,
            solver,
        )
    )
    return MealDocument(
        locale=profile.locale,
        starts_on=args.starts_on,
        screening=needs.screening,
        days=days,
        questions=tuple(question_text(each, larder.catalogue, profile.locale) for each in eater_questions(eater)),
        hide_numbers=needs.hide_numbers,
        wishes=replace(args.wishes, meals_per_day=eater.meals_per_day),
        available=args.available,
        seed=seed,
        catalogue_sha256=larder.catalogue.sha256,
    )


def eater_for(profile: Profile, needs: Needs, wishes: Wishes, larder: Larder) -> Eater:
    """Who eats: allergies, diet and health of the profile, and the wishes of the request."""
    eating = profile.nutrition
    if wishes.meals_per_day is not None:
        eating = replace(eating, meals_per_day=wishes.meals_per_day)
    return eater_of(
        eating,
        larder.catalogue,
        needs.person,
        max_minutes=wishes.max_minutes,
        budget=wishes.budget,
        regions=wishes.regions,
    )


def request_for(
    needs: Needs, eater: Eater, starts_on: date, count: int, *, available: tuple[str, ...] = (), seed: int = 0
) -> MealRequest:
    """The request for `count` days from a date."""
    dates = [starts_on + timedelta(days=index) for index in range(count)]
    return MealRequest(
        eater=eater,
        days=tuple(needs.on(day) for day in dates),
        training=tuple(needs.trains(day) for day in dates),
        limits=needs.limits,
        locale=needs.person.locale,
        available=frozenset(available),
        weekend=frozenset(index for index, day in enumerate(dates) if day.weekday() >= _SATURDAY),
        seed=seed,
    )
