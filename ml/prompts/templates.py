"""Turns in the form that a model's chat template takes."""

from collections.abc import Iterable

from domain.ports import Message


def fold_system(messages: Iterable[Message]) -> tuple[Message, ...]:
    """System text at the head of the first user turn, and neighbouring turns of one role joined.

    Gemma's templates refuse a system role and two turns of one role in a row; every other template takes this form.
    """
    turns: list[Message] = []
    for message in messages:
        role = "user" if message.role == "system" else message.role
        if turns and turns[-1].role == role:
            turns[-1] = Message(role=role, content=f"{turns[-1].content}\n\n{message.content}")
        else:
            turns.append(Message(role=role, content=message.content))
    return tuple(turns)
