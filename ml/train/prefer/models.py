"""The model to align: the base with a LoRA adapter, new or going on from a fine-tuned one; and the reward model."""

import hashlib
from pathlib import Path
from typing import Any, Final

import torch
from peft import LoraConfig, PeftModel, get_peft_model, load_peft_weights, set_peft_model_state_dict
from transformers import AutoModelForSequenceClassification, set_seed

from domain.errors import ConfigError
from ml.train.sft.config import TARGETS, Lora

WEIGHTS: Final = "adapter_model.safetensors"
SCORE: Final = "score"
"""The reward model's head: one number from the last token's state."""


def answering(base: Any, lora: Lora, start: Path | None, seed: int) -> Any:
    """A causal model with a trainable adapter: that in the folder `start`, or a new one."""
    return _adapted(base, _shape(lora, start, task="CAUSAL_LM"), start, seed)


def scoring(base: Any, lora: Lora, start: Path | None, seed: int, pad: int) -> Any:
    """A reward model on the body of `base`, with a trainable adapter and head. `pad`: the token that fills a batch.

    `start` may be a fine-tuned adapter (the head is then new) or a trained reward model's.
    """
    set_seed(seed)
    known = {key: value for key, value in base.config.to_dict().items() if key not in ("id2label", "label2id")}
    config = type(base.config).from_dict(known | {"num_labels": 1, "pad_token_id": pad})
    model = AutoModelForSequenceClassification.from_config(config).to(torch.bfloat16)
    model.base_model.load_state_dict(base.base_model.state_dict())
    getattr(model, SCORE).to(torch.float32)  # updates of a bf16 head of one row are rounded away
    shape = _shape(lora, start, task="SEQ_CLS")
    shape.modules_to_save = [SCORE]
    return _adapted(model, shape, start, seed)


def sha256_of(adapter: Path) -> str:
    """The hash of an adapter's weights. Raises `ConfigError` when the folder holds none."""
    if not (adapter / WEIGHTS).is_file():
        raise ConfigError(f"{adapter} holds no adapter: {WEIGHTS} is missing")
    return hashlib.sha256((adapter / WEIGHTS).read_bytes()).hexdigest()


def save_adapter(model: Any, tokenizer: Any, folder: Path) -> None:
    """Write the trained adapter alone; a frozen copy that a trainer compares with is not part of it."""
    model.save_pretrained(folder, selected_adapters=["default"])
    tokenizer.save_pretrained(folder)


def _shape(lora: Lora, start: Path | None, *, task: str) -> LoraConfig:
    if start is not None:
        sha256_of(start)
        shape = LoraConfig.from_pretrained(start)
        shape.task_type, shape.inference_mode, shape.modules_to_save = task, False, None
        return shape
    return LoraConfig(
        r=lora.rank,
        lora_alpha=lora.alpha,
        lora_dropout=lora.dropout,
        bias="none",
        task_type=task,
        target_modules=list(TARGETS),
    )


def _adapted(model: Any, shape: LoraConfig, start: Path | None, seed: int) -> PeftModel:
    set_seed(seed)
    adapted = get_peft_model(model, shape)
    if start is not None:
        loaded = set_peft_model_state_dict(adapted, load_peft_weights(str(start), device="cpu"))
        lost = [*loaded.unexpected_keys, *(key for key in loaded.missing_keys if "lora_" in key)]
        if lost:
            raise ConfigError(f"the adapter in {start} does not fit the base: {lost[0]} and {len(lost) - 1} more")
    return adapted
