"""The CPU head gives what TRL's own gives."""

import pytest

torch = pytest.importorskip("torch", reason="the training libraries are not installed: make install-train")

import trl.trainer.utils as trl_utils
from trl.kernels import ChunkedLogProbFunction

from ml.train.sft.head import FrozenHead, cpu_head

OUTPUTS = ("log_probs", "entropy", "mean_logits", "is_top1")


def _run(function, dtype, tokens: int = 300, vocabulary: int = 9000):
    torch.manual_seed(3)
    hidden = torch.randn(tokens, 48, dtype=dtype, requires_grad=True)
    weight = torch.randn(vocabulary, 48, dtype=dtype) * 0.3
    targets = torch.randint(0, vocabulary, (tokens,))
    found = function.apply(hidden, weight, None, targets, 1.0, 4096, None, 1.0, OUTPUTS)
    (found[0] * torch.linspace(0.1, 1.0, tokens)).sum().backward()
    return found, hidden.grad


@pytest.mark.parametrize(("dtype", "near"), [(torch.float32, 1e-4), (torch.bfloat16, 0.06)], ids=["fp32", "bf16"])
def test_values_and_gradients_are_those_of_trl(dtype, near: float) -> None:
    ours, gradient = _run(FrozenHead, dtype)
    theirs, wanted = _run(ChunkedLogProbFunction, dtype)
    for place, name in ((0, "log_probs"), (1, "entropy"), (3, "mean_logits")):
        assert (ours[place].float() - theirs[place].float()).abs().max() < near, name
    assert (ours[4] == theirs[4]).float().mean() > 0.99
    same = torch.nn.functional.cosine_similarity(gradient.float().flatten(), wanted.float().flatten(), dim=0)
    assert same > 0.9999
    assert abs(gradient.float().norm() / wanted.float().norm() - 1) < 0.01


def test_it_stands_in_only_inside_the_block() -> None:
    before = trl_utils._ChunkedLogProbFunction
    with cpu_head():
        assert trl_utils._ChunkedLogProbFunction is FrozenHead
    assert trl_utils._ChunkedLogProbFunction is before


def test_what_it_cannot_do_is_refused() -> None:
    hidden, weight, targets = torch.zeros(2, 4), torch.zeros(8, 4), torch.zeros(2, dtype=torch.long)
    with pytest.raises(NotImplementedError, match="soft cap"):
        FrozenHead.apply(hidden, weight, None, targets, 1.0, 8, 30.0, 1.0, OUTPUTS)
    with pytest.raises(NotImplementedError, match="frozen"):
        FrozenHead.apply(hidden, weight.requires_grad_(), None, targets, 1.0, 8, None, 1.0, OUTPUTS)
