"""Rows as token counts: what is too long is left out by name, never cut."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from ml.train.dataset.rows import Row, Turns
from ml.train.sft.template import talk_of


class Fitting(Struct, frozen=True, kw_only=True):
    """The talks that fit, the rows that do not with their tokens, and the tokens of prompts and answers that do."""

    talks: tuple[Turns, ...]
    too_long: dict[str, int]
    prompt_tokens: int
    answer_tokens: int


def fitting(rows: Sequence[Row], tokenizer: Any, *, template: str, most: int) -> Fitting:
    """Tokenise every row as the trainer will. A row of more than `most` tokens goes to `too_long`."""
    talks: list[Turns] = []
    too_long: dict[str, int] = {}
    asked = answered = 0
    for row in rows:
        talk = talk_of(row, template)
        whole = _count(tokenizer, [*talk.prompt, *talk.completion], prompt=False)
        if whole > most:
            too_long[row.id] = whole
            continue
        prompt = _count(tokenizer, list(talk.prompt), prompt=True)
        asked, answered = asked + prompt, answered + whole - prompt
        talks.append(talk)
    return Fitting(talks=tuple(talks), too_long=too_long, prompt_tokens=asked, answer_tokens=answered)


def _count(tokenizer: Any, messages: list[dict[str, str]], *, prompt: bool) -> int:
    text = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=prompt)
    return len(tokenizer(text, add_special_tokens=False).input_ids)
