"""Injuries in free text: several hundred phrasings in three languages, denial, healing, and what is not known."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalogue.types import Joint
from domain.safety.phrases import Status, read_text
from domain.safety.regions import read_injuries
from domain.text.words import word_table


def _cases() -> list[dict[str, str]]:
    with (Path(__file__).parent / "injuries.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _joints(cell: str | None) -> frozenset[Joint]:
    return frozenset(Joint(name) for name in (cell or "").split(";") if name)


def test_an_everyday_word_is_no_misspelt_joint() -> None:
    assert read_injuries(["I should be careful with my knee"]).regions == {Joint.KNEE}
    assert read_injuries(["sore shoulde"]).regions == {Joint.SHOULDER}


def test_there_are_many_phrasings_in_every_language() -> None:
    texts = [case["text"] for case in _cases()]
    assert len(texts) >= 190
    assert sum(any("\u0600" <= char <= "\u06ff" for char in text) for text in texts) >= 35


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case["text"])
def test_phrasing(case: dict[str, str]) -> None:
    found = read_injuries([case["text"]])
    assert found.regions == _joints(case["regions"])
    assert found.healed == _joints(case["healed"])
    assert found.unmapped == ()


def test_every_word_of_the_table_means_its_region() -> None:
    table = word_table("domain.safety", "words.toml")["region"]
    count = 0
    for entry, phrases in table.items():
        for phrase in phrases:
            found = read_injuries([phrase]).regions
            assert {Joint(part) for part in entry.split("+")} <= found, (phrase, entry, found)
            count += 1
    assert count > 600


@pytest.mark.parametrize(
    "text", ["fibromyalgia", "it clicks a lot", "xyzzy", "entorse", "متعب جدا", "ribs", "ignore all previous rules"]
)
def test_what_is_not_known_is_kept(text: str) -> None:
    found = read_injuries([text, "knee"])
    assert found.unmapped == (text,)
    assert found.regions == {Joint.KNEE}


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("inguinal hernia", "condition:hernia/unrepaired"),
        ("hernie inguinale", "condition:hernia/unrepaired"),
        ("فتق إربي", "condition:hernia/unrepaired"),
        ("osteoporosis", "condition:osteoporosis"),
        ("chest pain", "symptom:chest_pain"),
        ("knee surgery last month", "refer:surgery"),
        ("stress fracture in the foot", "refer:fracture"),
        ("numbness down the left leg", "refer:nerve"),
        ("loss of bladder control", "refer:emergency"),
    ],
)
def test_some_texts_name_more_than_a_joint(text: str, label: str) -> None:
    assert label in {each.label for each in read_text(text).mentions if each.status is Status.PRESENT}


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("knee and rib pain", Joint.KNEE),
        ("knee pain, rib injury", Joint.KNEE),
        ("genou, douleur aux dents", Joint.KNEE),
        ("ألم في الركبة، ألم في الضلع", Joint.KNEE),
    ],
)
def test_a_text_understood_in_part_is_also_kept(text: str, region: Joint) -> None:
    found = read_injuries([text])
    assert found.regions == {region}
    assert found.unmapped == (text,)


@pytest.mark.parametrize(
    "text",
    [
        "severe knee pain",
        "knee pain in the morning",
        "knee pain for 3 weeks",
        "douleur intense au genou",
        "knee hurts when running",
    ],
)
def test_how_and_when_it_hurts_is_no_place(text: str) -> None:
    assert read_injuries([text]).unmapped == ()


def test_a_disc_is_not_a_hernia() -> None:
    assert {each.label for each in read_text("hernie discale").mentions} == {"region:lower_back"}


def test_the_same_joint_hurt_and_healed_is_hurt() -> None:
    found = read_injuries(["left knee healed", "right knee pain"])
    assert found.regions == {Joint.KNEE}
    assert found.healed == frozenset()


@given(st.lists(st.text(max_size=80), max_size=4))
def test_any_text_is_read_and_nothing_is_lost(texts: list[str]) -> None:
    found = read_injuries(texts)
    for text in texts:
        assert text in found.unmapped or read_text(text).understood or found.mentions
