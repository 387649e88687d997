"""What a fine-tuning run is made of, read from `ml/train/configs/NAME.toml` or a file of one's own."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from domain.errors import ConfigError
from ml.train.dataset.rows import Format

CONFIGS: Final = Path(__file__).parent.parent / "configs"

TARGETS: Final = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
"""The dissertation's: all projections of attention and of the feed-forward part."""


class Source(StrEnum):
    """HUB: by name from the model hub. PACKAGE: GGUF weights in an installed package. TINY: made at random."""

    HUB = "hub"
    PACKAGE = "package"
    TINY = "tiny"


class Base(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The model to start from. `template`: `gemma` (ours, system text folded into the user's turn) or its `own`."""

    source: Source
    name: str
    template: Literal["gemma", "own"]


class Quantisation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """4-bit NF4 with bf16 arithmetic; `double` quantises the constants too."""

    nf4: bool = False
    double: bool = True


class Lora(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Bias none, task causal LM, on `TARGETS`."""

    rank: Annotated[int, Meta(ge=1, le=256)] = 16
    alpha: Annotated[int, Meta(ge=1, le=512)] = 32
    dropout: Annotated[float, Meta(ge=0, lt=1)] = 0.05


class Training(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`warmup` is a share of the steps. A row above `max_tokens` is left out and named, never cut."""

    epochs: Annotated[float, Meta(gt=0, le=100)]
    batch: Annotated[int, Meta(ge=1)]
    accumulation: Annotated[int, Meta(ge=1)]
    learning_rate: Annotated[float, Meta(gt=0, lt=1)]
    optimizer: str
    schedule: str
    max_grad_norm: float
    warmup: Annotated[float, Meta(ge=0, lt=1)]
    max_tokens: Annotated[int, Meta(ge=64)]
    checkpointing: bool = False
    device: Literal["cpu", "gpu"] = "cpu"
    evaluations_per_epoch: Annotated[int, Meta(ge=1, le=50)] = 1
    eval_rows: Annotated[int, Meta(ge=1)] = 200


class SftConfig(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole run."""

    format: Format
    base: Base
    lora: Lora
    training: Training
    quantisation: Quantisation = Quantisation()


def load_config(name: str) -> SftConfig:
    """The config of that name, or in that file. Raises `ConfigError` saying which field is wrong and what exists."""
    path = Path(name) if name.endswith(".toml") else CONFIGS / f"{name}.toml"
    try:
        return msgspec.toml.decode(path.read_bytes(), type=SftConfig)
    except FileNotFoundError as error:
        known = ", ".join(sorted(each.stem for each in CONFIGS.glob("*.toml")))
        raise ConfigError(f"There is no config {name!r}; allowed: {known}, or the path of a .toml file.") from error
    except msgspec.MsgspecError as error:
        raise ConfigError(f"{path.name}: {error}") from error
