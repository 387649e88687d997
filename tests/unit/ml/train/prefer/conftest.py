"""Preference rows, and the tiny model's folder. Only `test_run.py` needs the training libraries."""

import warnings
from pathlib import Path

import pytest

from domain.catalogue.loader import load_catalogue
from domain.catalogue.types import Catalogue
from ml.train.prefer.pairs import make_preferences


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="session")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The two files of thirty people."""
    folder = tmp_path_factory.mktemp("preferences")
    make_preferences(folder, people=30, seed=3)
    return folder


@pytest.fixture(autouse=True)
def models(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Converted models go to a folder of the test run; the libraries' own warnings are theirs to mend."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "prefer-models"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    warnings.filterwarnings("ignore", module=r"(torch|transformers|trl|peft|datasets|bitsandbytes|accelerate)(\.|$)")
