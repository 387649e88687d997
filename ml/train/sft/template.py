"""Gemma's chat form, for weights that come without one, and the folding of system text that it asks for."""

from typing import Final

from domain.ports import Message
from ml.prompts.templates import fold_system
from ml.train.dataset.rows import Row, Turns, turns_of

GEMMA_TEMPLATE: Final = (
    "{{ bos_token }}"
    "{% for message in messages %}"
    "{{ '<start_of_turn>' + ('model' if message['role'] == 'assistant' else message['role']) + '\n' }}"
    "{% if message['role'] == 'assistant' %}"
    "{% generation %}{{ message['content'] | trim + '<end_of_turn>\n' }}{% endgeneration %}"
    "{% else %}{{ message['content'] | trim + '<end_of_turn>\n' }}{% endif %}"
    "{% endfor %}"
    "{% if add_generation_prompt %}{{ '<start_of_turn>model\n' }}{% endif %}"
)
"""Turns between `<start_of_turn>` and `<end_of_turn>`, roles user and model, `<bos>` once (Gemma's documentation)."""


def talk_of(row: Row, template: str) -> Turns:
    """The row's talk in the form the template takes: for Gemma, system text heads the user's turn as at inference."""
    turns = turns_of(row)
    if template != "gemma":
        return turns
    folded = fold_system(Message(role=turn["role"], content=turn["content"]) for turn in turns.prompt)
    prompt = tuple({"role": message.role, "content": message.content} for message in folded)
    return Turns(prompt=prompt, completion=turns.completion)
