"""Which wordings of a model are about this person's training."""

import pytest
from msgspec.structs import replace

from domain.coaching.telling.overview import overview_of, title_of, with_words
from domain.coaching.verifier.repair import settle
from domain.coaching.verifier.topic import strays
from domain.profile import FitnessLevel, Goal, Locale


@pytest.mark.parametrize(
    "text",
    [
        "Strong and steady",
        "Steady strength",
        "Upper and lower: four days",
        "Your first 6 weeks of training",
        "Full Body Foundation",
        "Muscle builder, 3 days a week",
    ],
)
def test_a_name_made_of_training_words_is_kept(text, make_person):
    assert strays(text, make_person(), title=True) == ""


@pytest.mark.parametrize(
    "text",
    [
        "Mike Brown",
        "The Mike Brown Strength Plan",
        "Chicago Bulls workout",
        "Arnold's chest day",
        "Untitled",
        "My father's gym",
        "Six pack in no time training",
        "Hello world",
        "The history of strength in Rome",
    ],
)
def test_a_name_about_something_else_is_refused(text, make_person):
    assert strays(text, make_person(), title=True) == "topic"


@pytest.mark.parametrize(
    "text",
    [
        "A plan for muscle, 4 days a week.",
        "Three days a week of 60 minutes to build muscle.",
        "You train the whole body on Monday and rest well between sessions.",
        "This program helps you get stronger with big lifts and enough rest.",
    ],
)
def test_an_overview_about_the_plan_is_kept(text, make_person):
    # weekdays are proper names in English, and are known
    assert strays(text, make_person(), title=False) == ""


@pytest.mark.parametrize(
    "text",
    [
        "Mike Brown is a professional basketball player who is also a father of nine children.",
        "She was born in Paris and likes to train.",
        "The quick brown fox jumps over the lazy dog.",
        "I train every day and my muscles grow.",
        "This workout was made famous by Sylvester Stallone.",
        "A training plan by John for your muscles.",
        "You will lose fat overnight with this training plan.",
        "The weather is nice and the shops are open until late in the city, so train.",
        "We love our training and our gym.",
        "Transform your body with this training plan.",
    ],
)
def test_an_overview_about_someone_or_something_else_is_refused(text, make_person):
    assert strays(text, make_person(), title=False) == "topic"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("A weight loss plan of 3 training days.", "goal"),
        ("Rehab training for your body, 3 days a week.", "goal"),
        ("A training plan for beginners.", "level"),
        ("Advanced strength training.", "level"),
    ],
)
def test_a_text_may_not_contradict_goals_or_level(text, fault, make_person):
    assert strays(text, make_person(), title=False) == fault
    fits = make_person(goals=(Goal.WEIGHT_LOSS, Goal.REHABILITATION), level=FitnessLevel.BEGINNER)
    assert strays(text, fits, title=False) == ("level" if "Advanced" in text else "")


@pytest.mark.parametrize(
    ("locale", "text", "fault"),
    [
        (Locale.FR, "Un programme de force de trois jours par semaine.", ""),
        (Locale.FR, "Elle est née à Lyon et chante depuis longtemps.", "topic"),
        (Locale.FR, "Une perte de poids par l'entraînement, chaque semaine.", "goal"),
        (Locale.AR, "برنامج تدريب للقوة ثلاثة أيام في الأسبوع.", ""),
        (Locale.AR, "لاعب كرة مشهور وله تسعة أطفال.", "topic"),
        (Locale.AR, "برنامج تمارين من أجل خسارة الوزن.", "goal"),
    ],
)
def test_french_and_arabic_are_judged_too(locale, text, fault, make_person):
    assert strays(text, make_person(locale=locale), title=False) == fault


@pytest.mark.parametrize("locale", Locale)
@pytest.mark.parametrize("goal", Goal)
def test_our_own_words_are_on_topic(locale, goal, make_person, context_for, program_for):
    person = make_person(locale=locale, goals=(goal,))
    program = program_for(context_for(person))
    assert strays(overview_of(program, person), person, title=False) == ""
    assert strays(title_of(program, person), person, title=True) == ""


def test_a_tale_gives_way_to_our_own_words(make_person, context_for, program_for):
    context = context_for(make_person())
    tale = replace(program_for(context), name="Mike Brown", overview="Mike Brown is a father of nine children.")
    settled = settle(tale, context)
    assert {finding.rule for finding in settled.findings} >= {"TXT-2"}
    assert all(finding.repaired for finding in settled.findings if finding.rule == "TXT-2")
    worded = with_words(settled.program, context.person)
    assert "Mike" not in worded.name + worded.overview
