"""Red flags: every one is found, however it is written; what only sounds like one is left alone."""

import unicodedata
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.chat.triage import Level, kinds, rule_id, triage
from domain.profile import Locale, Symptom
from domain.text.messages import say
from tests.unit.domain.chat.corpus import SETS, all_harmless, all_red_flags, harmless, intents_heldout, red_flags

MOST_FALSE_ALARMS = 0.03


@pytest.mark.parametrize("which", SETS)
def test_every_red_flag_alarms_as_what_it_is(which: str) -> None:
    wrong = []
    for phrase in red_flags(which):
        told = triage(phrase.text)
        if told is None or phrase.meaning not in {told.kind, *told.also}:
            wrong.append((phrase.text, told and told.kind))
    assert wrong == []


@pytest.mark.parametrize("which", SETS)
def test_false_alarms_are_rare(which: str) -> None:
    false = [phrase.text for phrase in harmless(which) if triage(phrase.text)]
    assert len(false) <= MOST_FALSE_ALARMS * len(harmless(which)), false


def test_what_people_ask_a_coach_every_day_alarms_less_than_one_time_in_a_hundred() -> None:
    false = [phrase.text for phrase in intents_heldout() if triage(phrase.text)]
    assert len(false) <= 0.01 * len(intents_heldout()), false


def test_the_sets_are_as_large_as_the_figures_say() -> None:
    red, fine = all_red_flags(), all_harmless()
    assert len(red) == len(set(red)) >= 400
    assert len(fine) == len(set(fine)) >= 400
    by = Counter(phrase.locale for phrase in red)
    assert by["en"] >= 150
    assert by["fr"] >= 130
    assert by["ar"] >= 120
    assert {phrase.meaning for phrase in red} == set(kinds())


@pytest.mark.parametrize(
    "text",
    [
        "my dad has chest pain right now what do I do",
        "someone just collapsed at the gym",
        "I have never had chest pain like this",
        "no idea why but my chest hurts",
        "doctor cleared me last year but the chest pain is back today",
        "my chest hurts again, it was cleared years ago",
        "my friend fainted once, and now I have chest pain",
        "No. Chest pain.",
        "I don't know if this is chest pain or just stress",
        "my chest feels heavy",
        "pain in the middle of my chest",
        "there is pain in my chest and back",
        "cœur serré, je n'arrive pas à respirer",
        "yesterday I wanted to die",
    ],
)
def test_in_doubt_it_alarms(text: str) -> None:
    assert triage(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "never fainted or had palpitations",
        "pas de douleur à la poitrine ni de malaise",
        "my dad had a heart attack",
        "I had palpitations two years ago. The cardiologist said everything was fine.",
        "what are the signs of a stroke?",
        "my chest hurts, just sore muscles from bench",
        "proud of myself today",
        "let me get this off my chest: I hate burpees",
    ],
)
def test_denied_somebody_elses_cleared_asked_or_sore_is_no_alarm(text: str) -> None:
    assert triage(text) is None


def test_what_is_past_but_never_looked_at_is_for_a_professional_soon() -> None:
    told = triage("I fainted last year during a race")
    assert told is not None
    assert told.level is Level.SOON


def test_the_most_urgent_one_answers() -> None:
    told = triage("I have a fever, and I want to kill myself")
    assert told is not None
    assert (told.rule, told.level) == ("SCR-3-self-harm", Level.EMERGENCY)
    assert told.also == ("ill",)


def test_a_symptom_that_training_knows_can_be_recorded() -> None:
    told = triage("chest pain when I squat")
    assert told is not None
    proposal = told.proposal()
    assert proposal is not None
    assert proposal.symptom is Symptom.CHEST_PAIN
    assert not proposal.gone
    crisis = triage("I want to die")
    assert crisis is not None
    assert crisis.proposal() is None


@pytest.mark.parametrize(
    ("text", "hint", "locale"),
    [
        ("j'ai mal à la poitrine", Locale.EN, Locale.FR),
        ("صدري يوجعني", Locale.FR, Locale.AR),
        ("I have chest pain", Locale.AR, Locale.EN),
        ("palpitations!!", Locale.FR, Locale.FR),
        ("sadri kaywja3ni bezaf", None, Locale.AR),
    ],
)
def test_the_answer_is_in_the_language_of_the_message(text: str, hint: Locale | None, locale: Locale) -> None:
    told = triage(text, hint)
    assert told is not None
    assert told.locale is locale
    assert say(locale, f"triage.do.{told.kind}") in told.text


@pytest.mark.parametrize("locale", tuple(Locale))
@pytest.mark.parametrize("kind", kinds())
def test_every_kind_says_what_to_do_and_whom_to_call(kind: str, locale: Locale) -> None:
    text = say(locale, f"triage.do.{kind}")
    assert len(text) > 120
    helpers = {
        Locale.EN: ("emergency", "doctor"),
        Locale.FR: ("112", "urgences", "médecin"),
        Locale.AR: ("الطوارئ", "طبيب"),
    }
    assert any(word in text for word in helpers[locale])
    assert rule_id(kind).startswith(("SCR-3-", "MED-1-"))


@pytest.mark.parametrize("level", tuple(Level))
def test_training_stops_in_the_answer(level: Level) -> None:
    examples = {Level.EMERGENCY: "chest pain", Level.URGENT: "my calf is swollen and hot", Level.SOON: "I have a fever"}
    told = triage(examples[level])
    assert told is not None
    assert told.level is level
    assert told.text.endswith(say(Locale.EN, f"triage.training.{level}"))


# --- however it is written ---

RED = st.sampled_from([phrase.text for phrase in all_red_flags()])
FINE = st.lists(st.sampled_from([phrase.text for phrase in all_harmless()]), max_size=3)
ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad"


@settings(max_examples=400, deadline=None, derandomize=True)
@given(before=FINE, red=RED, after=FINE)
def test_harmless_sentences_around_hide_nothing(before: list[str], red: str, after: list[str]) -> None:
    assert triage(". ".join([*before, red, *after])) is not None


@settings(max_examples=200, deadline=None, derandomize=True)
@given(red=RED, data=st.data())
def test_case_accents_punctuation_zero_width_and_doubled_letters_hide_nothing(red: str, data: st.DataObject) -> None:
    written = data.draw(st.sampled_from([str.upper, str.title, str.lower, _without_accents]))(red)
    chars = []
    for char in written:
        if char == " ":
            chars.append(data.draw(st.sampled_from([" ", "  ", ", ", "! ", " - ", "\t"])))
        else:
            times = data.draw(st.integers(1, 3)) if char.isalpha() else 1
            chars.append(char * times + data.draw(st.sampled_from(["", "", "", *ZERO_WIDTH])))
    assert triage("".join(chars)) is not None


@pytest.mark.parametrize("before", ["My whole body is sore", "I watch series instead of training", "Leg day done"])
def test_a_harmless_phrase_does_not_reach_over_the_end_of_a_sentence(before: str) -> None:
    told = triage(f"{before}. Chest discomfort every time I walk fast")
    assert told is not None
    assert told.kind == "chest_pain"


def test_a_doubled_ligature_hides_nothing() -> None:
    assert triage("LE CŒŒUR QUI BAT À 150 AU REPOS") is not None


def _without_accents(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", text) if unicodedata.category(char) != "Mn")


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=400))
def test_no_text_breaks_it(text: str) -> None:
    told = triage(text)
    assert told is None or told.text
