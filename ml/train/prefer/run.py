"""One alignment run: preference rows in; an adapter, its curves, and what it changed out. Resumed, it is the same run.

The dissertation aligns with PPO; see `ml.train.prefer.config.Method` for what stands in its place and why.
"""

import contextlib
import hashlib
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import torch
import transformers
import trl
from msgspec import Struct
from msgspec.structs import replace

from domain.errors import ConfigError, InvalidInput
from ml.train.dataset.rows import Split
from ml.train.prefer.config import Method, PreferConfig
from ml.train.prefer.curves import PointFile, draw, points_of, write_points
from ml.train.prefer.measures import Measures, accuracy, by_likelihood, by_score, safety, scorer
from ml.train.prefer.methods import Setup, trainer_of
from ml.train.prefer.models import answering, save_adapter, scoring, sha256_of
from ml.train.prefer.rewards import Reward, learned, verified
from ml.train.prefer.rows import PreferenceRow, Source, file_of, prompts_of, read_preferences, spread
from ml.train.prefer.talks import Fitting, fitting
from ml.train.sft.base import load_base
from ml.train.sft.config import SftConfig, load_config
from ml.train.sft.head import cpu_head


class Job(Struct, frozen=True, kw_only=True):
    """What to train. `data`: folder with the preference rows; `adapter`: where to start; `reward`: a trained reward
    model's adapter, for GRPO; `steps`: other than the config's."""

    name: str
    method: Method
    config: PreferConfig
    data: Path
    out: Path
    adapter: Path | None = None
    reward: Path | None = None
    steps: int | None = None
    seed: int = 42
    resume: bool = False


class Record(Struct, frozen=True, kw_only=True):
    """What a run was, written beside the adapter as run.json; hashes are SHA-256, times in seconds.

    `start_sha256` is the adapter's it began from. `safe`: the share of valid answers did not fall (None: a reward
    model, which answers nothing).
    """

    name: str
    method: Method
    config: dict[str, Any]
    start: SftConfig
    data: dict[str, str]
    sources: dict[str, int]
    rows: int
    eval_rows: int
    too_long: dict[str, int]
    steps: int
    seconds: float
    cpu_seconds: float
    versions: dict[str, str]
    start_sha256: str
    reward_sha256: str
    adapter_sha256: str
    before: Measures
    after: Measures
    safe: bool | None
    final: dict[str, float]


class _Loaded(Struct, kw_only=True):
    """The model and all that goes with it."""

    model: Any
    tokenizer: Any
    template: str
    rewards: Sequence[Reward] = ()


def align(job: Job) -> Record:
    """Train and write `out/adapter`, `curves.json`, `curves.png` and `run.json`.

    Raises `ConfigError` for a method that the config does not hold or an adapter that does not fit, `InvalidInput` for
    rows that cannot be read, or when none fits the length limit.
    """
    began, worked = time.perf_counter(), time.process_time()
    if job.method not in job.config.methods:
        raise ConfigError(f"The config has no [methods.{job.method}]; allowed: {', '.join(job.config.methods)}")
    start = load_config(job.config.start)
    rows = {split: list(read_preferences(_file(job, split))) for split in Split}
    loaded = _load(job, start, rows[Split.TRAIN])
    fits = {
        split: fitting(found, loaded.tokenizer, template=loaded.template, most=job.config.max_tokens)
        for split, found in rows.items()
    }
    train, held_out = fits[Split.TRAIN].rows, fits[Split.EVAL].rows
    if not train or not held_out:
        raise InvalidInput(f"No row has at most {job.config.max_tokens} tokens.")
    cpu = start.training.device == "cpu"
    before = _measured(job, loaded, held_out)
    setup = Setup(
        method=job.method,
        config=job.config,
        template=loaded.template,
        out=job.out,
        steps=job.steps or job.config.steps,
        seed=job.seed,
        device=start.training.device,
        rows=train,
        rewards=loaded.rewards,
    )
    job.out.mkdir(parents=True, exist_ok=True)
    with cpu_head() if cpu else contextlib.nullcontext():
        trainer = trainer_of(setup, loaded.model, loaded.tokenizer, PointFile(job.out / "curves.json"))
        trainer.train(resume_from_checkpoint=job.resume and any(job.out.glob("checkpoint-*")))
    loaded.model.eval()
    save_adapter(loaded.model, loaded.tokenizer, job.out / "adapter")
    points = points_of(trainer.state.log_history)
    write_points(job.out / "curves.json", points)
    draw(points, job.out / "curves.png", f"{job.name} {job.method}: {len(train)} rows")
    after = _measured(job, loaded, held_out)
    final = {"train_loss": points[-1].loss} if points else {}
    spent = time.perf_counter() - began, time.process_time() - worked
    record = _record(
        job, start, fits, steps=trainer.state.global_step, spent=spent, measures=(before, after), final=final
    )
    (job.out / "run.json").write_bytes(msgspec.json.format(msgspec.json.encode(record), indent=1))
    return record


