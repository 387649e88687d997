"""Building a set: people in order, one process a core, the same rows whatever the number of processes."""

import multiprocessing
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import Final

from msgspec import Struct

from domain.catalogue.loader import load_catalogue
from domain.catalogue.types import Catalogue
from ml.train.dataset.pairs import Dropped, direct_row, example_of, menu_rows
from ml.train.dataset.people import profile_of
from ml.train.dataset.rows import Format, Row, RowFiles
from ml.train.dataset.split import split_of

_CHUNK: Final = 50
"""People handed to a process at a time."""


class Order(Struct, frozen=True, kw_only=True):
    """What to build: `pairs` people with a plan, of `seed`, in these formats."""

    pairs: int
    seed: int
    formats: tuple[Format, ...]


class Built(Struct, frozen=True, kw_only=True):
    """What was built. `rows` by (format, split); `dropped` by (why, rule); `people` were drawn for `kept` plans."""

    people: int
    kept: int
    rows: dict[str, int]
    dropped: dict[str, int]
    warned: int


class _Made(Struct, frozen=True):
    """What one person gave."""

    rows: tuple[Row, ...]
    dropped: tuple[str, ...] = ()
    warned: bool = False


def build(order: Order, folder: Path, *, processes: int, tick: Callable[[int], None]) -> Built:
    """Write `FORMAT.SPLIT.jsonl` files to `folder`; `tick` is told each time how many people are done.

    Raises `ValueError` for fewer than 20 pairs: the split of a smaller set says nothing.
    """
    if order.pairs < 20:
        raise ValueError(f"{order.pairs} pairs are too few; allowed: 20 and more")
    dropped: Counter[str] = Counter()
    people = kept = warned = 0
    with RowFiles(folder) as files:
        for made in _people(order, processes):
            people += 1
            dropped.update(made.dropped)
            if made.rows:
                kept += 1
                warned += made.warned
                for row in made.rows:
                    files.write(f"{row.format}.{row.split}", row)
            tick(kept)
            if kept == order.pairs:
                break
    return Built(
        people=people,
        kept=kept,
        rows=dict(sorted(files.counts.items())),
        dropped=dict(dropped.most_common()),
        warned=warned,
    )


def _people(order: Order, processes: int) -> Iterator[_Made]:
    """What each person gives, in order, without end; the pool works a few chunks ahead."""
    if processes == 1:
        start = 0
        while True:
            yield from _chunk(order, start)
            start += _CHUNK
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        ahead = [pool.submit(_chunk, order, index * _CHUNK) for index in range(2 * processes)]
        start = 2 * processes * _CHUNK
        try:
            while True:
                yield from ahead.pop(0).result()
                ahead.append(pool.submit(_chunk, order, start))
                start += _CHUNK
        finally:
            for waiting in ahead:
                waiting.cancel()


def _chunk(order: Order, start: int) -> list[_Made]:
    return [_made(order, index) for index in range(start, start + _CHUNK)]


_catalogue: Callable[[], Catalogue] = cache(load_catalogue)


def _made(order: Order, index: int) -> _Made:
    example = example_of(profile_of(order.seed, index), _catalogue(), seed=index)
    if isinstance(example, Dropped):
        return _Made((), tuple(f"{example.why}: {rule}" for rule in example.rules) or (example.why,))
    split = split_of(order.seed, index)
    rows: list[Row] = []
    if Format.DIRECT in order.formats:
        rows.append(direct_row(example, index, split))
    if Format.MENU in order.formats:
        rows += menu_rows(example, index, split)
    return _Made(tuple(rows), warned=bool(example.warnings))
