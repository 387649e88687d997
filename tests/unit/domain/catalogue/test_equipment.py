"""Names of equipment in three languages, and who is taken to have what."""

import pytest

from domain.catalogue.equipment import ACCESS, EQUIPMENT, NAMES, closest_equipment, equipment_of, resolve_equipment
from domain.catalogue.wording import key_of
from domain.profile import Activity, EquipmentAccess


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("dumbbells", "dumbbell"),
        ("Dumb-bells", "dumbbell"),
        ("Resistance Bands", "band"),
        ("pull-up bar", "pull_up_bar"),
        ("TRX", "suspension_trainer"),
        ("Haltères", "dumbbell"),
        ("élastiques", "band"),
        ("tapis de course", "treadmill"),
        ("vélo d'appartement", "stationary_bike"),
        ("banc de musculation", "bench"),
        ("دمبل", "dumbbell"),
        ("عُقلة", "pull_up_bar"),
        ("حبل القفز", "jump_rope"),
        ("yoga mat", "mat"),
        ("presses", None),
        ("", None),
        ("time machine", None),
    ],
)
def test_names_are_resolved(text: str, id_: str | None) -> None:
    assert resolve_equipment(text) == id_


def test_every_id_and_every_name_is_found() -> None:
    for id_, names in NAMES.items():
        assert resolve_equipment(id_) == id_
        for name in names:
            assert resolve_equipment(name.upper()) == id_, name


def test_no_name_stands_for_two_things() -> None:
    names = [key_of(name) for all_ in NAMES.values() for name in all_]
    assert sorted(names) == sorted(set(names))


def test_near_names_are_offered() -> None:
    assert "dumbbell" in closest_equipment("dumbells")
    assert closest_equipment("zzzzzz") == ()


def test_access_groups_grow() -> None:
    none, home, gym = (ACCESS[access] for access in ("no_equipment", "home_gym", "full_gym"))
    assert none < home < gym < EQUIPMENT
    assert {"dumbbell", "band", "bench"} <= home
    assert home.isdisjoint({"barbell", "rack", "pull_up_bar", "machine", "cable"})
    assert gym.isdisjoint({"pool", "bicycle"})


def test_a_swimmer_has_a_pool() -> None:
    swimmer = equipment_of(EquipmentAccess.NO_EQUIPMENT, (Activity.SWIMMING, Activity.YOGA))
    assert swimmer == ACCESS[EquipmentAccess.NO_EQUIPMENT] | {"pool"}
    assert equipment_of(EquipmentAccess.HOME_GYM) == ACCESS[EquipmentAccess.HOME_GYM]
