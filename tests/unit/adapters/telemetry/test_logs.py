"""One line, one JSON object, no secret."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import structlog
from structlog.contextvars import bind_contextvars, clear_contextvars

from adapters.telemetry import logs


@contextmanager
def _configured(form: str) -> Iterator[io.StringIO]:
    """Logging as a process has it, and afterwards as the test run has it."""
    root = logging.getLogger()
    handlers, level, config = root.handlers[:], root.level, structlog.get_config()
    written = io.StringIO()
    logs.configure("info", form, written)
    try:
        yield written
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        structlog.configure(**config)
        clear_contextvars()


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    with _configured("json") as written:
        yield written


def _fail(secret: str) -> None:
    raise ValueError(f"cannot reach redis://:{secret}@127.0.0.1:6379")


def _lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_our_lines_and_the_libraries_are_one_kind(stream: io.StringIO) -> None:
    structlog.get_logger("ours").info("started", port=8000)
    logging.getLogger("library").warning("took %d ms", 12)
    ours, theirs = _lines(stream)
    assert (ours["event"], ours["port"], ours["logger"], ours["level"]) == ("started", 8000, "ours", "info")
    assert (theirs["event"], theirs["logger"], theirs["level"]) == ("took 12 ms", "library", "warning")
    assert ours.keys() >= {"timestamp"} <= theirs.keys()


def test_ids_of_the_context_are_on_every_line(stream: io.StringIO) -> None:
    bind_contextvars(request_id="r1", job_id="j1")
    structlog.get_logger("ours").info("one")
    logging.getLogger("library").warning("two")
    assert [(line["request_id"], line["job_id"]) for line in _lines(stream)] == [("r1", "j1")] * 2


def test_below_the_level_nothing_is_written(stream: io.StringIO) -> None:
    structlog.get_logger("ours").debug("quiet")
    logging.getLogger("uvicorn.error").info("GET /api/ws?ticket=abc")
    assert stream.getvalue() == ""


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("password", "hunter22"),
        ("new_password", "hunter22"),
        ("Cookie", "fitai=hunter22"),
        ("authorization", "Bearer hunter22"),
        ("csrf_token", "hunter22"),
        ("ticket", "hunter22"),
        ("profile", {"weight": "hunter22"}),
        ("body", b"hunter22"),
        ("headers", {"Cookie": "fitai=hunter22"}),
        ("arguments", [{"api_key": "hunter22"}]),
        ("url", "postgresql://fitai:hunter22@127.0.0.1/fitai"),
        ("message", "sent Bearer hunter22 to it"),
        ("text", "the token fitai_pat_hunter22"),
    ],
)
def test_secrets_are_masked(stream: io.StringIO, field: str, value: object) -> None:
    structlog.get_logger("ours").info("something", **{field: value})
    assert "hunter22" not in stream.getvalue()
    assert "***" in stream.getvalue()


def test_counts_of_tokens_are_no_secret(stream: io.StringIO) -> None:
    structlog.get_logger("ours").info("answered", prompt_tokens=12)
    assert _lines(stream)[0]["prompt_tokens"] == 12


def test_exceptions_come_with_their_trace_and_without_secrets(stream: io.StringIO) -> None:
    try:
        _fail("hunter22")
    except ValueError:
        structlog.get_logger("ours").exception("failed")
    line = _lines(stream)[0]
    assert "ValueError: cannot reach redis://***@127.0.0.1:6379" in line["exception"]


def test_console_shows_no_local_variables() -> None:
    secret = "hunter22"
    with _configured("console") as written:
        try:
            _fail(secret)
        except ValueError:
            structlog.get_logger("ours").exception("failed")
    assert "cannot reach" in written.getvalue()
    assert "hunter22" not in written.getvalue()
