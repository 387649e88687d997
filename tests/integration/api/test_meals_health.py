"""What health forbids, over HTTP: targets, meals, referrals; and numbers that are hidden until they are asked for."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from adapters.settings import Settings
from api.auth.limits import Zone
from api.wiring import Wiring
from domain.catalogue.loader import load_catalogue
from domain.meals.health import CRANBERRY, GRAPEFRUIT, HIGH_MERCURY, LIVER, RAW_OR_CURED, SOFT_CHEESES
from tests.integration.api.kitchen import MONDAY, ended, made
from tests.integration.api.support import PROFILE, Person, settings_for
from tests.integration.api.support import served as serve

FOODS = load_catalogue().foods
PERSON = msgspec.convert(PROFILE["personal_info"], dict[str, Any])
WOMAN = PERSON | {"gender": "female", "height": 165, "weight": 62}


@pytest.fixture(scope="module")
def settings(postgres_url: str, redis_url: str) -> Settings:
    return settings_for(postgres_url, redis_url, FITAI_DRAIN_S="0")


def _about(**health: Any) -> dict[str, Any]:
    return {"health": health}


def _loses(**changes: Any) -> dict[str, Any]:
    return PROFILE | {"goals": ["weight_loss"]} | changes


def _foods(plan: dict[str, Any]) -> Iterator[str]:
    for day in plan["document"]["days"]:
        for plate in (plate for meal in day["meals"] for plate in meal["plates"]):
            yield from (each["food_id"] for each in plate["ingredients"])


@pytest.mark.parametrize(
    ("profile", "rule"),
    [
        pytest.param(_loses(personal_info=PERSON | {"age": 15}), "CAL-minor", id="minor"),
        pytest.param(_loses(personal_info=WOMAN, **_about(pregnancy="trimester_2")), "CAL-pregnancy", id="pregnant"),
        pytest.param(
            _loses(personal_info=WOMAN, **_about(pregnancy="breastfeeding")), "CAL-breastfeeding", id="breastfeeding"
        ),
        pytest.param(_loses(personal_info=WOMAN | {"weight": 47}), "CAL-thin", id="underweight"),
        pytest.param(_loses(**_about(conditions=["eating_disorder_history"])), "CAL-eating", id="eating-disorder"),
    ],
)
async def test_nobody_who_must_not_is_given_a_deficit(
    person: Person, settings: Settings, profile: dict[str, Any], rule: str
) -> None:
    await person.http.put("/api/profile", json=profile)
    found = (await person.http.get("/api/nutrition/targets", params={"show_numbers": True})).json()
    assert rule in found["targets"]["rules"]
    assert found["targets"]["target"] >= found["targets"]["tdee"]
    assert rule in {reason["rule"] for reason in found["reasons"]}
    assert bool(found["referral"]) is (rule in {"CAL-minor", "CAL-pregnancy", "CAL-eating"})
    plan = await made(person, settings, kind="day")
    shown = (await person.http.get(f"/api/meals/{plan['id']}", params={"show_numbers": True})).json()
    (day,) = shown["document"]["days"]
    moved = day["targets"]["kcal"] - found["targets"]["target"]
    assert day["targets"]["kcal_min"] >= found["targets"]["tdee"] + moved - 0.1
    assert day["totals"]["kcal"] >= day["targets"]["kcal_min"] - 0.1


@pytest.mark.parametrize(
    ("profile", "never", "groups"),
    [
        pytest.param(
            {"personal_info": WOMAN, **_about(pregnancy="trimester_1")},
            RAW_OR_CURED | SOFT_CHEESES | LIVER | HIGH_MERCURY,
            {"alcohol", "supplements"},
            id="pregnant",
        ),
        pytest.param(
            {"personal_info": WOMAN, **_about(pregnancy="breastfeeding")}, HIGH_MERCURY, {"alcohol"}, id="breastfeeding"
        ),
        pytest.param(
            {"personal_info": PERSON | {"age": 15}}, {"coffee-brewed", "espresso"}, {"supplements"}, id="minor"
        ),
        pytest.param(_about(conditions=["kidney_disease"]), {"starfruit"}, {"processed_meat"}, id="kidney"),
        pytest.param(_about(medicines=["insulin"]), {"cola", "lemonade"}, {"alcohol"}, id="insulin"),
        pytest.param(_about(medicines=["warfarin"]), GRAPEFRUIT | CRANBERRY, {"alcohol"}, id="warfarin"),
    ],
)
async def test_what_health_takes_off_the_plate_is_not_on_it(
    person: Person, settings: Settings, profile: dict[str, Any], never: frozenset[str], groups: set[str]
) -> None:
    await person.http.put("/api/profile", json=PROFILE | profile)
    eaten = set(_foods(await made(person, settings, kind="week")))
    assert len(eaten) > 20
    assert not eaten & never
    assert not {FOODS[food_id].group for food_id in eaten} & groups


async def test_protein_is_not_raised_with_kidney_disease(person: Person, settings: Settings) -> None:
    await person.http.put("/api/profile", json=PROFILE | _about(conditions=["kidney_disease"]))
    found = (await person.http.get("/api/nutrition/targets")).json()
    assert found["targets"]["protein_g"] == 64
    assert any("protein, potassium" in sentence for sentence in found["advice"])
    plan = await made(person, settings, kind="week")
    assert plan["document"]["questions"] == found["advice"]
    for day in plan["document"]["days"]:
        assert day["totals"]["protein_g"] <= 64.05
        assert day["totals"]["kcal"] == pytest.approx(day["targets"]["kcal"], rel=0.05)


async def test_carbohydrate_is_steady_with_glucose_medicine(person: Person, settings: Settings) -> None:
    await person.http.put("/api/profile", json=PROFILE | _about(conditions=["diabetes"], medicines=["insulin"]))
    found = (await person.http.get("/api/nutrition/targets")).json()
    assert len({day["targets"]["carbs_g"] for day in found["week"]}) == 1
    assert found["week"][0]["targets"]["sugar_max_g"] == pytest.approx(0.05 * found["targets"]["target"] / 4, abs=0.5)
    assert any("diabetes team" in sentence for sentence in found["advice"])
    plan = await made(person, settings, kind="day")
    assert plan["document"]["questions"] == found["advice"]
    (day,) = plan["document"]["days"]
    carbs = [meal["nutrients"]["carbs_g"] for meal in day["meals"]]
    assert min(carbs) > 0.15 * sum(carbs)


# --- hidden numbers ---


def _figures(tree: Any) -> Iterator[str]:
    """Keys of energy, nutrients and weight that hold a figure, anywhere in a reply."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            if isinstance(value, int | float) and not isinstance(value, bool) and key in _TELLING:
                yield key
            yield from _figures(value)
    elif isinstance(tree, list):
        for each in tree:
            yield from _figures(each)


