"""Menus as people read them: names in their language, grams of every ingredient, meals in the order of the day."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from msgspec import Struct

from domain.meals.diary import Larder, rounded
from domain.meals.dishes import total
from domain.meals.document import MealDocument
from domain.meals.foods import names_of
from domain.meals.types import DayMenu, DayTargets, Ingredient, MealSlot, Nutrients, Portion
from domain.profile import Locale


class IngredientView(Struct, frozen=True, kw_only=True):
    food_id: str
    name: str
    grams: float


class PlateView(Struct, frozen=True, kw_only=True):
    """A dish, or a single food (then `dish_id` is empty). Grams and nutrients are of `scale` portions.

    Grams are what the cook needs and are always there; `nutrients` are null where numbers are hidden.
    """

    dish_id: str
    food_id: str
    name: str
    scale: float
    minutes: int
    ingredients: tuple[IngredientView, ...]
    nutrients: Nutrients | None


class MealView(Struct, frozen=True, kw_only=True):
    """One meal of a day; `meal` counts from 0."""

    meal: int
    slot: MealSlot
    plates: tuple[PlateView, ...]
    nutrients: Nutrients | None


class DayView(Struct, frozen=True, kw_only=True):
    """One day; `gave_way` says which wishes could not be met."""

    day: date
    training: bool
    targets: DayTargets | None
    totals: Nutrients | None
    meals: tuple[MealView, ...]
    gave_way: tuple[str, ...]


class WeekView(Struct, frozen=True, kw_only=True):
    """A whole meal plan.

    With `numbers_hidden`, every figure of energy and nutrients is null: a history of an eating disorder, and the person
    did not ask for them. `questions` are to be asked, `referral` says whom to see (empty when not needed). Where
    screening says STOP there are no days.
    """

    locale: Locale
    screening: str
    referral: str
    numbers_hidden: bool
    questions: tuple[str, ...]
    days: tuple[DayView, ...]


def week_view(
    document: MealDocument, larder: Larder, locale: Locale | None = None, *, hide: bool | None = None
) -> WeekView:
    """A document in a language, its own when None; `hide` the numbers, as the document has it when None."""
    language = locale or document.locale
    hidden = document.hide_numbers if hide is None else hide
    return WeekView(
        locale=language,
        screening=document.screening.outcome.value,
        referral=document.screening.referral,
        numbers_hidden=hidden,
        questions=document.questions,
        days=tuple(_day(menu, document.date_of(menu), larder, language, hidden=hidden) for menu in document.days),
    )


def meal_views(
    portions: Iterable[Portion], larder: Larder, locale: Locale, *, hidden: bool = False
) -> tuple[MealView, ...]:
    """Portions as meals, in the order of the day; without figures when `hidden`."""
    ordered = sorted(portions, key=lambda portion: portion.meal)
    return tuple(
        _meal(meal, tuple(group), larder, locale, hidden=hidden)
        for meal, group in groupby(ordered, key=lambda one: one.meal)
    )


def food_name(food_id: str, larder: Larder, locale: Locale) -> str:
    """A food's name; its id when the catalogue no longer has it."""
    food = larder.catalogue.foods.get(food_id)
    return names_of(food_id, food.name)[locale] if food else food_id


def ingredients_of(portion: Portion, larder: Larder) -> tuple[Ingredient, ...]:
    """What goes into a portion, in the grams of its size; nothing for a dish that there is no longer."""
    if portion.food_id:
        food = larder.catalogue.foods.get(portion.food_id)
        return (Ingredient(food_id=food.id, grams=food.serving_g * portion.scale),) if food else ()
    dish = larder.dishes.get(portion.dish_id)
    return tuple(
        Ingredient(food_id=each.food_id, grams=each.grams * portion.scale)
        for each in (dish.ingredients if dish else ())
        if each.food_id not in portion.left_out
    )


def _day(menu: DayMenu, day: date, larder: Larder, locale: Locale, *, hidden: bool) -> DayView:
    return DayView(
        day=day,
        training=menu.training,
        targets=None if hidden else menu.targets,
        totals=None if hidden else rounded(menu.totals),
        meals=meal_views(menu.portions, larder, locale, hidden=hidden),
        gave_way=menu.gave_way,
    )


def _meal(meal: int, portions: Sequence[Portion], larder: Larder, locale: Locale, *, hidden: bool) -> MealView:
    return MealView(
        meal=meal,
        slot=portions[0].slot,
        plates=tuple(_plate(portion, larder, locale, hidden=hidden) for portion in portions),
        nutrients=None if hidden else rounded(total(portion.nutrients for portion in portions)),
    )


def _plate(portion: Portion, larder: Larder, locale: Locale, *, hidden: bool) -> PlateView:
    dish = larder.dishes.get(portion.dish_id)
    name = food_name(portion.food_id, larder, locale) if portion.food_id else portion.dish_id
    return PlateView(
        dish_id=portion.dish_id,
        food_id=portion.food_id,
        name=dish.names[locale] if dish else name,
        scale=portion.scale,
        minutes=dish.minutes if dish else 0,
        ingredients=tuple(
            IngredientView(
                food_id=each.food_id, name=food_name(each.food_id, larder, locale), grams=round(each.grams, 1)
            )
            for each in ingredients_of(portion, larder)
        ),
        nutrients=None if hidden else rounded(portion.nutrients),
    )
