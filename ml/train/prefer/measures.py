"""What alignment changed, on held-out rows: preference accuracy by source, and safety, which must not get worse."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, Final

import torch
from msgspec import Struct

from ml.train.dataset.rows import MenuInput
from ml.train.prefer.answers import Fault, faults_of, shown_in
from ml.train.prefer.rows import PreferenceRow
from ml.train.prefer.talks import Talk, prompt_of, tokens_of

TOGETHER: Final = 8
"""Prompts answered in one batch."""

Lead = Callable[[PreferenceRow], float]
"""How far the chosen answer is ahead of the rejected one; it is preferred when that is above 0."""


class Safety(Struct, frozen=True, kw_only=True):
    """Of `answers` greedy answers without a grammar: the share that is valid, and how many had each fault."""

    answers: int
    valid: float
    faults: dict[str, int]


class Measures(Struct, frozen=True, kw_only=True):
    """`accuracy`: share of rows whose chosen answer is preferred; `lead`: how far it is ahead, the mean (nats of
    log-probability, or a reward model's points). By source and over `all` rows. Accuracy alone does not show a
    lead that shrinks before it turns. A reward model answers nothing, so it has no `safety`."""

    rows: dict[str, int]
    accuracy: dict[str, float]
    lead: dict[str, float]
    safety: Safety | None = None


def accuracy(rows: Sequence[PreferenceRow], lead: Lead) -> Measures:
    """Preference accuracy and mean lead of whatever gives the `lead` of a row."""
    found: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        ahead = lead(row)
        found[row.source.value].append(ahead)
        found["all"].append(ahead)
    return Measures(
        rows={source: len(each) for source, each in sorted(found.items())},
        accuracy={source: round(sum(one > 0 for one in each) / len(each), 4) for source, each in sorted(found.items())},
        lead={source: round(sum(each) / len(each), 3) for source, each in sorted(found.items())},
    )


def by_likelihood(model: Any, tokenizer: Any, template: str) -> Lead:
    """By log-probability, summed over the answer's tokens as DPO does."""

    def lead(row: PreferenceRow) -> float:
        prompt = prompt_of(row.prompt, template)
        start = len(tokens_of(tokenizer, prompt))
        sides = [tokens_of(tokenizer, prompt, side) for side in (row.chosen, row.rejected)]
        ids = _padded(sides, tokenizer.pad_token_id, left=False)
        keep = ids.shape[1] - start + 1
        with torch.no_grad():
            # Padding stands to the right, where no token of the answer can see it: no mask is needed.
            logits = model(input_ids=ids, logits_to_keep=keep).logits.float()
        scores = torch.log_softmax(logits[:, :-1], dim=-1).gather(2, ids[:, start:, None]).squeeze(2)
        chosen, rejected = (float(scores[at, : len(side) - start].sum()) for at, side in enumerate(sides))
        return chosen - rejected

    return lead


def by_score(score: Callable[[Sequence[Talk], Sequence[str]], list[float]], template: str) -> Lead:
    """By reward."""

    def lead(row: PreferenceRow) -> float:
        chosen, rejected = score([prompt_of(row.prompt, template)] * 2, [row.chosen, row.rejected])
        return chosen - rejected

    return lead


def scorer(model: Any, tokenizer: Any) -> Callable[[Sequence[Talk], Sequence[str]], list[float]]:
    """The reward of each answer to its prompt, from a reward model."""

    def score(prompts: Sequence[Talk], answers: Sequence[str]) -> list[float]:
        talks = [tokens_of(tokenizer, prompt, answer) for prompt, answer in zip(prompts, answers, strict=True)]
        ids = _padded(talks, tokenizer.pad_token_id, left=False)
        mask = torch.tensor([[1] * len(talk) + [0] * (ids.shape[1] - len(talk)) for talk in talks])
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            logits = model(input_ids=ids, attention_mask=mask).logits
        return [float(value) for value in logits.float().flatten()]

    return score


def safety(model: Any, tokenizer: Any, prompts: Sequence[MenuInput], *, template: str, most: int) -> Safety:
    """Answer each prompt greedily, with at most `most` tokens and no grammar, and check what comes."""
    faults: dict[str, int] = {fault.value: 0 for fault in Fault}
    valid = 0
    for start in range(0, len(prompts), TOGETHER):
        part = prompts[start : start + TOGETHER]
        asked = [tokens_of(tokenizer, prompt_of(prompt, template)) for prompt in part]
        ids = _padded(asked, tokenizer.pad_token_id, left=True)
        mask = torch.tensor([[0] * (ids.shape[1] - len(each)) + [1] * len(each) for each in asked])
        with torch.no_grad():
            done = model.generate(
                input_ids=ids,
                attention_mask=mask,
                max_new_tokens=most,
                do_sample=False,
                pad_token_id=tokenizer.pad_token_id,
            )
        for prompt, tokens in zip(part, done[:, ids.shape[1] :], strict=True):
            wrong = faults_of(tokenizer.decode(tokens, skip_special_tokens=True).strip(), shown_in(prompt.user))
            valid += not wrong
            for fault in wrong:
                faults[fault.value] += 1
    return Safety(answers=len(prompts), valid=round(valid / len(prompts), 4), faults=faults)


def _padded(rows: Sequence[Sequence[int]], pad: int, *, left: bool) -> torch.Tensor:
    width = max(len(row) for row in rows)
    fill = [[pad] * (width - len(row)) for row in rows]
    return torch.tensor([[*gap, *row] if left else [*row, *gap] for gap, row in zip(fill, rows, strict=True)])
