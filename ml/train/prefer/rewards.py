"""GRPO's rewards: what the format's rules say of an answer, and what a reward model learned from preferences."""

import math
from collections.abc import Callable, Sequence
from typing import Any

from ml.train.prefer.answers import Fault, faults_of, shown_in
from ml.train.prefer.talks import Talk

Reward = Callable[..., list[float]]

EACH = 0.25
"""What each kind of fault costs of a readable answer's 1; an unreadable one gets 0."""


def rule_reward(answer: str, user: str) -> float:
    """1 for a valid answer, less for each kind of fault: steps that lead an answer towards being valid."""
    faults = faults_of(answer, shown_in(user))
    return 0.0 if Fault.UNREADABLE in faults else 1 - EACH * len(faults)


def verified(prompts: Sequence[Talk], completions: Sequence[Talk], **_: Any) -> list[float]:
    """TRL's form of `rule_reward`, for a batch."""
    return [
        rule_reward(answer[0]["content"].strip(), prompt[-1]["content"])
        for prompt, answer in zip(prompts, completions, strict=True)
    ]


def learned(score: Callable[[Sequence[Talk], Sequence[str]], list[float]]) -> Reward:
    """A reward model's score in TRL's form, brought between 0 and 1 so that it never outweighs the rules."""

    def reward(prompts: Sequence[Talk], completions: Sequence[Talk], **_: Any) -> list[float]:
        found = score(prompts, [answer[0]["content"] for answer in completions])
        return [1 / (1 + math.exp(-max(-30.0, min(30.0, value)))) for value in found]

    return reward
