"""What a prompt shows, and what is wrong with an answer to it."""

import pytest

from ml.train.prefer.answers import Fault, faults_of, shown_in, written
from ml.train.prefer.rewards import rule_reward, verified

USER = """Person: beginner, 33 years
Prefers: dumbbell
Day: full body (strength)
Allowed schemes: strength, general
s1 main: E05 Dumbbell Goblet Squat; E15 Bodyweight Walking Lunge
s2 main: E22 Standing Dumbbell Press; E15 Bodyweight Walking Lunge
s3 core: E29 90/90 Twist"""


def test_a_prompt_is_read_back() -> None:
    shown = shown_in(USER)
    assert shown.schemes == ("strength", "general")
    assert shown.slots == {"s1": ("E05", "E15"), "s2": ("E22", "E15"), "s3": ("E29",)}
    # Gemma has the static text at the head of the same turn.
    assert shown_in("You are the planner. A slot that is not listed gets E00.\n\n" + USER) == shown


@pytest.mark.parametrize(
    "user", ["", "Allowed schemes: general", "s1 main: E05 Squat", "Allowed schemes: a\ns1 main: x"]
)
def test_a_prompt_without_schemes_or_ids_is_refused(user: str) -> None:
    with pytest.raises(ValueError, match="no schemes, or no slots"):
        shown_in(user)


GOOD = '{"scheme":"general","s1":"E05","s2":"E15","s3":"E29"}'
CASES = {
    "valid": (GOOD, ()),
    "unlisted slot empty": (GOOD[:-1] + ',"s4":"E00"}', ()),
    "no json": ("I would take E05", (Fault.UNREADABLE,)),
    "cut off": (GOOD[:-4], (Fault.UNREADABLE,)),
    "a listed slot missing": ('{"scheme":"general","s1":"E05","s2":"E15"}', (Fault.UNREADABLE,)),
    "no scheme": ('{"s1":"E05","s2":"E15","s3":"E29"}', (Fault.UNREADABLE,)),
    "a key of its own": (GOOD[:-1] + ',"name":"Legs"}', (Fault.UNREADABLE,)),
    "a number": ('{"scheme":"general","s1":5,"s2":"E15","s3":"E29"}', (Fault.UNREADABLE,)),
    "scheme not allowed": (GOOD.replace("general", "power"), (Fault.SCHEME,)),
    "id not shown": (GOOD.replace("E05", "E48"), (Fault.STRANGER,)),
    "id of another slot": (GOOD.replace("E29", "E22"), (Fault.STRANGER,)),
    "unlisted slot filled": (GOOD[:-1] + ',"s4":"E22"}', (Fault.STRANGER,)),
    "id twice": (GOOD.replace("E05", "E15"), (Fault.REPEAT,)),
    "nothing where there is something": (GOOD.replace("E29", "E00"), (Fault.EMPTY,)),
    "all at once": (
        '{"scheme":"x","s1":"E15","s2":"E15","s3":"E00","s5":"E01"}',
        (Fault.SCHEME, Fault.STRANGER, Fault.REPEAT, Fault.EMPTY),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_every_fault_is_named(name: str) -> None:
    answer, wanted = CASES[name]
    assert faults_of(answer, shown_in(USER)) == wanted


def test_an_answer_is_written_as_the_training_pairs_have_it() -> None:
    assert written("general", {"s1": "E05", "s2": "E15", "s3": "E29"}) == GOOD


def test_the_rules_reward_each_step_towards_a_valid_answer() -> None:
    found = [rule_reward(CASES[name][0], USER) for name in ("no json", "all at once", "id twice", "valid")]
    assert found == [0.0, 0.0, 0.75, 1.0]
    prompt = [{"role": "system", "content": "static"}, {"role": "user", "content": USER}]
    answer = [{"role": "assistant", "content": f" {GOOD}\n"}]
    assert verified(prompts=[prompt], completions=[answer], completion_ids=[[1]]) == [1.0]
