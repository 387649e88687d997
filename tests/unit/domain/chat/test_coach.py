"""What the coach answers, by intent, without a model: figures first, notes cited, proposals typed, nothing written."""

import pytest

from domain.catalogue.loader import load_catalogue
from domain.chat.answer import (
    Earlier,
    LogSets,
    NewPlan,
    Passage,
    ReportPain,
    ReportSymptom,
    Shorten,
    Swap,
    Written,
)
from domain.chat.facts import Facts, facts_of, seen
from domain.chat.turn import TurnState
from domain.profile import Locale
from domain.text.messages import say
from domain.training.state import Training
from tests.unit.domain.adaptation.lives import DAY
from tests.unit.domain.chat.people import OWNER, Listener, Notes, asked, facts_in, planned

NOBODY = Facts(day=DAY, locale=Locale.EN)


def test_a_red_flag_is_answered_before_notes_and_person_are_looked_at() -> None:
    notes = Notes()
    told = Listener()
    answer = asked("crushing chest pain while I lift", notes=notes, listener=told)
    assert answer.written is Written.TRIAGE
    assert answer.rule == "SCR-3-chest-pain"
    assert notes.asked == []
    assert told.turn.state is TurnState.TRIAGED
    assert answer.proposals[0].action == ReportSymptom(symptom="chest_pain")


def test_today_is_told_with_its_figures() -> None:
    answer = asked("what's my workout today?")
    today = facts_in(Locale.EN).today
    assert today is not None
    for each in today.exercises:
        assert each.name in answer.text
    assert f"{today.minutes} minutes" in answer.text
    assert answer.citations == ()
    assert set(answer.seen) == {"plan", "today"}


def test_how_to_has_the_dose_then_the_note_cited() -> None:
    answer = asked("how do I squat properly?")
    now = facts_in(Locale.EN).exercise("barbell-squat")
    assert now is not None
    assert f"{now.load_kg:g} kg" in answer.text.split("\n\n")[0]
    assert answer.citations[0].id == "squat-technique"
    assert answer.citations[0].sources
    assert answer.text.endswith("[1]")


def test_what_is_told_piece_by_piece_is_the_answer() -> None:
    told = Listener()
    answer = asked("how much protein do I need?", listener=told)
    assert told.turn.text == answer.text
    assert len(told.said) > 2
    assert "147 g" in answer.text or "g protein" in answer.text


def test_notes_leave_out_what_the_person_must_not_eat() -> None:
    answer = asked("how much protein do I need?")
    assert "milk" not in answer.text.lower()
    assert "CHT-food" in {each.rule for each in answer.findings}


@pytest.mark.parametrize(
    ("text", "action"),
    [
        (
            "log squat 5x5 at 80",
            LogSets(day=DAY, exercise="barbell-squat", exercise_name="", sets=5, reps=5, load_kg=80),
        ),
        ("I only have 20 minutes today", Shorten(day=DAY, minutes=20)),
        ("make me a new plan", NewPlan(reason="different")),
        ("my knee hurts 6/10", ReportPain(region="knee", score=6)),
        (
            "سجل سكوات 5x5 ب 80",
            LogSets(day=DAY, exercise="barbell-squat", exercise_name="", sets=5, reps=5, load_kg=80),
        ),
    ],
    ids=["log", "shorten", "plan", "pain", "log-ar"],
)
def test_proposals(text: str, action: object) -> None:
    (proposal,) = asked(text).proposals
    made = proposal.action
    if isinstance(made, LogSets) and isinstance(action, LogSets):
        assert (made.day, made.exercise, made.sets, made.reps, made.load_kg) == (
            action.day, planned_squat(), action.sets, action.reps, action.load_kg,
        )  # fmt: skip
    else:
        assert made == action


def planned_squat() -> str:
    today = facts_in(Locale.EN).today
    assert today is not None
    return next(each.exercise for each in today.exercises if "Squat" in each.name)


@pytest.mark.parametrize("text", ["swap my squats", "remplace mes squats", "بدل السكوات"], ids=["en", "fr", "ar"])
def test_a_swap_offers_exercises_of_the_menu(text: str) -> None:
    answer = asked(text)
    assert answer.proposals
    for proposal in answer.proposals:
        assert isinstance(proposal.action, Swap)
        assert proposal.action.exercise == planned_squat()
        assert proposal.action.replacement in load_catalogue().exercises
        assert proposal.action.replacement_name in answer.text


def test_absurd_sets_are_asked_about_and_not_offered() -> None:
    answer = asked("log squat 90x5 at 80")
    assert not answer.proposals or all(
        isinstance(each.action, LogSets) and each.action.sets <= 20 for each in answer.proposals
    )


def test_good_morning_is_no_exercise() -> None:
    answer = asked("good morning")
    assert answer.intent == "small_talk"
    assert answer.text.startswith(say("en", "chat.say.hello"))
    assert asked("how do I do a good morning?").intent != "small_talk"


def test_out_of_scope_and_nonsense_are_told_honestly() -> None:
    away = asked("what is the capital of France?")
    assert say("en", "chat.say.out_of_scope") in away.text
    assert away.citations == ()
    assert asked("asdf qwer").text.endswith("?")


def test_a_follow_up_takes_up_the_turn_before() -> None:
    notes = Notes()
    asked(
        "and for legs?", earlier=(Earlier(question="how many sets a week for chest?", answer="8 to 12"),), notes=notes
    )
    assert notes.asked == [(OWNER, "how many sets a week for chest? and for legs?")]


@pytest.mark.parametrize("locale", list(Locale), ids=str)
def test_somebody_without_profile_or_plan_is_answered(locale: Locale) -> None:
    texts = {
        Locale.EN: "what's my workout today?",
        Locale.FR: "quelle est ma séance du jour ?",
        Locale.AR: "ما هو تمرين اليوم؟",
    }
    answer = asked(texts[locale], facts=Facts(day=DAY, locale=locale), locale=locale)
    assert answer.locale is locale
    assert say(locale, "chat.say.no_plan") in answer.text


def test_a_plan_stopped_by_screening_has_no_session() -> None:
    profile, _ = planned()
    facts = facts_of(profile, None, Training(), load_catalogue(), day=DAY)
    assert "no plan" in asked("what's my workout today?", facts=facts).text


def test_seen_names_what_is_known() -> None:
    shown = {each.name: each for each in seen(facts_in(Locale.FR))}
    assert {"profile", "plan", "today", "targets", "game"} <= shown.keys()
    assert shown["profile"].label == "Votre profil"
    assert seen(NOBODY) == ()


def test_an_own_note_is_quoted_as_such_and_cited() -> None:
    own = Passage(
        id="document:00000000-0000-0000-0000-000000000001#1",
        title="Physio letter",
        text="Keep the knee bent while walking downstairs. Come back in May.",
        locale=Locale.EN,
        score=1.0,
        coverage=0.9,
        own=True,
    )
    answer = asked("what did my physio letter say about stairs?", notes=Notes(own))
    assert answer.citations[0].id == own.id
    assert "Physio letter" in answer.text
    assert "documents" in answer.seen
