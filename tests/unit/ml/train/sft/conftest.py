"""Training on the tiny model. Skipped, by name, where the training libraries are not installed."""

import warnings
from pathlib import Path

import pytest

pytest.importorskip("trl", reason="the training libraries are not installed: make install-train")

from ml.train.dataset.build import Order, build
from ml.train.dataset.rows import Format


@pytest.fixture(scope="session")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty people's menu and direct rows."""
    folder = tmp_path_factory.mktemp("pairs")
    build(Order(pairs=20, seed=4, formats=tuple(Format)), folder, processes=1, tick=lambda done: None)
    return folder


@pytest.fixture(autouse=True)
def models(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Converted models go to a folder of the test run; the libraries' own warnings are theirs to mend."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "models"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    warnings.filterwarnings("ignore", module=r"(torch|transformers|trl|peft|datasets|bitsandbytes|accelerate)(\.|$)")