_TELLING = frozenset(
    {"kcal", "protein_g", "carbs_g", "fat_g", "fibre_g", "sugar_g", "free_sugar_g", "sodium_mg", "saturated_fat_g"}
    | {"bmr", "tdee", "target", "floor", "adjustment", "raw", "kg_per_week", "if_all_fat", "kcal_min", "sugar_max_g"}
)


async def test_numbers_are_hidden_everywhere_until_the_person_asks(person: Person, settings: Settings) -> None:
    await person.http.put("/api/profile", json=_loses(**_about(conditions=["eating_disorder_history"])))
    plan = await made(person, settings, kind="day", wishes={"max_minutes": 5, "budget": "low"})
    path = f"/api/meals/{plan['id']}"
    swapped = await person.http.post(f"{path}/swap", json={"day": MONDAY, "slot": "lunch"})
    entry = {
        "id": "0198f0c2-7d5a-7c3e-9a51-3f7a0f5f0c13",
        "eaten_at": "2026-11-23T20:10:00+01:00",
        "eaten": {"kind": "quick", "name": "soup", "kcal": 250},
    }
    logged = await person.http.post("/api/nutrition/log", json=entry)
    again = await person.http.post("/api/nutrition/log", json=entry)
    log = "/api/nutrition/log"
    replies = [
        await person.http.get("/api/nutrition/targets"),
        await person.http.get(log, params={"day": MONDAY}),
        await person.http.get("/api/meals", params={"day": MONDAY}),
        await person.http.get(path),
        await person.http.post("/api/meals", json={"kind": "meal", "slot": "dinner", "starts_on": MONDAY}),
        swapped,
    ]
    for reply in replies:
        body = reply.json()
        assert list(_figures(body)) == [], reply.url
        assert body.get("document", body)["numbers_hidden"] is True
    for reply in (logged, again):
        assert list(_figures(reply.json())) == []
        assert reply.json()["eaten"] == {"kind": "quick_hidden", "name": "soup"}
    for reason in replies[0].json()["reasons"]:
        assert not any(char.isdigit() for char in reason["text"])
    for sentence in plan["document"]["days"][0]["gave_way"]:
        assert not any(char.isdigit() for char in sentence)
    picture = (await person.http.get(f"{path}/picture.svg")).text
    assert "kcal" not in picture
    for asked, days in (("/api/nutrition/targets", {}), (log, {"day": MONDAY}), (path, {})):
        shown = (await person.http.get(asked, params={**days, "show_numbers": True})).json()
        assert list(_figures(shown))
        assert shown.get("document", shown)["numbers_hidden"] is False


