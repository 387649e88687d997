"""Whether an exported adapter answers as the trained one does: greedy answers of both to the same held-out prompts.

PyTorch runs the adapter over the dequantised weights in bfloat16, llama.cpp the GGUF adapter over the 4-bit weights
with 8-bit activations, so a few answers may turn where two choices are nearly level. An adapter exported wrongly (rows
out of order, a wrong scale) agrees hardly ever.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from msgspec import Struct
from peft import PeftModel

from adapters.model.client import HttpModelClient, embedded_server, new_http
from domain.ports import Message, ModelRequest
from ml.serve.adapter import Adapter
from ml.serve.launch import start_embedded
from ml.train.dataset.rows import Row, turns_of
from ml.train.sft.base import load_base
from ml.train.sft.config import SftConfig

MOST_TOKENS = 80


class Parity(Struct, frozen=True, kw_only=True):
    """Of `prompts`, how many answers are the `same` text, and the mean share of characters before the first difference.

    `plain_same`: how many of the trained adapter's answers the model without adapter gives, for comparison.
    """

    prompts: int
    same: int
    shared: float
    plain_same: int


def compare(config: SftConfig, trained: Path, exported: Adapter, rows: Sequence[Row]) -> Parity:
    """Ask both for every row's answer, without a grammar."""
    theirs = _torch_answers(config, trained, rows)
    ours, plain = asyncio.run(_served_answers(exported, rows))
    return Parity(
        prompts=len(rows),
        same=sum(one == two for one, two in zip(theirs, ours, strict=True)),
        shared=sum(_shared(one, two) for one, two in zip(theirs, ours, strict=True)) / max(1, len(rows)),
        plain_same=sum(one == two for one, two in zip(theirs, plain, strict=True)),
    )


def _shared(one: str, two: str) -> float:
    same = next((at for at, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    return same / max(len(one), len(two), 1)


def _torch_answers(config: SftConfig, trained: Path, rows: Sequence[Row]) -> list[str]:
    base, tokenizer = load_base(config, [])
    model: Any = PeftModel.from_pretrained(base, str(trained)).eval()
    answers = []
    for row in rows:
        inputs = tokenizer.apply_chat_template(
            list(turns_of(row).prompt), add_generation_prompt=True, return_tensors="pt", return_dict=True
        )
        with torch.inference_mode():
            tokens = model.generate(
                **inputs, max_new_tokens=MOST_TOKENS, do_sample=False, pad_token_id=tokenizer.pad_token_id
            )
        answers.append(str(tokenizer.decode(tokens[0][inputs["input_ids"].shape[1] :], skip_special_tokens=True)))
    return answers


async def _served_answers(exported: Adapter, rows: Sequence[Row]) -> tuple[list[str], list[str]]:
    """With the adapter, and without it."""
    model = start_embedded(adapter=exported, warm=False)
    try:
        url = await asyncio.to_thread(model.ready)
        async with new_http() as http:
            named = HttpModelClient(http, embedded_server(url, adapter=exported.name))
            plain = HttpModelClient(http, embedded_server(url))
            return await _asked(named, rows), await _asked(plain, rows)
    finally:
        model.stop()


async def _asked(client: HttpModelClient, rows: Sequence[Row]) -> list[str]:
    answers = []
    for row in rows:
        messages = tuple(Message(role=turn["role"], content=turn["content"]) for turn in turns_of(row).prompt)
        answers.append((await client.complete(ModelRequest(messages=messages, max_tokens=MOST_TOKENS))).text)
    return answers
