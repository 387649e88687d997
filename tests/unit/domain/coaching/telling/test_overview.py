from msgspec.structs import replace

from domain.coaching.programming.timing import session_minutes
from domain.coaching.telling.overview import listed, plan_facts, with_words
from domain.profile import Locale


def test_names_are_joined_as_the_language_does():
    assert listed(Locale.EN, []) == ""
    assert listed(Locale.EN, ["a"]) == "a"
    assert listed(Locale.EN, ["a", "b", "c"]) == "a, b and c"
    assert listed(Locale.FR, ["a", "b"]) == "a et b"


def test_only_missing_words_are_written(make_person, context_for, program_for):
    context = context_for(make_person())
    program = replace(program_for(context), name="Own name", overview="  ")
    worded = with_words(program, context.person)
    assert worded.name == "Own name"
    assert "3 days" in worded.overview


def test_health_is_told_only_where_it_holds_the_plan_back(make_person, context_for, program_for):
    calm = context_for(make_person(vigorous_ok=False))
    assert "gentle" in with_words(program_for(calm), calm.person).overview
    usual = context_for(make_person())
    assert "gentle" not in with_words(program_for(usual), usual.person).overview


def test_facts_are_counted_from_the_programme(make_person, context_for, program_for):
    context = context_for(make_person())
    program = program_for(context)
    facts = plan_facts(program, context.person)
    assert {3.0} < facts["days"]
    assert 9.0 not in facts["days"]
    assert float(round(session_minutes(program.sessions[0]))) in facts["minutes"]
    assert float(sum(item.sets for session in program.sessions for item in session.items)) in facts["sets"]
    assert float(program.nutrition.target) in facts["energy"]
    assert facts["energy"] < facts[""]
