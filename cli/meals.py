"""`fitai meals`: a profile file in, a meal plan on standard output; no servers, no database."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from adapters.pictures.week import week_picture
from adapters.solver.highs import HighsSolver
from cli.profile_file import read_profile_file
from cli.show import error_console, problems_view
from domain.catalogue.loader import load_catalogue
from domain.errors import InvalidInput
from domain.meals.diary import Larder
from domain.meals.dishes import load_dishes
from domain.meals.document import MealArgs, Wishes
from domain.meals.needs import needs_of
from domain.meals.service import make_meals
from domain.meals.types import Budget
from domain.meals.use_cases import foods_at_hand
from domain.meals.versions import MealReason
from domain.meals.view import DayView, WeekView, week_view
from domain.profile import Locale
from domain.text.messages import say


@click.command
@click.argument("profile", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--days", type=click.IntRange(1, 7), default=7, help="Days to plan.")
@click.option("--format", "shape", type=click.Choice(["json", "table", "svg"]), default="json",
              help="json: the plan; table: for reading; svg: a picture for the fridge.")  # fmt: skip
@click.option("--start", type=click.DateTime(["%Y-%m-%d"]), default=None, help="First day; today when left out.")
@click.option("--available", multiple=True, help="A food at hand, to be used first; may be given several times.")
@click.option("--max-minutes", type=click.IntRange(5, 240), default=None, help="Longest time for one dish.")
@click.option("--budget", type=click.Choice([each.value for each in Budget]), default=Budget.HIGH.value)
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, help="Another seed, another good plan.")
@click.option("--quiet", is_flag=True, help="Nothing on standard error but errors.")
def command(
    profile: Path,
    days: int,
    shape: str,
    start: datetime | None,
    available: tuple[str, ...],
    max_minutes: int | None,
    budget: str,
    seed: int,
    quiet: bool,  # noqa: FBT001 - click's
) -> None:
    """Plan the meals of PROFILE (a JSON file, or - for standard input).

    The plan alone goes to standard output; explanations go to standard error.
    Exit status: 0 a plan, 2 a profile that cannot be used, 3 stopped by screening (the referral is printed).
    """
    console = error_console()
    person = read_profile_file(profile, console).profile
    larder = Larder(catalogue=load_catalogue(), dishes=load_dishes())
    args = MealArgs(
        reason=MealReason.WEEK,
        starts_on=(start or datetime.now(UTC)).date(),
        days=days,
        profile_version=1,
        wishes=Wishes(max_minutes=max_minutes, budget=Budget(budget)),
        available=_at_hand(available, larder, console),
    )
    needs = needs_of(person, larder.catalogue)
    document = make_meals(person, needs, args, larder, HighsSolver(), seed=seed)
    shown = week_view(document, larder)
    if not document.days:
        console.print(shown.referral, style="bold red")
        sys.exit(3)
    if not quiet:
        console.print(_said(shown))
    if shape == "json":
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(shown), indent=2) + b"\n")
    elif shape == "svg":
        sys.stdout.buffer.write(week_picture(shown).encode())
    else:
        Console().print(_table(shown))


def _at_hand(texts: tuple[str, ...], larder: Larder, console: Console) -> tuple[str, ...]:
    try:
        return foods_at_hand(texts, larder)
    except InvalidInput as error:
        console.print(problems_view(error, "--available"))
        sys.exit(2)


def _said(shown: WeekView) -> RenderableType:
    """What a person is told beside the plan: the referral, questions, and which wishes gave way."""
    lines = [Text(shown.referral, style="bold")] if shown.referral else []
    lines += [Text(f"? {question}", style="yellow") for question in shown.questions]
    lines += [Text(f"{day.day}: {sentence}") for day in shown.days for sentence in day.gave_way]
    return Group(*lines)


_AND = {Locale.EN: ", ", Locale.FR: ", ", Locale.AR: "، "}


def _grams(grams: float, locale: Locale) -> str:
    return say(locale, "meals.amount.g", amount=f"{grams:g}")


def _table(shown: WeekView) -> RenderableType:
    return Group(*(_day(day, shown) for day in shown.days))


def _day(day: DayView, shown: WeekView) -> RenderableType:
    """One day; without figures of energy where they do harm."""
    title, locale = str(day.day), shown.locale
    if day.totals is not None:
        title += f" · {day.totals.kcal:.0f} kcal · {day.totals.protein_g:.0f} g"
    table = Table(title=title, title_justify="left", show_header=False, expand=True)
    for ratio in (2, 5, 8):
        table.add_column(ratio=ratio, overflow="fold")
    for meal in day.meals:
        for plate in meal.plates:
            foods = _AND[shown.locale].join(
                f"{each.name} {_grams(each.grams, shown.locale)}" for each in plate.ingredients
            )
            table.add_row(say(locale, f"meals.slot.{meal.slot}"), f"{plate.name} × {plate.scale:g}", foods)
    return table
