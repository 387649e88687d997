"""One fine-tuning run: rows in, a LoRA adapter with its curves and its record out. Resumed, it is the same run."""

import contextlib
import hashlib
import math
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
import torch
import transformers
import trl
from datasets import Dataset
from msgspec import Struct
from peft import LoraConfig
from trl import SFTConfig as TrlConfig
from trl import SFTTrainer

from domain.errors import InvalidInput
from ml.train.dataset.rows import Row, Split, read_rows
from ml.train.sft.base import load_base
from ml.train.sft.config import TARGETS, SftConfig
from ml.train.sft.curves import CurveFile, Curves, curves_of, draw, write_curves
from ml.train.sft.head import cpu_head
from ml.train.sft.lengths import Fitting, fitting
from ml.train.sft.template import talk_of

CHECKPOINTS: Final = 20
"""Checkpoints over a run; the last two are kept."""


class RunRecord(Struct, frozen=True, kw_only=True):
    """What a run was, written beside the adapter as run.json; hashes are SHA-256, times in seconds."""

    name: str
    config: SftConfig
    data: dict[str, str]
    rows: int
    eval_rows: int
    too_long: dict[str, int]
    prompt_tokens: int
    answer_tokens: int
    steps: int
    seconds: float
    versions: dict[str, str]
    adapter_sha256: str
    final: dict[str, float]


class Job(Struct, frozen=True, kw_only=True):
    """What to train: config, the folder with FORMAT.SPLIT.jsonl, where to write, at most how many `rows`."""

    name: str
    config: SftConfig
    data: Path
    out: Path
    rows: int | None = None
    seed: int = 42
    resume: bool = False


def train(job: Job) -> RunRecord:
    """Train and write `out/adapter`, `curves.json`, `curves.png` and `run.json`.

    Raises `InvalidInput` for rows that cannot be read, or when none fits the length limit.
    """
    began = time.perf_counter()
    rows = {split: _rows(job, split) for split in Split}
    model, tokenizer = load_base(job.config, _texts(rows[Split.TRAIN], job.config))
    fits = {split: _fits(job, found, tokenizer) for split, found in rows.items()}
    if not fits[Split.TRAIN].talks or not fits[Split.EVAL].talks:
        raise InvalidInput(f"No row has at most {job.config.training.max_tokens} tokens.")
    cpu = job.config.training.device == "cpu"
    with cpu_head() if cpu else contextlib.nullcontext():
        trainer = _trainer(job, model, tokenizer, fits)
        trainer.train(resume_from_checkpoint=job.resume and any(job.out.glob("checkpoint-*")))
    adapter = job.out / "adapter"
    trainer.save_model(str(adapter))
    curves = curves_of(trainer.state.log_history)
    write_curves(job.out / "curves.json", curves)
    draw(curves, job.out / "curves.png", f"{job.name}: {len(fits[Split.TRAIN].talks)} rows")
    record = _record(job, fits, curves, trainer.state.global_step, time.perf_counter() - began)
    (job.out / "run.json").write_bytes(msgspec.json.format(msgspec.json.encode(record), indent=1))
    return record


def _rows(job: Job, split: Split) -> list[Row]:
    most = job.rows if split is Split.TRAIN else min(job.rows or 10**9, job.config.training.eval_rows)
    return list(read_rows(_file(job, split), most=most))


def _file(job: Job, split: Split) -> Path:
    path = job.data / f"{job.config.format}.{split}.jsonl"
    if not path.is_file():
        raise InvalidInput(f"{path} is missing; make it with `fitai dataset build`.")
    return path


def _texts(rows: Sequence[Row], config: SftConfig) -> list[str]:
    """What a tiny model's tokenizer learns from."""
    talks = (talk_of(row, config.base.template) for row in rows[:50])
    return [turn["content"] for talk in talks for turn in (*talk.prompt, *talk.completion)]


def _fits(job: Job, rows: Sequence[Row], tokenizer: Any) -> Fitting:
    config = job.config
    return fitting(rows, tokenizer, template=config.base.template, most=config.training.max_tokens)


def _trainer(job: Job, model: Any, tokenizer: Any, fits: dict[Split, Fitting]) -> SFTTrainer:
    lora = job.config.lora
    sets = {
        split: Dataset.from_list(
            [{"prompt": list(talk.prompt), "completion": list(talk.completion)} for talk in found.talks]
        )
        for split, found in fits.items()
    }
    return SFTTrainer(
        model=model,
        args=_arguments(job, len(fits[Split.TRAIN].talks)),
        train_dataset=sets[Split.TRAIN],
        eval_dataset=sets[Split.EVAL],
        processing_class=tokenizer,
        peft_config=LoraConfig(
            r=lora.rank,
            lora_alpha=lora.alpha,
            lora_dropout=lora.dropout,
            bias="none",
            task_type="CAUSAL_LM",
            target_modules=list(TARGETS),
        ),
        callbacks=[CurveFile(job.out / "curves.json")],
    )


def _arguments(job: Job, rows: int) -> TrlConfig:
    """The run's arguments under the names that TRL 1.16 has for the dissertation's."""
    asked = job.config.training
    steps = math.ceil(rows / (asked.batch * asked.accumulation)) * asked.epochs
    each = max(1, round(steps / (asked.epochs * asked.evaluations_per_epoch)))
    return TrlConfig(
        output_dir=str(job.out),
        num_train_epochs=asked.epochs,
        per_device_train_batch_size=asked.batch,
        per_device_eval_batch_size=asked.batch,
        gradient_accumulation_steps=asked.accumulation,
        learning_rate=asked.learning_rate,
        optim=asked.optimizer,
        lr_scheduler_type=asked.schedule,
        max_grad_norm=asked.max_grad_norm,
        warmup_steps=asked.warmup,
        max_length=asked.max_tokens,
        packing=False,
        completion_only_loss=True,
        gradient_checkpointing=False,
        activation_checkpointing=asked.checkpointing,
        bf16=True,
        use_cpu=asked.device == "cpu",
        dataloader_pin_memory=asked.device == "gpu",
        eval_strategy="steps",
        eval_steps=each,
        save_strategy="steps",
        save_steps=max(1, round(steps / CHECKPOINTS)),
        save_total_limit=2,
        logging_steps=max(1, round(steps / 200)),
        prediction_loss_only=True,
        report_to="none",
        seed=job.seed,
        data_seed=job.seed,
        disable_tqdm=False,
    )


def _record(job: Job, fits: dict[Split, Fitting], curves: Curves, steps: int, seconds: float) -> RunRecord:
    train, held_out = fits[Split.TRAIN], fits[Split.EVAL]
    weights = job.out / "adapter" / "adapter_model.safetensors"
    last = {"train_loss": curves.train[-1].loss} if curves.train else {}
    if curves.held_out:
        last |= {"eval_loss": curves.held_out[-1].loss, "eval_accuracy": curves.held_out[-1].accuracy or 0.0}
    return RunRecord(
        name=job.name,
        config=job.config,
        data={split.value: hashlib.sha256(_file(job, split).read_bytes()).hexdigest() for split in Split},
        rows=len(train.talks),
        eval_rows=len(held_out.talks),
        too_long=train.too_long | held_out.too_long,
        prompt_tokens=train.prompt_tokens,
        answer_tokens=train.answer_tokens,
        steps=steps,
        seconds=round(seconds, 1),
        versions={"torch": str(torch.__version__), "transformers": transformers.__version__, "trl": trl.__version__},
        adapter_sha256=hashlib.sha256(weights.read_bytes()).hexdigest(),
        final=last,
    )
