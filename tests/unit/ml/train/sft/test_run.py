"""Fine-tuning the tiny model: it learns, a killed run goes on as if nothing had happened, nothing is cut."""

import math
from pathlib import Path

import msgspec
import pytest

torch = pytest.importorskip("torch", reason="the training libraries are not installed: make install-train")

from msgspec.structs import replace
from transformers import TrainerCallback

from domain.errors import ConfigError, InvalidInput
from ml.train.dataset.rows import Split, read_rows
from ml.train.sft import run as run_module
from ml.train.sft.base import keep_gradients, load_base
from ml.train.sft.config import CONFIGS, Quantisation, load_config
from ml.train.sft.curves import Curves
from ml.train.sft.lengths import fitting
from ml.train.sft.run import Job, RunRecord, train
from ml.train.sft.tiny import VOCABULARY

pytestmark = pytest.mark.train


def _job(pairs: Path, out: Path, **changes: object) -> Job:
    config = load_config("tiny")
    config = replace(config, training=replace(config.training, learning_rate=1e-2, eval_rows=6))
    return replace(Job(name="tiny", config=config, data=pairs, out=out, rows=24), **changes)


def _curves(out: Path) -> Curves:
    return msgspec.json.decode((out / "curves.json").read_bytes(), type=Curves)


class _Killed(Exception):
    """Ends a run from inside, as a kill would: nothing after the last checkpoint is kept."""


class _KillAt(TrainerCallback):
    def __init__(self, step: int) -> None:
        self._step = step

    def on_step_end(self, args, state, control, **rest):
        if state.global_step == self._step:
            raise _Killed


def test_it_learns_and_a_resumed_run_is_the_same_run(pairs: Path, tmp_path: Path, monkeypatch) -> None:
    record = train(_job(pairs, tmp_path / "whole"))
    whole = _curves(tmp_path / "whole")
    assert whole.train[-1].loss < whole.train[0].loss - 0.3
    assert whole.held_out[-1].loss < math.log(VOCABULARY)  # what guessing would cost
    assert record == msgspec.json.decode((tmp_path / "whole" / "run.json").read_bytes(), type=RunRecord)
    assert record.rows == 24
    assert (tmp_path / "whole" / "curves.png").stat().st_size > 5_000

    make = run_module._trainer

    def killed(*arguments):
        trainer = make(*arguments)
        trainer.add_callback(_KillAt(15))
        return trainer

    monkeypatch.setattr(run_module, "_trainer", killed)
    with pytest.raises(_Killed):
        train(_job(pairs, tmp_path / "cut"))
    monkeypatch.setattr(run_module, "_trainer", make)
    assert not (tmp_path / "cut" / "run.json").exists()
    resumed = train(_job(pairs, tmp_path / "cut", resume=True))
    again = _curves(tmp_path / "cut")
    assert [point.step for point in again.train] == [point.step for point in whole.train]
    for first, second in zip((*whole.train, *whole.held_out), (*again.train, *again.held_out), strict=True):
        assert second.loss == pytest.approx(first.loss, abs=2e-3), first.step
    assert resumed.steps == record.steps


def test_only_the_answer_is_trained_on_and_bos_stands_once(pairs: Path, tmp_path: Path) -> None:
    job = _job(pairs, tmp_path)
    rows = list(read_rows(pairs / "menu.train.jsonl", most=2))
    model, tokenizer = load_base(job.config, run_module._texts(rows, job.config))
    fits = {split: fitting(rows, tokenizer, template="gemma", most=1024) for split in Split}
    trainer = run_module._trainer(job, model, tokenizer, fits)
    batch = trainer.data_collator([trainer.train_dataset[0]])
    ids, labels = batch["input_ids"][0], batch["labels"][0]
    trained = tokenizer.decode(ids[labels != -100])
    assert trained == bytes(rows[0].output).decode() + "<end_of_turn>\n"
    assert (ids == tokenizer.bos_token_id).sum() == 1
    assert tokenizer.decode(ids[labels == -100]).endswith("<start_of_turn>model\n")


def test_a_row_that_is_too_long_is_named_and_left_out(pairs: Path, tmp_path: Path) -> None:
    job = _job(pairs, tmp_path)
    rows = list(read_rows(pairs / "menu.train.jsonl", most=10))
    _, tokenizer = load_base(job.config, run_module._texts(rows, job.config))
    whole = fitting(rows, tokenizer, template="gemma", most=10_000)
    assert not whole.too_long
    limit = 1 + (whole.prompt_tokens + whole.answer_tokens) // len(rows)
    some = fitting(rows, tokenizer, template="gemma", most=limit)
    assert some.too_long
    assert len(some.talks) + len(some.too_long) == len(rows)
    assert all(tokens > limit for tokens in some.too_long.values())
    short = replace(job, config=replace(job.config, training=replace(job.config.training, max_tokens=64)))
    with pytest.raises(InvalidInput, match="at most 64 tokens"):
        train(short)


def test_the_tokenizer_loses_nothing(pairs: Path, tmp_path: Path) -> None:
    job = _job(pairs, tmp_path)
    _, tokenizer = load_base(job.config, [])
    for text in ("naïve café", "تمرين 5×5", "日本語 \U0001f3cb", '{"a": [1.5, "x\\n"]}', "  two  blanks "):
        assert tokenizer.decode(tokenizer(text, add_special_tokens=False).input_ids) == text


def test_four_bit_gradients_survive_an_evaluation(pairs: Path, tmp_path: Path) -> None:
    """Guards against bitsandbytes repacking its weights in evaluation, after which gradients are wrong."""
    job = _job(pairs, tmp_path)
    config = replace(job.config, quantisation=Quantisation(nf4=True))
    model, tokenizer = load_base(config, [])
    assert any(type(module).__name__ == "Linear4bit" for module in model.modules())
    ids = tokenizer("s1 main: E02 Bodyweight Squat", return_tensors="pt").input_ids
    hidden = model.get_input_embeddings()(ids).detach()

    def gradient():
        model.train()
        inputs = hidden.clone().requires_grad_()
        model(inputs_embeds=inputs, labels=ids).loss.backward()
        return inputs.grad.float().flatten()

    before = gradient()
    model.eval()
    with torch.no_grad():
        model(ids)
    after = gradient()
    assert torch.nn.functional.cosine_similarity(before, after, dim=0) > 0.999
    keep_gradients(model)  # again: harmless


def test_configs_are_read_and_errors_name_the_field(tmp_path: Path) -> None:
    names = {path.stem for path in CONFIGS.glob("*.toml")}
    assert names >= {"gemma-2b-it", "gemma-3-270m", "smollm2-135m", "tiny"}
    for name in names:
        load_config(name)
    thesis = load_config("gemma-2b-it")
    assert (thesis.lora.rank, thesis.lora.alpha, thesis.lora.dropout) == (16, 32, 0.05)
    assert (thesis.training.epochs, thesis.training.accumulation, thesis.training.learning_rate) == (3, 8, 2e-4)
    assert thesis.training.optimizer == "paged_adamw_8bit"
    with pytest.raises(ConfigError, match=r"allowed: .*smollm2-135m"):
        load_config("gemma-9t")
    bad = tmp_path / "bad.toml"
    bad.write_text((CONFIGS / "tiny.toml").read_text().replace("rank = 4", "rank = 0"))
    with pytest.raises(ConfigError, match=r"bad.toml: .*lora.rank"):
        load_config(str(bad))