async def test_a_history_told_after_the_plan_hides_its_numbers_too(person: Person, settings: Settings) -> None:
    await person.http.put("/api/profile", json=PROFILE)
    plan = await made(person, settings, kind="day")
    assert list(_figures(plan))
    await person.http.put("/api/profile", json=PROFILE | _about(conditions=["eating_disorder_history"]))
    assert list(_figures((await person.http.get(f"/api/meals/{plan['id']}")).json())) == []


# --- wishes that cannot be met ---


@pytest.mark.parametrize("locale", ["en", "fr", "ar"])
async def test_the_nearest_plan_says_which_wish_gave_way(person: Person, settings: Settings, locale: str) -> None:
    nutrition = {"diet": "vegan", "allergies": ["nuts", "soy", "gluten", "sesame"], "dislikes": ["rice", "potato"]}
    await person.http.put("/api/profile", json=PROFILE | {"nutrition": nutrition, "locale": locale})
    wishes = {"max_minutes": 5, "budget": "low", "meals_per_day": 3}
    plan = await made(person, settings, kind="day", wishes=wishes)
    (day,) = plan["document"]["days"]
    assert any("5" in sentence for sentence in day["gave_way"])
    assert day["totals"]["kcal"] == pytest.approx(day["targets"]["kcal"], rel=0.05)
    if locale == "ar":
        assert all(any("\u0600" <= char <= "\u06ff" for char in sentence) for sentence in day["gave_way"])


async def test_where_no_meals_exist_the_job_says_so(person: Person, settings: Settings) -> None:
    """A growing girl with ill kidneys: 49 g of protein at most, energy that she must have, little that she may eat."""
    energy = ["olive oil", "sunflower oil", "butter", "rice", "potato", "sweet potato", "plantain", "taro", "yam"]
    profile = PROFILE | {
        "personal_info": WOMAN | {"age": 16},
        "nutrition": {
            "diet": "gluten_free",
            "allergies": ["zorgblat"],
            "dislikes": [*energy, "banana", "apple", "pear", "dates", "orange", "grapes"],
            "meals_per_day": 1,
        },
        **_about(conditions=["kidney_disease"]),
    }
    assert (await person.http.put("/api/profile", json=profile)).status_code == 200
    job = await ended(person, settings, kind="day")
    assert (job["state"], job["error"]["code"]) == ("failed", "no_menu")
    assert (await person.http.get("/api/meals", params={"day": MONDAY})).status_code == 404


async def test_a_swap_beside_what_is_forbidden_since_is_refused(person: Person, settings: Settings) -> None:
    await person.http.put("/api/profile", json=PROFILE)
    plan = await made(person, settings, kind="day")
    lunch = plan["document"]["days"][0]["meals"][1]["plates"][0]
    forbidden = max(lunch["ingredients"], key=lambda each: float(each["grams"]))
    name = FOODS[forbidden["food_id"]].name
    await person.http.put("/api/profile", json=PROFILE | {"nutrition": {"allergies": [name]}})
    reply = await person.http.post(f"/api/meals/{plan['id']}/swap", json={"day": MONDAY, "slot": "breakfast"})
    assert (reply.status_code, reply.json()["code"]) == (409, "no_menu")


async def test_meals_have_a_rate_limit_of_their_own(wiring: Wiring) -> None:
    zones = {**wiring.zones, "meals": Zone(limit=2, window_s=60)}
    async with serve(msgspec.structs.replace(wiring, zones=zones)) as server, server.person() as person:
        await person.http.put("/api/profile", json=PROFILE)
        replies = [await person.http.post("/api/meals", json={"starts_on": MONDAY}) for _ in range(3)]
        assert [reply.status_code for reply in replies] == [202, 202, 429]
        assert int(replies[2].headers["Retry-After"]) > 0
        assert replies[2].json()["code"] == "rate_limited"
        assert (await person.http.get("/api/nutrition/targets")).status_code == 200
