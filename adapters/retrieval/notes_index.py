"""What the coach's notes mean: their vectors, worked out once for each text and kept on disk under its hash."""

import contextlib
import os
import tempfile
import threading
from hashlib import sha256
from pathlib import Path

import numpy as np
import structlog

from adapters.retrieval.embedder import MODEL, SIZE, Embedder, Matrix
from domain.knowledge.notes import Note, load_notes
from domain.knowledge.ranking import POOL
from domain.profile import Locale

_log = structlog.get_logger(__name__)


class NotesIndex:
    """Ids of notes by nearness to a question. `folder` is where vectors are kept; None keeps them in memory alone.

    A language's vectors take about ten seconds of a core the first time. They are worked out in a thread of their own
    when that language is first asked for; until they are there, `nearest` finds nothing, and words alone decide.
    """

    def __init__(self, embedder: Embedder, folder: Path | None) -> None:
        self._embedder = embedder
        self._folder = folder
        self._ready: dict[Locale, tuple[tuple[str, ...], Matrix]] = {}
        self._begun: set[Locale] = set()
        self._lock = threading.Lock()

    def nearest(self, point: Matrix, locale: Locale) -> tuple[str, ...]:
        """Ids, best first, at most `POOL`; none while the vectors are being made."""
        if locale not in self._ready:
            self._begin(locale)
            return ()
        ids, matrix = self._ready[locale]
        return tuple(ids[at] for at in np.argsort(-(matrix @ point), kind="stable")[:POOL])

    def build(self, locale: Locale) -> None:
        """Read or make the vectors of a language; blocks."""
        texts = {note.id: said(note, locale) for note in load_notes().values()}
        key = sha256("\0".join((MODEL, *texts, *texts.values())).encode()).hexdigest()[:32]
        path = self._folder / f"notes-{locale.value}-{key}.npy" if self._folder else None
        matrix = _read(path, len(texts)) if path else None
        if matrix is None:
            matrix = self._embedder.passages(list(texts.values()))
            if path:
                _write(path, matrix)
        self._ready[locale] = (tuple(texts), matrix)

    def _begin(self, locale: Locale) -> None:
        with self._lock:
            if locale in self._begun or not self._embedder.available:
                return
            self._begun.add(locale)
        threading.Thread(target=self._build_or_tell, args=(locale,), name="notes-index", daemon=True).start()

    def _build_or_tell(self, locale: Locale) -> None:
        try:
            self.build(locale)
        except Exception:  # noqa: BLE001  # words alone still answer
            _log.warning("notes_index_failed", locale=locale.value, exc_info=True)


def said(note: Note, locale: Locale) -> str:
    """What stands for a note: its title and the ways in which people ask for it.

    Measured against title with body: nearer to questions in all three languages (docs/knowledge.md).
    """
    words = note.words[locale]
    return ". ".join((words.title, *words.asks))


def _read(path: Path, rows: int) -> Matrix | None:
    """The kept vectors; None where there are none that can be used."""
    with contextlib.suppress(OSError, ValueError, EOFError):
        matrix: Matrix = np.load(path, allow_pickle=False)
        if matrix.shape == (rows, SIZE) and matrix.dtype == np.float32 and bool(np.isfinite(matrix).all()):
            return matrix
    return None


def _write(path: Path, matrix: Matrix) -> None:
    """Beside its place and renamed, so that no other process reads half of it; a full disk is no failure."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".npy")
        try:
            with os.fdopen(handle, "wb") as file:
                np.save(file, matrix, allow_pickle=False)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
