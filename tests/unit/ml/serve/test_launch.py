"""The child process, with small programs in its place."""

import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from domain.errors import Unavailable
from ml.serve.launch import EmbeddedModel
from ml.serve.weights import ModelNotInstalled

WAIT = "import sys; sys.stdin.read()"
DEAF = "import signal, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('{}', flush=True); sys.stdin.read()"


@pytest.fixture
def run() -> Iterator[Callable[[str], EmbeddedModel]]:
    started: list[EmbeddedModel] = []

    def start(program: str) -> EmbeddedModel:
        command = [sys.executable, "-c", program]
        started.append(EmbeddedModel(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)))
        return started[-1]

    yield start
    for model in started:
        model.stop()


def test_ready_gives_the_url_the_child_announces(run):
    model = run(f'print(\'{{"url":"http://127.0.0.1:5","pid":1}}\', flush=True); {WAIT}')
    assert model.url == ""
    assert model.ready() == model.ready() == model.url == "http://127.0.0.1:5"
    assert model.running()
    assert model.stop() == -15
    assert not model.running()
    assert model.stop() == -15


def test_a_child_that_finds_a_part_missing_says_which(run):
    model = run("""print('{"error":"the weights are not there"}')""")
    with pytest.raises(ModelNotInstalled, match="the weights are not there"):
        model.ready()


@pytest.mark.parametrize("program", ["raise SystemExit(3)", "print('loading')"])
def test_a_child_that_ends_without_a_url_is_unavailable(run, program):
    with pytest.raises(Unavailable, match="ended while it started"):
        run(program).ready()


def test_a_child_that_says_nothing_is_stopped(run):
    model = run(WAIT)
    with pytest.raises(Unavailable, match=r"within 0\.1 s"):
        model.ready(timeout_s=0.1)
    assert not model.running()


def test_a_child_that_does_not_heed_sigterm_is_killed(run, monkeypatch):
    monkeypatch.setattr("ml.serve.launch._STOP_S", 0.2)
    model = run(DEAF)
    model._lines.get()
    assert model.stop() == -9
