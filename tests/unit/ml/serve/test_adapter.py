"""An adapter is used only when its file, base and prompt are those on its card."""

import msgspec
import pytest
from msgspec.structs import replace

from ml.prompts.menu import prompt_sha256
from ml.serve import adapter as module
from ml.serve.adapter import AdapterCard, AdapterUnfit, adapter_of, file_sha256, load_adapter
from ml.serve.weights import EMBEDDED_MODEL


@pytest.fixture
def weights(tmp_path):
    path = tmp_path / "coach.gguf"
    path.write_bytes(b"GGUF and so on")
    return path


def card(path, **changes):
    found = AdapterCard(
        name="coach",
        base=EMBEDDED_MODEL,
        licence="Apache-2.0",
        sha256=file_sha256(path),
        base_sha256="b",
        prompt_sha256=prompt_sha256(),
        rank=16,
        alpha=32.0,
    )
    path.with_suffix(".json").write_bytes(msgspec.json.encode(replace(found, **changes)))


def test_an_adapter_that_fits_its_card_is_loaded(weights):
    card(weights)
    found = load_adapter(weights)
    assert (found.name, found.path) == ("coach", weights)
    assert adapter_of(str(weights)) == found


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"sha256": "0" * 64}, "its hash is"),
        ({"base": "another"}, "its base model is"),
        ({"prompt_sha256": "0"}, "the hash of the menu prompt is"),
    ],
    ids=["weights", "base", "prompt"],
)
def test_an_adapter_that_does_not_is_refused(weights, changes, said):
    card(weights, **changes)
    with pytest.raises(AdapterUnfit, match=said):
        load_adapter(weights)


def test_a_missing_file_or_card_and_a_broken_card_are_named(weights, tmp_path):
    with pytest.raises(AdapterUnfit, match=r"none\.gguf is missing"):
        load_adapter(tmp_path / "none.gguf")
    with pytest.raises(AdapterUnfit, match=r"coach\.json is missing"):
        load_adapter(weights)
    weights.with_suffix(".json").write_text("{}")
    with pytest.raises(AdapterUnfit, match="is not an adapter's card"):
        load_adapter(weights)


def test_the_setting_asks_for_the_shipped_one_for_none_or_for_a_file(weights, monkeypatch, tmp_path):
    assert adapter_of("none") is None
    monkeypatch.setattr(module, "SHIPPED", tmp_path / "nothing")
    assert adapter_of("") is None
    card(weights)
    monkeypatch.setattr(module, "SHIPPED", tmp_path)
    assert adapter_of("").name == "coach"


def test_what_is_shipped_fits():
    for path in module.SHIPPED.glob("*.gguf"):
        assert load_adapter(path).name == path.stem
        assert path.stat().st_size < 16 * 2**20
