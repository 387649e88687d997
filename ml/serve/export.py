"""An adapter trained with PEFT, as the GGUF file that llama.cpp loads over its base model.

The names change, and for the Llama family the rows of the query and key matrices too: llama.cpp pairs the two halves of
a head that rotate together, so the output side (B) of their updates is put in its order. Gemma keeps its order.
Needs the package `gguf` (requirements/train.txt); PyTorch is not needed.
"""

import re
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from domain.errors import InvalidInput
from ml.prompts.menu import prompt_sha256
from ml.serve.adapter import AdapterCard, file_sha256
from ml.serve.weights import EMBEDDED_MODEL

Matrix = NDArray[np.float32]

_NAMES: Final = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}
_KEY: Final = re.compile(r"base_model\.model\.model\.layers\.(\d+)\.(\w+\.\w+)\.lora_([AB])\.weight")
_PERMUTED: Final = {"attn_q": "heads", "attn_k": "kv_heads"}


class Architecture(Struct, frozen=True, kw_only=True):
    """What of the base model decides the layout: its GGUF architecture and its attention heads."""

    name: str
    heads: int
    kv_heads: int


class _PeftConfig(Struct, frozen=True, kw_only=True):
    r: int
    lora_alpha: float
    bias: str = "none"
    use_dora: bool = False
    use_rslora: bool = False
    rank_pattern: dict[str, int] = {}
    alpha_pattern: dict[str, float] = {}
    modules_to_save: list[str] | None = None


def export_adapter(folder: Path, base: Path, out: Path, *, name: str, licence: str) -> AdapterCard:
    """Write `out` (a `.gguf` file) and its card from the PEFT adapter in `folder`; `base` is the GGUF it is for.

    Raises `InvalidInput` for what llama.cpp cannot apply: DoRA, ranks by module, trained biases or whole modules.
    """
    config = _config(folder)
    weights = read_safetensors(folder / "adapter_model.safetensors")
    shape = architecture_of(base)
    tensors = dict(_renamed(key, value, shape) for key, value in sorted(weights.items()))
    # llama.cpp scales by alpha / rank; rank-stabilised adapters by alpha / sqrt(rank).
    alpha = config.lora_alpha * config.r**0.5 if config.use_rslora else config.lora_alpha
    out.parent.mkdir(parents=True, exist_ok=True)
    write_gguf(out, tensors, architecture=shape.name, name=name, alpha=alpha)
    card = AdapterCard(
        name=name,
        base=EMBEDDED_MODEL,
        licence=licence,
        sha256=file_sha256(out),
        base_sha256=file_sha256(base),
        prompt_sha256=prompt_sha256(),
        rank=config.r,
        alpha=alpha,
        source_sha256=file_sha256(folder / "adapter_model.safetensors"),
    )
    out.with_suffix(".json").write_bytes(msgspec.json.format(msgspec.json.encode(card), indent=1) + b"\n")
    return card


def _config(folder: Path) -> _PeftConfig:
    config = msgspec.json.decode((folder / "adapter_config.json").read_bytes(), type=_PeftConfig)
    unfit = {
        "bias": config.bias != "none",
        "use_dora": config.use_dora,
        "rank_pattern": bool(config.rank_pattern),
        "alpha_pattern": bool(config.alpha_pattern),
        "modules_to_save": bool(config.modules_to_save),
    }
    if wrong := [field for field, is_wrong in unfit.items() if is_wrong]:
        raise InvalidInput(f"A GGUF adapter cannot hold {', '.join(wrong)}; train with plain LoRA of one rank.")
    return config


def architecture_of(base: Path) -> Architecture:
    """The layout facts in a GGUF file's header."""
    from gguf import GGUFReader  # noqa: PLC0415 - a training library

    fields = GGUFReader(base).fields
    name = str(fields["general.architecture"].contents())
    heads = int(fields[f"{name}.attention.head_count"].contents())
    kv_field = fields.get(f"{name}.attention.head_count_kv")
    return Architecture(name=name, heads=heads, kv_heads=int(kv_field.contents()) if kv_field else heads)


def _renamed(key: str, value: Matrix, shape: Architecture) -> tuple[str, Matrix]:
    found = _KEY.fullmatch(key)
    if found is None or found[2] not in _NAMES:
        raise InvalidInput(f"The adapter trains {key}, which has no name in GGUF; allowed: {', '.join(_NAMES)}")
    layer, module, side = found[1], _NAMES[found[2]], found[3]
    if side == "B" and shape.name == "llama" and module in _PERMUTED:
        value = rotary_order(value, getattr(shape, _PERMUTED[module]))
    return f"blk.{layer}.{module}.weight.lora_{side.lower()}", value


def rotary_order(rows: Matrix, heads: int) -> Matrix:
    """Rows `[head, half, place]` as llama.cpp wants them: `[head, place, half]`."""
    parts = rows.reshape(heads, 2, rows.shape[0] // heads // 2, rows.shape[1])
    return np.ascontiguousarray(parts.swapaxes(1, 2).reshape(rows.shape))


def write_gguf(path: Path, tensors: dict[str, Matrix], *, architecture: str, name: str, alpha: float) -> None:
    """The adapter file: tensors as 16-bit floats, and the three values that make it a LoRA adapter."""
    import gguf  # noqa: PLC0415 - a training library

    writer = gguf.GGUFWriter(path, architecture)
    writer.add_type("adapter")
    writer.add_name(name)
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", alpha)
    for key, value in tensors.items():
        writer.add_tensor(key, value.astype(np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def read_safetensors(path: Path) -> dict[str, Matrix]:
    """Every tensor of a safetensors file as 32-bit floats. The format: 8 bytes of length, a JSON header, the data."""
    data = path.read_bytes()
    length = int.from_bytes(data[:8], "little")
    header: dict[str, Any] = msgspec.json.decode(data[8 : 8 + length])
    header.pop("__metadata__", None)
    body = memoryview(data)[8 + length :]
    return {key: _tensor(told, body) for key, told in header.items()}


def _tensor(told: dict[str, Any], body: memoryview) -> Matrix:
    start, end = told["data_offsets"]
    raw = body[start:end]
    kind = told["dtype"]
    if kind == "BF16":  # the upper half of a 32-bit float
        wide = np.frombuffer(raw, dtype="<u2").astype(np.uint32) << 16
        return wide.view(np.float32).reshape(told["shape"])
    kinds = {"F32": "<f4", "F16": "<f2"}
    if kind not in kinds:
        raise InvalidInput(f"A tensor is of type {kind}; allowed: F32, F16, BF16")
    return np.frombuffer(raw, dtype=kinds[kind]).astype(np.float32).reshape(told["shape"])
