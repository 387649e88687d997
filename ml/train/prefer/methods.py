"""The trainer of each method, with its arguments under the names that TRL 1.16 has for them."""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from datasets import Dataset
from msgspec import Struct
from transformers import TrainerCallback
from trl import DPOConfig, DPOTrainer, GRPOConfig, GRPOTrainer, KTOConfig, KTOTrainer, RewardConfig, RewardTrainer

from ml.train.prefer.config import Method, PreferConfig
from ml.train.prefer.rewards import Reward
from ml.train.prefer.rows import PreferenceRow
from ml.train.prefer.talks import answer_of, prompt_of

CHECKPOINTS: Final = 6
"""Checkpoints over a run; the last two are kept."""


class Setup(Struct, frozen=True, kw_only=True):
    """What every trainer is made from. `rewards` are GRPO's."""

    method: Method
    config: PreferConfig
    template: str
    out: Path
    steps: int
    seed: int
    device: str
    rows: Sequence[PreferenceRow]
    rewards: Sequence[Reward] = ()


def trainer_of(setup: Setup, model: Any, tokenizer: Any, callback: TrainerCallback) -> Any:
    """The trainer of the method, ready to train."""
    parts: dict[Method, tuple[Any, Any, list[dict[str, Any]]]] = {
        Method.REWARD: (RewardTrainer, RewardConfig, _pairs(setup)),
        Method.DPO: (DPOTrainer, DPOConfig, _pairs(setup)),
        Method.KTO: (KTOTrainer, KTOConfig, _singles(setup)),
        Method.GRPO: (GRPOTrainer, GRPOConfig, _prompts(setup)),
    }
    trainer, arguments, rows = parts[setup.method]
    rewards = {"reward_funcs": list(setup.rewards)} if setup.method is Method.GRPO else {}
    return trainer(
        model=model,
        args=arguments(**_common(setup), **_own(setup)),
        train_dataset=Dataset.from_list(rows),
        processing_class=tokenizer,
        callbacks=[callback],
        **rewards,
    )


def _common(setup: Setup) -> dict[str, Any]:
    asked, method = setup.config, setup.config.methods[setup.method]
    return {
        "output_dir": str(setup.out),
        "max_steps": setup.steps,
        "per_device_train_batch_size": method.batch,
        "gradient_accumulation_steps": method.accumulation,
        "learning_rate": method.learning_rate,
        "optim": asked.optimizer,
        "lr_scheduler_type": asked.schedule,
        "warmup_steps": asked.warmup,
        "max_grad_norm": asked.max_grad_norm,
        "gradient_checkpointing": False,
        "activation_checkpointing": False,
        "bf16": True,
        "use_cpu": setup.device == "cpu",
        "dataloader_pin_memory": setup.device == "gpu",
        "eval_strategy": "no",
        "save_strategy": "steps",
        "save_steps": max(1, round(setup.steps / CHECKPOINTS)),
        "save_total_limit": 2,
        "logging_steps": max(1, round(setup.steps / 100)),
        "report_to": "none",
        "seed": setup.seed,
        "data_seed": setup.seed,
        "disable_tqdm": False,
    }


def _own(setup: Setup) -> dict[str, Any]:
    method, most = setup.config.methods[setup.method], setup.config.max_tokens
    own: dict[Method, dict[str, Any]] = {
        Method.REWARD: {"max_length": most},
        Method.DPO: {"max_length": most, "beta": method.beta, "loss_type": ["sigmoid"]},
        Method.KTO: {"max_length": most, "beta": method.beta},
        Method.GRPO: {
            "beta": method.beta,
            "num_generations": method.generations,
            "max_completion_length": setup.config.answer_tokens,
            "temperature": 1.0,
        },
    }
    return own[setup.method]


def _pairs(setup: Setup) -> list[dict[str, Any]]:
    return [
        {
            "prompt": prompt_of(row.prompt, setup.template),
            "chosen": answer_of(row.chosen),
            "rejected": answer_of(row.rejected),
        }
        for row in setup.rows
    ]


def _singles(setup: Setup) -> list[dict[str, Any]]:
    """Each answer by itself, good or bad, mixed: KTO reads in order and compares with its neighbours in the batch."""
    singles = [
        {"prompt": prompt_of(row.prompt, setup.template), "completion": answer_of(text), "label": good}
        for row in setup.rows
        for text, good in ((row.chosen, True), (row.rejected, False))
    ]
    random.Random(setup.seed).shuffle(singles)  # noqa: S311 - an order
    return singles


def _prompts(setup: Setup) -> list[dict[str, Any]]:
    """Each prompt once, however many rows it has."""
    prompts = {row.prompt.user: row.prompt for row in setup.rows}
    return [{"prompt": prompt_of(prompt, setup.template)} for prompt in prompts.values()]
