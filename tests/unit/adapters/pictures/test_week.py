"""The picture of a week: well-formed, in every language, inside its own frame."""

from datetime import date
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.pictures.week import week_picture
from adapters.pictures.wrapping import width_of, wrapped
from domain.meals.types import DayTargets, MealSlot, Nutrients
from domain.meals.view import DayView, IngredientView, MealView, PlateView, WeekView
from domain.profile import Locale

NAMES = {Locale.EN: "Lentil soup <hot>", Locale.FR: "Soupe de lentilles & pain", Locale.AR: "شوربة العدس مع الخبز"}
SVG = "{http://www.w3.org/2000/svg}"


def _plate(name: str, *, dish: bool, scale: float = 1.0) -> PlateView:
    return PlateView(
        dish_id="soup" if dish else "",
        food_id="" if dish else "bread",
        name=name,
        scale=scale,
        minutes=30,
        ingredients=(IngredientView(food_id="bread", name="Bread", grams=40.0),),
        nutrients=Nutrients(kcal=400),
    )


def _week(locale: Locale, days: int = 7, *, hide: bool = False, name: str = "") -> WeekView:
    name = name or NAMES[locale]
    plates = (_plate(name, dish=True, scale=1.5), _plate(name, dish=False))
    meals = tuple(
        MealView(meal=index, slot=slot, plates=plates, nutrients=Nutrients())
        for index, slot in enumerate((MealSlot.BREAKFAST, MealSlot.LUNCH, MealSlot.DINNER))
    )
    targets = DayTargets(kcal=2000, protein_g=90, carbs_g=250, fat_g=70, fibre_g=28, sugar_max_g=50, sodium_max_mg=2000)
    return WeekView(
        locale=locale,
        screening="clear",
        referral="",
        numbers_hidden=hide,
        questions=(),
        days=tuple(
            DayView(
                day=date(2026, 11, 23 + index),
                training=index % 2 == 0,
                targets=None if hide else targets,
                totals=None if hide else Nutrients(kcal=2012.0, protein_g=91.0),
                meals=meals,
                gave_way=(),
            )
            for index in range(days)
        ),
    )


def _texts(svg: str) -> list[str]:
    return [each.text or "" for each in ET.fromstring(svg).iter(f"{SVG}text")]


def _size(tree: ET.Element) -> tuple[float, float]:
    _, _, wide, high = map(float, tree.get("viewBox", "").split())
    return wide, high


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("days", [1, 2, 7])
def test_it_fills_a_page_of_a4(locale: Locale, days: int) -> None:
    tree = ET.fromstring(week_picture(_week(locale, days)))
    assert (tree.get("width"), tree.get("height")) == ("297mm", "210mm")
    wide, high = _size(tree)
    assert wide / high == pytest.approx(297 / 210)
    lowest = max(float(text.get("y", "")) for text in tree.iter(f"{SVG}text"))
    assert lowest > 0.85 * high


def test_letters_are_large_enough_to_read_from_a_step_away() -> None:
    """Five units to the millimetre: names of three meals a day stand at 3.5 mm (10 points) or more."""
    tree = ET.fromstring(week_picture(_week(Locale.EN)))
    dishes = [text for text in tree.iter(f"{SVG}text") if "Lentil" in (text.text or "")]
    assert min(float(text.get("font-size", "")) for text in dishes) / 5 >= 3.5


def test_long_names_shrink_the_letters_and_stay_on_the_page() -> None:
    name = "Gujarati kadhi (yogurt and chickpea flour soup) with rice and a very long explanation of what it is"
    short, long = (ET.fromstring(week_picture(_week(Locale.EN, name=each))) for each in ("Soup", name))
    sizes = [max(float(text.get("font-size", "")) for text in tree.iter(f"{SVG}text")) for tree in (short, long)]
    assert sizes[1] < sizes[0]
    assert _size(long) == _size(short)


@pytest.mark.parametrize("locale", list(Locale))
def test_it_names_the_days_the_meals_and_the_dishes(locale: Locale) -> None:
    words = " ".join(_texts(week_picture(_week(locale)))).replace("\u00a0", " ")
    for word in (*NAMES[locale].split(), "2012", "91", "40", "1,5 ×" if locale is Locale.FR else "1.5 ×"):
        assert word in words


@pytest.mark.parametrize("locale", list(Locale))
def test_hidden_numbers_are_nowhere(locale: Locale) -> None:
    words = " ".join(_texts(week_picture(_week(locale, hide=True))))
    assert not any(number in words for number in ("2012", "91", "40"))


def test_arabic_runs_from_the_right() -> None:
    tree = ET.fromstring(week_picture(_week(Locale.AR)))
    texts = list(tree.iter(f"{SVG}text"))
    assert {each.get("direction") for each in texts} == {"rtl"}
    width = _size(tree)[0]
    monday = next(each for each in texts if each.text == "الاثنين")
    sunday = next(each for each in texts if each.text == "الأحد")
    assert float(sunday.get("x", "0")) < float(monday.get("x", "0")) < width


@given(days=st.integers(0, 7), locale=st.sampled_from(list(Locale)), name=st.text(min_size=1, max_size=80))
def test_any_text_stays_well_formed_and_inside_the_frame(days: int, locale: Locale, name: str) -> None:
    printable = "".join(char for char in name if char.isprintable()) or "x"
    tree = ET.fromstring(week_picture(_week(locale, days, name=printable)))
    wide, high = _size(tree)
    for box in tree.iter(f"{SVG}rect"):
        assert float(box.get("x", "")) >= 0
        assert float(box.get("x", "")) + float(box.get("width", "")) <= wide + 1
        assert float(box.get("y", "")) + float(box.get("height", "")) <= high + 1
    for text in tree.iter(f"{SVG}text"):
        assert 0 <= float(text.get("x", "")) <= wide
        assert 0 <= float(text.get("y", "")) <= high


def test_control_characters_do_not_reach_the_picture() -> None:
    ET.fromstring(week_picture(_week(Locale.EN, name="soup\x00\x1b\ud800 bread")))


@given(text=st.text(alphabet=st.characters(categories=["L", "N", "Mn"], include_characters=" "), max_size=120))
def test_no_line_is_wider_than_asked_and_no_letter_is_lost(text: str) -> None:
    lines = wrapped(text, 14, 150)
    assert all(width_of(line, 14) <= 150 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
