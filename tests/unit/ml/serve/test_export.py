"""From PEFT's files to GGUF: names, the order of rotary rows, the scale, and what cannot be exported."""

import json
from importlib.util import find_spec

import numpy as np
import pytest

from domain.errors import InvalidInput
from ml.serve import export
from ml.serve.export import Architecture, export_adapter, read_safetensors, rotary_order
from ml.serve.weights import ModelNotInstalled, embedded_weights

needs_gguf = pytest.mark.skipif(find_spec("gguf") is None, reason="gguf is not installed: make install-train")

CONFIG = {"r": 2, "lora_alpha": 4, "bias": "none", "peft_type": "LORA"}
PREFIX = "base_model.model.model.layers.0."


def safetensors(path, tensors, kind="F32"):
    header, body = {"__metadata__": {"format": "pt"}}, b""
    for name, value in tensors.items():
        raw = value.astype("<f4").tobytes()
        if kind == "BF16":
            raw = (value.astype("<f4").view("<u4") >> 16).astype("<u2").tobytes()
        if kind == "F16":
            raw = value.astype("<f2").tobytes()
        header[name] = {"dtype": kind, "shape": list(value.shape), "data_offsets": [len(body), len(body) + len(raw)]}
        body += raw
    told = json.dumps(header).encode()
    path.write_bytes(len(told).to_bytes(8, "little") + told + body)


def peft(folder, tensors, **config):
    folder.mkdir(exist_ok=True)
    (folder / "adapter_config.json").write_text(json.dumps(CONFIG | config))
    safetensors(folder / "adapter_model.safetensors", tensors)
    return folder


def random_tensors(width=8, wide=12, layers=1, rank=2, kv=4):
    rng = np.random.default_rng(1)
    shapes = {"self_attn.q_proj": (width, width), "self_attn.k_proj": (width, kv), "mlp.down_proj": (wide, width)}
    return {
        f"base_model.model.model.layers.{layer}.{name}.lora_{side}.weight": rng.normal(
            size=(rank, into) if side == "A" else (out, rank)
        )
        for layer in range(layers)
        for name, (into, out) in shapes.items()
        for side in "AB"
    }


@pytest.mark.parametrize("kind", ["F32", "F16", "BF16"])
def test_tensors_are_read_in_every_type(tmp_path, kind):
    value = np.array([[1.0, -2.5], [0.5, 3.0]])
    safetensors(tmp_path / "a", {"x": value}, kind)
    assert np.array_equal(read_safetensors(tmp_path / "a")["x"], value)


def test_rotary_rows_go_from_halves_to_pairs():
    rows = np.arange(8.0).reshape(8, 1)  # two heads of four: halves (0, 1) and (2, 3)
    assert rotary_order(rows, 2).ravel().tolist() == [0, 2, 1, 3, 4, 6, 5, 7]


@pytest.mark.parametrize(
    ("config", "field"),
    [
        ({"use_dora": True}, "use_dora"),
        ({"bias": "all"}, "bias"),
        ({"rank_pattern": {"x": 4}}, "rank_pattern"),
        ({"modules_to_save": ["lm_head"]}, "modules_to_save"),
    ],
    ids=["dora", "bias", "ranks", "modules"],
)
def test_what_a_gguf_adapter_cannot_hold_is_refused(tmp_path, config, field):
    folder = peft(tmp_path / "peft", random_tensors(), **config)
    with pytest.raises(InvalidInput, match=field):
        export_adapter(folder, tmp_path / "base", tmp_path / "out.gguf", name="x", licence="MIT")


def test_a_module_without_a_name_in_gguf_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(export, "architecture_of", lambda base: Architecture(name="llama", heads=2, kv_heads=1))
    folder = peft(tmp_path / "peft", {"base_model.model.lm_head.lora_A.weight": np.ones((2, 2))})
    with pytest.raises(InvalidInput, match="lm_head"):
        export_adapter(folder, tmp_path / "base", tmp_path / "out.gguf", name="x", licence="MIT")


@needs_gguf
@pytest.mark.train
@pytest.mark.parametrize(("family", "rslora", "alpha"), [("llama", False, 4.0), ("gemma3", True, 4 * 2**0.5)])
def test_the_file_holds_the_adapter(tmp_path, monkeypatch, family, rslora, alpha):
    from gguf import GGUFReader

    monkeypatch.setattr(export, "architecture_of", lambda base: Architecture(name=family, heads=2, kv_heads=1))
    (tmp_path / "base").write_bytes(b"base")
    tensors = random_tensors()
    folder = peft(tmp_path / "peft", tensors, use_rslora=rslora)
    out = tmp_path / "x.gguf"
    card = export_adapter(folder, tmp_path / "base", out, name="x", licence="MIT")
    read = GGUFReader(out)
    assert read.fields["adapter.type"].contents() == "lora"
    assert read.fields["adapter.lora.alpha"].contents() == pytest.approx(alpha)
    found = {tensor.name: np.asarray(tensor.data) for tensor in read.tensors}
    assert set(found) == {
        f"blk.0.{name}.weight.lora_{side}" for name in ("attn_q", "attn_k", "ffn_down") for side in "ab"
    }
    query = tensors[f"{PREFIX}self_attn.q_proj.lora_B.weight"]
    wanted = rotary_order(query, 2) if family == "llama" else query
    assert np.allclose(found["blk.0.attn_q.weight.lora_b"], wanted, atol=2e-3)
    assert card.sha256 == export.file_sha256(out)
    assert (card.rank, card.alpha) == (2, alpha)


@needs_gguf
@pytest.mark.train
@pytest.mark.model
def test_a_random_adapter_changes_what_the_embedded_model_says_and_only_where_it_is_named(tmp_path):
    import asyncio

    from adapters.model.client import HttpModelClient, embedded_server, new_http
    from domain.ports import Message, ModelRequest
    from ml.serve.adapter import load_adapter
    from ml.serve.launch import start_embedded

    try:
        base = embedded_weights()
    except ModelNotInstalled as error:
        pytest.skip(error.message)
    rng = np.random.default_rng(2)
    tensors = {
        f"base_model.model.model.layers.{layer}.self_attn.o_proj.lora_{side}.weight": rng.normal(
            scale=0.3, size=(4, 576) if side == "A" else (576, 4)
        )
        for layer in range(30)
        for side in "AB"
    }
    folder = peft(tmp_path / "peft", tensors, r=4, lora_alpha=8)
    export_adapter(folder, base, tmp_path / "random.gguf", name="random", licence="MIT")
    asked = ModelRequest(messages=(Message(role="user", content="Name three fruits."),), max_tokens=12)

    async def say(url, adapter):
        server = embedded_server(url, adapter="random")
        async with new_http() as http:
            client = HttpModelClient(http, server if adapter else unnamed(server))
            return (await client.complete(asked)).text

    def unnamed(server):
        from msgspec.structs import replace

        return replace(server, adapter="", adapters=())

    model = start_embedded(adapter=load_adapter(tmp_path / "random.gguf"), warm=False)
    try:
        url = model.ready()
        plain, changed = (asyncio.run(say(url, named)) for named in (False, True))
    finally:
        model.stop()
    plain_model = start_embedded(warm=False)
    try:
        alone = asyncio.run(say(plain_model.ready(), adapter=False))
    finally:
        plain_model.stop()
    assert plain == alone
    assert changed != plain
