"""Which notes a question finds, and for whom."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.catalogue.loader import load_catalogue
from domain.chat.intents import IntentName
from domain.coaching.person_of import person_of
from domain.knowledge.asker import NOBODY, TOPICS_OF_INTENT, Asker, asker_of
from domain.knowledge.notes import CONDITIONS, TOPICS, load_notes
from domain.knowledge.ranking import OLD, RULES, STAND_INS, allowed, fused, joined, ordered, search, weighed
from domain.profile import Condition, FitnessLevel, Goal, Locale, PregnancyStage
from domain.safety.screening import screen
from tests.people import profile_of

EN, FR, AR = Locale.EN, Locale.FR, Locale.AR
QUESTIONS = ("how do I lose fat", "knee pain", "creatine", "olympic lifts", "planks", "fasting", "max test", "jump")


def ids(query: str, locale: Locale = EN, asker: Asker = NOBODY, limit: int = 5) -> list[str]:
    return [hit.note.id for hit in search(query, locale, asker, limit)]


@pytest.mark.parametrize(
    ("query", "locale", "expected"),
    [
        ("How deep should I squat?", EN, "squat-depth"),
        ("BENHC press technique", EN, "bench-press-setup"),
        ("pressure on my chest on the treadmill", EN, "chest-pain-exercise"),
        ("j'ai mal en bas du dos", FR, "back-pain-training"),
        ("technique du deadlift", FR, "deadlift-setup"),
        ("كيف أتمرن في رمضان؟", AR, "ramadan-training"),
        ("صدري يؤلمني أثناء الجري", AR, "chest-pain-exercise"),
        ("HIIT كم مرة", AR, "hiit-basics"),
    ],
)
def test_a_question_finds_its_note(query: str, locale: Locale, expected: str) -> None:
    assert expected in ids(query, locale)


@pytest.mark.parametrize("query", ["", "  ?! ", "zzzzqqqq xxyyzz", "\u200b"])
def test_what_says_nothing_finds_nothing(query: str) -> None:
    for locale in Locale:
        assert search(query, locale) == ()


def test_hits_come_best_first_and_no_more_than_asked() -> None:
    hits = search("protein for muscle", EN, limit=7)
    assert len(hits) == 7
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len({hit.note.id for hit in hits}) == 7
    assert search("protein", EN, limit=0) == ()


def test_fusion_is_the_published_sum() -> None:
    assert fused((["a", "b"], ["b", "c"]), k=60) == {
        "a": pytest.approx(1 / 61),
        "b": pytest.approx(1 / 62 + 1 / 61),
        "c": pytest.approx(1 / 62),
    }
    assert fused((["a"], ["b"]), [2.0, 1.0])["a"] == 2 * fused((["b"],))["b"]
    assert fused(()) == {}
    assert ordered({"b": 1.0, "a": 1.0, "c": 2.0}) == ["c", "a", "b"]


def test_what_is_near_in_meaning_adds_to_the_words_and_less_with_each_rank() -> None:
    assert joined({"a": 10.0, "b": 8.0}, ["b", "c"]) == {
        "a": 10.0,
        "b": pytest.approx(8 + 10 * 0.3),
        "c": pytest.approx(10 * 0.3 * 5 / 6),
    }
    assert joined({"a": 10.0}, []) == {"a": 10.0}
    assert joined({}, ["c"]) == {"c": pytest.approx(0.3)}


def test_a_vector_list_brings_notes_that_no_word_finds() -> None:
    assert search("zzzzqqqq", EN, vectors=["sleep-better", "unknown-id"])[0].note.id == "sleep-better"
    plain, joined = ids("squat"), [hit.note.id for hit in search("squat", EN, vectors=["squat-depth"])]
    assert joined[0] == "squat-depth"
    assert set(joined) & set(plain)


@pytest.mark.parametrize("condition", sorted(CONDITIONS))
def test_nobody_sees_a_note_that_must_not_be_shown_to_them(condition: str) -> None:
    asker = Asker(conditions=frozenset({condition}))
    for query in QUESTIONS:
        found = search(query, EN, asker, limit=100, vectors=list(load_notes()))
        assert all(condition not in hit.note.not_for for hit in found)


def test_weight_loss_is_not_for_who_must_not_lose() -> None:
    assert "energy-deficit" in ids("how big should my calorie deficit be")
    for condition in ("eating_disorder_history", "minor", "pregnancy", "postpartum", "underweight"):
        asker = Asker(conditions=frozenset({condition}))
        shown = {hit.note.id for hit in search("how big should my calorie deficit be", EN, asker, limit=100)}
        assert not shown & {"energy-deficit", "weight-loss-rate", "weight-plateau", "hunger-management"}


def test_who_must_not_see_a_note_gets_the_one_written_for_them() -> None:
    question = "how much weight can I lose per week"
    for condition, expected in (
        ("minor", "teen-nutrition"),
        ("pregnancy", "pregnancy-weight"),
        ("eating_disorder_history", "eating-disorder-support"),
    ):
        assert ids(question, asker=Asker(conditions=frozenset({condition})))[0] == expected
    assert ids("are crunches good", asker=Asker(conditions=frozenset({"osteoporosis"})))[0] == "osteoporosis-training"


def test_every_state_that_a_note_is_not_for_has_a_stand_in_that_may_be_shown() -> None:
    notes = load_notes()
    assert {state for note in notes.values() for state in note.not_for} <= STAND_INS.keys() <= CONDITIONS
    for state, stand_ins in STAND_INS.items():
        assert all(state in notes[id_].conditions for id_ in stand_ins)


@given(
    st.frozensets(st.sampled_from(sorted(CONDITIONS))),
    st.sampled_from(QUESTIONS),
    st.sampled_from([None, *FitnessLevel]),
)
def test_the_rules_only_reorder_what_is_allowed(
    conditions: frozenset[str], query: str, level: FitnessLevel | None
) -> None:
    asker = Asker(conditions=conditions, level=level)
    everything = {hit.note.id for hit in search(query, EN, limit=1000)}
    mine = search(query, EN, asker, limit=1000)
    found = {hit.note.id for hit in mine}
    assert {id_ for id_ in everything if allowed(load_notes()[id_], asker)} <= found
    stand_ins = {id_ for state in conditions & STAND_INS.keys() for id_ in STAND_INS[state]}
    assert found - everything <= stand_ins
    assert all(allowed(hit.note, asker) for hit in mine)
    assert mine == search(query, EN, asker, limit=1000)


@pytest.mark.parametrize(
    ("rule", "id_", "asker"),
    [
        ("RNK-condition", "asthma-training", Asker(conditions=frozenset({"asthma"}))),
        ("RNK-others", "pregnancy-training", Asker(level=FitnessLevel.BEGINNER)),
        ("RNK-level", "first-weights", Asker(level=FitnessLevel.BEGINNER)),
        ("RNK-above", "drop-sets", Asker(level=FitnessLevel.BEGINNER)),
        ("RNK-region", "knee-pain-training", Asker(regions=frozenset({"knee"}))),
        ("RNK-barred", "jump-technique", Asker(barred=frozenset({"jump", "squat"}))),
        ("RNK-topic", "sleep-better", Asker(topics=frozenset({"recovery"}))),
        ("RNK-goal", "energy-deficit", Asker(goals=frozenset({Goal.WEIGHT_LOSS}))),
        ("RNK-refers", "chest-pain-exercise", Asker(urgent=True)),
        ("RNK-old", "squat-depth", Asker(today=date(2026, 11, 23) + OLD + timedelta(days=1))),
    ],
)
def test_each_rule_moves_the_notes_it_is_about(rule: str, id_: str, asker: Asker) -> None:
    note, by_id = load_notes()[id_], {each.id: each for each in RULES}
    ((factor, rules),) = weighed(note, asker)
    assert rule in rules
    assert factor == pytest.approx(by_id[rule].factor) or len(rules) > 1
    assert list(weighed(note, NOBODY)) == [(1.0, ())]


def test_every_rule_has_a_test_above() -> None:
    assert [rule.id for rule in RULES] == [
        "RNK-condition", "RNK-others", "RNK-level", "RNK-above", "RNK-region", "RNK-barred", "RNK-topic", "RNK-goal",
        "RNK-refers", "RNK-old",
    ]  # fmt: skip


def test_a_new_note_is_not_old() -> None:
    assert list(weighed(load_notes()["squat-depth"], Asker(today=date(2026, 12, 1)))) == [(1.0, ())]


def test_the_intent_decides_between_equals() -> None:
    """ "Protein" and kidneys, asked in general and with the condition."""
    general = ids("protein and kidney", limit=10)
    ill = ids("protein and kidney", asker=Asker(conditions=frozenset({"kidney_disease"})), limit=10)
    assert ill.index("kidney-disease-training") <= general.index("kidney-disease-training")
    assert "protein-amount" not in ill


def test_the_asker_is_drawn_from_the_person() -> None:
    profile, catalogue = profile_of(1), load_catalogue()
    anyone = person_of(profile, catalogue, screen(profile))
    made = replace(anyone, age=67, pregnancy=None, flags=frozenset({Condition.ASTHMA}), weight_kg=45.0, height_cm=170.0)
    assert asker_of(made, urgent=True).conditions == {"asthma", "older", "underweight"}
    assert asker_of(replace(made, age=16)).conditions == {"asthma", "minor"}
    assert "pregnancy" in asker_of(replace(made, pregnancy=PregnancyStage.TRIMESTER_2)).conditions
    after = asker_of(replace(made, pregnancy=PregnancyStage.BREASTFEEDING))
    assert "postpartum" in after.conditions
    assert "pregnancy" not in after.conditions


def test_every_intent_points_to_known_topics() -> None:
    assert TOPICS_OF_INTENT.keys() == {name.value for name in IntentName}
    assert all(topics <= TOPICS for topics in TOPICS_OF_INTENT.values())
