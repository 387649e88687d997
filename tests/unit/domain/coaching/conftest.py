"""People, menus and programmes for the tests of the coaching rules."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from domain.catalogue.equipment import ACCESS
from domain.catalogue.loader import load_catalogue
from domain.catalogue.types import Catalogue
from domain.coaching.person import Person
from domain.coaching.planning.layout import frame_of
from domain.coaching.planning.menu import build_menu
from domain.coaching.planning.planner import plan_outline, plan_week
from domain.coaching.programming.compiler import compile_program
from domain.coaching.programming.program import Program
from domain.coaching.verifier.rule import Context
from domain.nutrition.types import NutritionTargets
from domain.plan import Screening, ScreeningOutcome
from domain.profile import EquipmentAccess, FitnessLevel, Gender, Goal, Locale, NutritionPreferences, Weekday

WEEK = tuple(Weekday)
GYM = ACCESS[EquipmentAccess.FULL_GYM]


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture
def make_person() -> Callable[..., Person]:
    """A healthy adult of 30 with a gym, three days of 60 minutes; any fact may be overridden."""

    def build(**facts: Any) -> Person:
        days = facts.get("days", 3)
        spread = {1: (0,), 2: (0, 3), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4), 6: range(6), 7: range(7)}[days]
        usual: dict[str, Any] = {
            "age": 30,
            "gender": Gender.MALE,
            "height_cm": 180,
            "weight_kg": 80,
            "level": FitnessLevel.INTERMEDIATE,
            "goals": (Goal.MUSCLE_GAIN,),
            "minutes": 60,
            "days": days,
            "weekdays": tuple(WEEK[index] for index in spread),
            "equipment": GYM,
            "activities": (),
            "regions": frozenset(),
            "unmapped": (),
            "conditions": {},
            "flags": frozenset(),
            "pregnancy": None,
            "medicine_classes": frozenset(),
            "one_rep_max": {},
            "disliked": frozenset(),
            "liked": frozenset(),
            "too_hard": frozenset(),
            "too_easy": frozenset(),
            "completion_rate": None,
            "body_fat": None,
            "locale": Locale.EN,
        }
        return Person(**{**usual, **facts})

    return build


def targets_for(person: Person) -> NutritionTargets:
    """Sound targets near maintenance: every nutrition rule is content with them."""
    protein = round(min(1.4, 0.8 if "kidney_disease" in person.flags else 1.4) * person.weight_kg)
    target = 2400
    fat = round(0.28 * target / 9)
    return NutritionTargets(
        bmr=1600,
        tdee=2400,
        target=target,
        floor=1600,
        protein_g=protein,
        carbs_g=round((target - 4 * protein - 9 * fat) / 4),
        fat_g=fat,
        fibre_g=34,
        water_l=2.5,
        formula="mifflin_st_jeor",
        adjustment=0.0,
        rules=(),
    )


@pytest.fixture
def context_for(catalogue: Catalogue) -> Callable[..., Context]:
    """The context of a person, with their real menu; other fields may be overridden."""

    def build(person: Person, **fields: Any) -> Context:
        menu = build_menu(person, catalogue)
        usual: dict[str, Any] = {
            "person": person,
            "menu": menu,
            "catalogue": catalogue,
            "screening": Screening(outcome=ScreeningOutcome.CLEAR),
            "frame": frame_of(person, menu),
            "eating": NutritionPreferences(),
        }
        return Context(**{**usual, **fields})

    return build


@pytest.fixture
def program_for() -> Callable[..., Program]:
    """The planner's own programme for a context; sound unless a test breaks it."""

    def build(context: Context, seed: int = 0) -> Program:
        proposal = plan_week(context.frame, plan_outline(context.frame, seed), seed)
        return compile_program(context.frame, proposal, targets_for(context.person), context.catalogue)

    return build


@pytest.fixture
def edit() -> Callable[..., Program]:
    """The programme with fields of one session, or of one of its items, replaced."""

    def change(program: Program, day: int, place: int | None = None, **fields: Any) -> Program:
        session = program.sessions[day]
        if place is None:
            changed = replace(session, **fields)
        else:
            item = replace(session.items[place], **fields)
            changed = replace(session, items=(*session.items[:place], item, *session.items[place + 1 :]))
        return replace(program, sessions=(*program.sessions[:day], changed, *program.sessions[day + 1 :]))

    return change
