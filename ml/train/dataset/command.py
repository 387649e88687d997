"""`fitai dataset`: make training pairs, check a file of them, send pairs to reviewers and take their decisions in."""

import hashlib
import os
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from ml.train.dataset.build import Built, Order, build
from ml.train.dataset.card import card
from ml.train.dataset.review import read_review, write_review
from ml.train.dataset.rows import Format, Row, Split, read_rows, write_rows
from ml.train.dataset.split import leakage

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group
def command() -> None:
    """Training pairs: profile to plan (direct) and day to choices (menu)."""


@command.command("build")
@click.option("--pairs", type=click.IntRange(20), default=300, show_default=True, help="People with a plan.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=1, show_default=True)
@click.option("--format", "form", type=click.Choice(["direct", "menu", "both"]), default="both", show_default=True)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=Path("data/pairs"), show_default=True)
@click.option("--processes", type=click.IntRange(1, 64), default=None, help="Default: one a core.")
def build_command(pairs: int, seed: int, form: str, out: Path, processes: int | None) -> None:
    """Write FORMAT.SPLIT.jsonl and the data card (README.md) to the folder."""
    console = Console(stderr=True)
    order = Order(pairs=pairs, seed=seed, formats=tuple(Format) if form == "both" else (Format(form),))
    with _bar(console) as bar:
        task = bar.add_task("people", total=pairs)
        built = build(
            order, out, processes=processes or os.cpu_count() or 1, tick=lambda done: bar.update(task, completed=done)
        )
    console.print("comparing the two sides ...")
    (out / "README.md").write_text(_card(order, built, out), encoding="utf-8")
    console.print(f"{built.kept} people, {sum(built.rows.values())} rows in {out}; see {out / 'README.md'}")


def _bar(console: Console) -> Progress:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=console)


def _card(order: Order, built: Built, out: Path) -> str:
    direct: dict[Split, list[Row]] = {split: [] for split in Split}
    if Format.DIRECT in order.formats:
        direct = {split: list(read_rows(out / f"direct.{split}.jsonl")) for split in Split}
    alike = leakage(direct[Split.TRAIN], direct[Split.EVAL]) if direct[Split.EVAL] else ()
    hashes = {name: hashlib.sha256((out / f"{name}.jsonl").read_bytes()).hexdigest() for name in built.rows}
    return card(order, built, alike, [*direct[Split.TRAIN], *direct[Split.EVAL]], hashes)


@command.command("check")
@click.argument("file", type=_FILE)
def check_command(file: Path) -> None:
    """Read every row of FILE; the first bad one ends it with its line and reason."""
    click.echo(f"{sum(1 for _ in read_rows(file))} rows, all readable")


@command.command("review")
@click.argument("file", type=_FILE)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), default=Path("review.csv"), show_default=True)
@click.option("--most", type=click.IntRange(1), default=100, show_default=True, help="Rows to review.")
def review_command(file: Path, out: Path, most: int) -> None:
    """Write the first rows of FILE (direct pairs) as a CSV to fill in, and a page to read beside it."""
    count = write_review(read_rows(file, most=most), out)
    click.echo(f"{count} rows in {out} and {out.with_suffix('.html')}")


@command.command("reviewed")
@click.argument("file", type=_FILE)
@click.argument("review", type=_FILE)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
def reviewed_command(file: Path, review: Path, out: Path) -> None:
    """Apply the decisions in REVIEW (a filled-in CSV) to FILE: accepted and corrected rows are written to --out."""
    found = read_review(list(read_rows(file)), review)
    write_rows(out, found.rows)
    click.echo(
        f"{found.accepted} accepted, {found.corrected} corrected, {found.rejected} rejected, "
        f"{found.undecided} undecided (left out); {len(found.rows)} rows in {out}"
    )
