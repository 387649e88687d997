"""What a person says they ate, and what was in it: dishes and foods are computed, a quick add is taken as it is."""

from collections.abc import Iterable
from typing import Annotated, Final

from msgspec import Meta, Struct

from domain.errors import FieldProblem, InvalidInput
from domain.nutrition.energy import CARBS_KCAL, FAT_KCAL, PROTEIN_KCAL

MOST_GRAMS: Final = 3000
MOST_PORTIONS: Final = 10
MOST_KCAL: Final = 5000
"""Of one entry; more is a slip of the finger."""

# What a nutrition label may be off by: evidence 4.8.
_LABEL_SHARE, _LABEL_KCAL = 0.3, 5

Id = Annotated[str, Meta(min_length=1, max_length=80)]
_Macro = Annotated[float, Meta(ge=0, le=500)]


class DishEaten(Struct, frozen=True, kw_only=True, tag_field="kind", tag="dish", forbid_unknown_fields=True):
    """A dish of ours; `portions` of its usual size."""

    dish_id: Id
    portions: Annotated[float, Meta(gt=0, le=MOST_PORTIONS)] = 1.0


class FoodEaten(Struct, frozen=True, kw_only=True, tag_field="kind", tag="food", forbid_unknown_fields=True):
    """A weighed food of the catalogue."""

    food_id: Id
    grams: Annotated[float, Meta(gt=0, le=MOST_GRAMS)]


class QuickAdd(Struct, frozen=True, kw_only=True, tag_field="kind", tag="quick", forbid_unknown_fields=True):
    """Figures off a label or a guess; grams that are not known are 0."""

    kcal: Annotated[float, Meta(ge=0, le=MOST_KCAL)]
    name: Annotated[str, Meta(max_length=100)] = ""
    protein_g: _Macro = 0.0
    carbs_g: _Macro = 0.0
    fat_g: _Macro = 0.0


Eaten = DishEaten | FoodEaten | QuickAdd
"""One entry of the food log."""


def check_quick(eaten: QuickAdd) -> None:
    """Raises `InvalidInput` when the macros alone hold more energy than a label's kcal may be off by."""
    least = eaten.protein_g * PROTEIN_KCAL + eaten.carbs_g * CARBS_KCAL + eaten.fat_g * FAT_KCAL
    most = eaten.kcal * (1 + _LABEL_SHARE) + _LABEL_KCAL
    if least > most:
        raise InvalidInput(
            "The entry's figures do not agree.",
            (
                FieldProblem(
                    field="eaten.kcal",
                    message=f"{eaten.kcal:g} kcal, but its macros alone hold {least:g} kcal",
                    allowed=f"about {least:g} kcal, or smaller macros",
                ),
            ),
        )


def unknown_id(field: str, given: str, closest: Iterable[str]) -> InvalidInput:
    """The error for an id that the catalogue does not have; `closest` are ids to offer, none is ever taken."""
    offered = ", ".join(closest)
    return InvalidInput(
        "The request cannot be used.",
        (
            FieldProblem(
                field=field, message=f"{given[:80]!r} is not known", allowed=offered or "an id of the catalogue"
            ),
        ),
    )
