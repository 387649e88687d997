"""The tables of words: every entry is a real choice, and no word means two things by accident."""

import pytest

from domain.profile import Activity, EquipmentAccess, Goal
from domain.reading.words import NO, NOTHING, YES, choice, words_of
from domain.text.words import word_table

CHOICES = [Goal, Activity, EquipmentAccess]


def test_every_section_and_entry_is_a_choice_of_the_profile() -> None:
    from domain import profile

    for section, entries in word_table("domain.reading", "words.toml").items():
        members = {member.value for member in getattr(profile, section)}
        assert set(entries) <= members, section


@pytest.mark.parametrize("choices", CHOICES, ids=lambda choices: choices.__name__)
def test_every_choice_is_known_by_its_own_name_however_it_is_spelt(choices: type) -> None:
    for member in choices:
        for spelt in (member.value, member.value.replace("_", " ").title(), member.value.replace("_", "-").upper()):
            assert choice(choices, spelt) is member


def test_no_word_stands_under_two_choices() -> None:
    for section, entries in word_table("domain.reading", "words.toml").items():
        seen: dict[str, str] = {}
        for entry, words in entries.items():
            for word in words:
                assert seen.setdefault(word, entry) == entry, (section, word)


def test_yes_and_no_do_not_overlap() -> None:
    assert not YES & (NO | NOTHING)
    assert choice(Goal, "world domination") is None
    assert len(words_of(Goal)) > 150
