"""Log lines: one JSON object each on standard error, ours and the libraries' alike.

Request and job ids come from context variables (`structlog.contextvars.bind_contextvars`). What is secret does not get
in: keys that name a secret, a cookie or a profile are masked wherever they stand, and addresses lose their passwords.
"""

import logging
import re
import sys
from collections.abc import Mapping
from functools import lru_cache
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_SECRET_KEYS = re.compile(
    r"password|passwd|secret|token|cookie|authorization|csrf|ticket|api_?key|profile$|body$|raw$", re.IGNORECASE
)
_SECRET_TEXT = re.compile(r"fitai_pat_[\w-]+|(?<=://)[^/@\s]+(?=@)|(?<=bearer )\S+", re.IGNORECASE)
_MASK = "***"
# Numbers and these words are no secrets, whatever their key is called (prompt_tokens=12, token=None).
_PLAIN = (int, float, bool, type(None))

# Libraries whose lines below WARNING say nothing that ours do not; uvicorn's hold query strings, where tickets are.
_QUIET = ("arq", "asyncio", "httpcore", "httpx", "uvicorn", "websockets")


@lru_cache(maxsize=1024)
def _is_secret(key: str) -> bool:
    return _SECRET_KEYS.search(key) is not None


def _masked(key: str, value: object) -> object:
    if isinstance(value, _PLAIN):
        return value
    if _is_secret(key):
        return _MASK
    if isinstance(value, str):
        return _SECRET_TEXT.sub(_MASK, value)
    if isinstance(value, Mapping):
        return {each: _masked(str(each), inner) for each, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_masked("", inner) for inner in value]
    return value


def mask_secrets(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Processor: mask values whose key names a secret, and secrets inside texts."""
    for key, value in event.items():
        if not key.startswith("_"):
            event[key] = _masked(key, value)
    return event


class _Lines:
    """What our loggers write to: the stream itself. A way through `logging` would cost twice the line."""

    __slots__ = ("_stream", "name")

    def __init__(self, stream: TextIO, name: str) -> None:
        self._stream = stream
        self.name = name

    def msg(self, line: str) -> None:
        self._stream.write(line + "\n")
        self._stream.flush()

    debug = info = warning = error = critical = exception = msg


def configure(level: str, form: str, stream: TextIO | None = None) -> None:
    """Send the log lines of the process to `stream` (standard error), as `form` ("json" or "console"), from `level` on.

    Call it once, before the first line. Uvicorn and arq must be told not to configure logging themselves.
    """
    threshold = logging.getLevelNamesMapping()[level.upper()]
    output = stream or sys.stderr
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    rendering = _rendering(form)
    handler = logging.StreamHandler(output)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder()],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendering],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(threshold)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(threshold, logging.WARNING))
    structlog.configure(
        processors=[*shared, *rendering],
        logger_factory=lambda name="fitai": _Lines(output, name),
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        cache_logger_on_first_use=True,
    )


def _rendering(form: str) -> list[Processor]:
    # A plain trace: a rich one shows local variables, and those hold what is secret.
    renderer: Processor = (
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if form == "console"
        else structlog.processors.JSONRenderer()
    )
    return [structlog.processors.format_exc_info, mask_secrets, renderer]