def _record(
    job: Job,
    start: SftConfig,
    fits: Mapping[Split, Fitting],
    *,
    steps: int,
    spent: tuple[float, float],
    measures: tuple[Measures, Measures],
    final: dict[str, float],
) -> Record:
    train, held_out = fits[Split.TRAIN], fits[Split.EVAL]
    return Record(
        name=job.name,
        method=job.method,
        config=msgspec.to_builtins(job.config),
        start=start,
        data={split.value: hashlib.sha256(_file(job, split).read_bytes()).hexdigest() for split in Split},
        sources={source.value: sum(row.source is source for row in train.rows) for source in Source},
        rows=len(train.rows),
        eval_rows=len(held_out.rows),
        too_long=train.too_long | held_out.too_long,
        steps=steps,
        seconds=round(spent[0], 1),
        cpu_seconds=round(spent[1], 1),
        versions={"torch": str(torch.__version__), "transformers": transformers.__version__, "trl": trl.__version__},
        start_sha256=sha256_of(job.adapter) if job.adapter else "",
        reward_sha256=sha256_of(job.reward) if job.reward else "",
        adapter_sha256=sha256_of(job.out / "adapter"),
        before=measures[0],
        after=measures[1],
        safe=is_safe(*measures),
        final=final,
    )


def is_safe(before: Measures, after: Measures) -> bool | None:
    """Whether the share of valid answers did not fall; None without answers."""
    if before.safety is None or after.safety is None:
        return None
    return after.safety.valid >= before.safety.valid


def _file(job: Job, split: Split) -> Path:
    path = file_of(job.data, split)
    if not path.is_file():
        raise InvalidInput(f"{path} is missing; make it with `fitai train prefer --people N`.")
    return path


def _load(job: Job, start: SftConfig, rows: Sequence[PreferenceRow]) -> _Loaded:
    texts = [text for row in rows[:50] for text in (row.prompt.system, row.prompt.user, row.chosen)]
    base, tokenizer = load_base(start, texts)
    template, pad = start.base.template, tokenizer.pad_token_id
    if job.method is Method.REWARD:
        model = scoring(base, start.lora, job.adapter, job.seed, pad)
        return _Loaded(model=model, tokenizer=tokenizer, template=template)
    rewards: list[Reward] = []
    if job.method is Method.GRPO:
        rewards.append(verified)
        if job.reward is not None:
            judge = scoring(base, start.lora, job.reward, job.seed, pad).eval()
            rewards.append(learned(scorer(judge, tokenizer)))
    model = answering(base, start.lora, job.adapter, job.seed)
    return _Loaded(model=model, tokenizer=tokenizer, template=template, rewards=rewards)


def _measured(job: Job, loaded: _Loaded, held_out: Sequence[PreferenceRow]) -> Measures:
    loaded.model.eval()
    rows = spread(held_out, job.config.eval_rows)
    if job.method is Method.REWARD:
        return accuracy(rows, by_score(scorer(loaded.model, loaded.tokenizer), loaded.template))
    found = accuracy(rows, by_likelihood(loaded.model, loaded.tokenizer, loaded.template))
    answered = safety(
        loaded.model,
        loaded.tokenizer,
        prompts_of(held_out, job.config.eval_answers),
        template=loaded.template,
        most=job.config.answer_tokens,
    )
    return replace(found, safety=answered)
