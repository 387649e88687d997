"""Rows as talks in the template's form, and their tokens: what is too long is left out by name, never cut."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from domain.ports import Message
from ml.prompts.templates import fold_system
from ml.train.dataset.rows import MenuInput
from ml.train.prefer.rows import PreferenceRow

Talk = list[dict[str, str]]


class Fitting(Struct, frozen=True, kw_only=True):
    """The rows that fit, and the tokens of those that do not."""

    rows: tuple[PreferenceRow, ...]
    too_long: dict[str, int]


def prompt_of(prompt: MenuInput, template: str) -> Talk:
    """The prompt as turns; for Gemma, system text heads the user's turn as at inference."""
    messages = [Message(role="system", content=prompt.system), Message(role="user", content=prompt.user)]
    folded = fold_system(messages) if template == "gemma" else messages
    return [{"role": message.role, "content": message.content} for message in folded]


def answer_of(text: str) -> Talk:
    """An answer as a turn."""
    return [{"role": "assistant", "content": text}]


def tokens_of(tokenizer: Any, prompt: Talk, answer: str | None = None) -> list[int]:
    """The tokens of a prompt up to where the answer begins, or of prompt and answer with the mark that ends it."""
    talk = prompt if answer is None else [*prompt, *answer_of(answer)]
    text = tokenizer.apply_chat_template(talk, tokenize=False, add_generation_prompt=answer is None)
    return list(tokenizer(text, add_special_tokens=False).input_ids)


def fitting(rows: Sequence[PreferenceRow], tokenizer: Any, *, template: str, most: int) -> Fitting:
    """Tokenise every row as the trainer will. A row of which a side has more than `most` tokens goes to `too_long`."""
    fit: list[PreferenceRow] = []
    too_long: dict[str, int] = {}
    for row in rows:
        prompt = prompt_of(row.prompt, template)
        tokens = max(len(tokens_of(tokenizer, prompt, side)) for side in (row.chosen, row.rejected))
        if tokens > most:
            too_long[row.id] = tokens
        else:
            fit.append(row)
    return Fitting(rows=tuple(fit), too_long=too_long)
