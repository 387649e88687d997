"""The loss head on a CPU: TRL's log-probabilities of the completion, several times faster, for any of its trainers.

TRL 1.16 scores every position against the whole vocabulary when there is no Triton. With a frozen head the gradient
with respect to the hidden states is known as soon as the probabilities are: here it is computed in the forward pass, of
the completion's tokens only, in bf16 products with fp32 sums, in tiles. It stands in for a private part of TRL, so TRL
is pinned and a test holds the two together.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import torch
import trl.trainer.utils as trl_utils

TOKENS: Final = 128
WIDTH: Final = 8192
"""Tokens and columns of the vocabulary in one tile: 4 MB of fp32 a product; one row of tiles is 134 MB for Gemma."""

LOG_PROBS, ENTROPY, SQUARES, MEAN, TOP1 = range(5)
"""Places of the outputs, as TRL unpacks them."""


class FrozenHead(torch.autograd.Function):
    """Log-probabilities of `targets` and, without gradient, entropy, mean logit and whether each was the likeliest.

    `hidden` [n, d], `weight` [vocabulary, d] (frozen, no bias), `targets` [n]. Same arguments and outputs as TRL's own.
    """

    @staticmethod
    def forward(
        ctx: Any,
        hidden: torch.Tensor,
        weight: torch.Tensor,
        bias: torch.Tensor | None,
        targets: torch.Tensor,
        temperature: float,
        _chunk: int,
        softcap: float | None,
        scale: float,
        outputs: tuple[str, ...],
    ) -> tuple[torch.Tensor | None, ...]:
        """See the class. Raises `NotImplementedError` for what only other models need."""
        if bias is not None or softcap or scale != 1.0 or temperature != 1.0 or "log_sum_sq_probs" in outputs:
            raise NotImplementedError("the CPU head has no bias, soft cap, scale, temperature or squared probabilities")
        if weight.requires_grad:
            raise NotImplementedError("the CPU head is for a frozen head: leave it out of the adapter")
        with torch.no_grad():
            parts = [_tile(hidden[rows], weight, targets[rows]) for rows in _slices(len(hidden), TOKENS)]
        empty = hidden.new_zeros(0, dtype=torch.float32)
        columns = [torch.cat(column) for column in zip(*parts, strict=True)] if parts else [empty] * 5
        log_probs, entropy, mean, top1, gradient = columns
        ctx.save_for_backward(gradient if parts else hidden.new_zeros(hidden.shape))
        return (
            log_probs,
            entropy if "entropy" in outputs else None,
            None,
            mean if "mean_logits" in outputs else None,
            top1.bool() if "is_top1" in outputs else None,
        )

    @staticmethod
    def backward(ctx: Any, *upstream: torch.Tensor | None) -> tuple[torch.Tensor | None, ...]:
        """Rows of the stored gradient, each times what comes from above."""
        (gradient,) = ctx.saved_tensors
        above = upstream[LOG_PROBS]
        found = None if above is None else (gradient.float() * above.float()[:, None]).to(gradient.dtype)
        return (found, *[None] * 8)


def _slices(length: int, step: int) -> Iterator[slice]:
    return (slice(start, min(length, start + step)) for start in range(0, length, step))


def _tile(hidden: torch.Tensor, weight: torch.Tensor, targets: torch.Tensor) -> tuple[torch.Tensor, ...]:
    """Of some tokens: log-probability, entropy, mean logit, top-1, and d log p / d hidden."""
    compute = weight.dtype
    rows = hidden.to(compute)
    logits = [(rows @ weight[columns].T).float() for columns in _slices(len(weight), WIDTH)]
    whole = torch.cat(logits, dim=1)
    norm = torch.logsumexp(whole, dim=1)
    chosen = whole.gather(1, targets[:, None]).squeeze(1)
    top1 = whole.argmax(dim=1) == targets
    mean = whole.mean(dim=1)
    probabilities = whole.sub_(norm[:, None]).exp_()
    entropy = torch.special.entr(probabilities).sum(dim=1)
    gradient = torch.zeros_like(rows, dtype=torch.float32)
    for columns in _slices(len(weight), WIDTH):
        gradient -= (probabilities[:, columns].to(compute) @ weight[columns]).float()
    gradient += weight[targets].float()
    return chosen - norm, entropy, mean, top1.float(), gradient.to(hidden.dtype)


@contextmanager
def cpu_head() -> Iterator[None]:
    """TRL's trainers take the completion's tokens only, through `FrozenHead`, inside the block."""
    before = trl_utils._use_triton, trl_utils._ChunkedLogProbFunction  # noqa: SLF001 - see above
    trl_utils._use_triton, trl_utils._ChunkedLogProbFunction = (lambda _device: True), FrozenHead  # noqa: SLF001
    try:
        yield
    finally:
        trl_utils._use_triton, trl_utils._ChunkedLogProbFunction = before  # noqa: SLF001
