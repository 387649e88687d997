"""What an alignment run is made of, read from `ml/train/configs/prefer/NAME.toml` or a file of one's own."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

from domain.errors import ConfigError
from ml.train.sft.config import CONFIGS as SFT_CONFIGS

CONFIGS: Final = SFT_CONFIGS / "prefer"


class Method(StrEnum):
    """REWARD: a model that scores answers (Bradley-Terry). DPO: directly from pairs. KTO: from answers that are good or
    bad by themselves. GRPO: the model answers, the rules and a reward model score, the better of a group is raised.

    The dissertation names PPO. TRL has dropped its trainer (1.x has none), so what stands for it here is DPO, which
    reaches the same objective without a reward model and without generation, and GRPO with the reward model, which is
    policy gradient with a clipped ratio as PPO is, the group's mean in the place of PPO's value network.
    """

    REWARD = "reward"
    DPO = "dpo"
    KTO = "kto"
    GRPO = "grpo"


class Setting(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of one method. A batch is of pairs (answers for KTO and GRPO, whose batch must hold 2 and more). `beta` is what
    holds the model to where it started; the reward model does not use it. `generations`: GRPO's answers to a prompt."""

    batch: Annotated[int, Meta(ge=1)]
    accumulation: Annotated[int, Meta(ge=1)]
    learning_rate: Annotated[float, Meta(gt=0, lt=1)]
    beta: Annotated[float, Meta(ge=0)] = 0.0
    generations: Annotated[int, Meta(ge=2)] = 4


class PreferConfig(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole run. `start` is the fine-tuning config that gives the base and the shape of a new adapter.

    `warmup` is a share of the steps. `max_tokens` bounds prompt and answer: a longer row is left out and named.
    `answer_tokens` bounds a generated answer. `eval_rows` are held-out rows compared, half of them faults;
    `eval_answers` are held-out prompts answered without a grammar.
    """

    start: str
    steps: Annotated[int, Meta(ge=1)]
    optimizer: str
    schedule: str
    warmup: Annotated[float, Meta(ge=0, lt=1)]
    max_grad_norm: float
    max_tokens: Annotated[int, Meta(ge=64)]
    answer_tokens: Annotated[int, Meta(ge=8)]
    eval_rows: Annotated[int, Meta(ge=1)]
    eval_answers: Annotated[int, Meta(ge=1)]
    methods: Mapping[Method, Setting]


def load_prefer_config(name: str) -> PreferConfig:
    """The config of that name, or in that file. Raises `ConfigError` saying which field is wrong and what exists."""
    path = Path(name) if name.endswith(".toml") else CONFIGS / f"{name}.toml"
    try:
        return msgspec.toml.decode(path.read_bytes(), type=PreferConfig)
    except FileNotFoundError as error:
        known = ", ".join(sorted(each.stem for each in CONFIGS.glob("*.toml")))
        raise ConfigError(f"There is no config {name!r}; allowed: {known}, or the path of a .toml file.") from error
    except msgspec.MsgspecError as error:
        raise ConfigError(f"{path.name}: {error}") from error
