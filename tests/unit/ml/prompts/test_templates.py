"""Turns as every chat template takes them."""

from domain.ports import Message
from ml.prompts.templates import fold_system


def turns(*pairs: tuple[str, str]) -> tuple[Message, ...]:
    return tuple(Message(role=role, content=content) for role, content in pairs)


def test_system_text_goes_to_the_head_of_the_first_user_turn():
    talk = turns(("system", "Rules."), ("user", "Hi."), ("assistant", "Hello."), ("user", "Bye."))
    assert fold_system(talk) == turns(("user", "Rules.\n\nHi."), ("assistant", "Hello."), ("user", "Bye."))


def test_neighbours_of_one_role_are_joined():
    talk = turns(("user", "One."), ("user", "Two."), ("system", "Note."), ("assistant", "Three."))
    assert fold_system(talk) == turns(("user", "One.\n\nTwo.\n\nNote."), ("assistant", "Three."))


def test_a_single_turn_stays_as_it_is():
    assert fold_system(turns(("user", "Hi."))) == turns(("user", "Hi."))
