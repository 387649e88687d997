"""`fitai replay`: simulated people live with the engine and with two baselines; tables and pictures are written."""

import os
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.markdown import Markdown
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from ml.evals.replay.bench import LifeResult, replay
from ml.evals.replay.people import ARCHETYPES
from ml.evals.replay.report import markdown, report_of

_NAMES = [archetype.name for archetype in ARCHETYPES]


@click.command
@click.option("--people", type=click.IntRange(1, 500), default=20, show_default=True, help="People of each archetype.")
@click.option("--weeks", type=click.IntRange(1, 104), default=26, show_default=True, help="Weeks that each lives.")
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of the first person.")
@click.option("--archetype", "names", type=click.Choice(_NAMES), multiple=True, help="Only these (default: all).")
@click.option("--processes", type=click.IntRange(1), default=os.cpu_count() or 1, help="Default: as many as cores.")
@click.option("--plots/--no-plots", default=True, help="Pictures need the extra `eval`.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=Path("replay"), show_default=True,
              help="Folder for report.md, report.json, lives.jsonl and the pictures.")  # fmt: skip
def command(people: int, weeks: int, seed: int, names: tuple[str, ...], processes: int, plots: bool, out: Path) -> None:  # noqa: FBT001
    """Simulate trainees for months: the engine, the plan as made, and linear progression, with the same luck.

    The people are a model, not people: see docs/adaptation.md for what that means.
    """
    console = Console()
    archetypes = [archetype for archetype in ARCHETYPES if not names or archetype.name in names]
    results = _with_bar(console, people=people, weeks=weeks, seed=seed, processes=processes, archetypes=archetypes)
    report = report_of(results, people=people, weeks=weeks, seed=seed)
    out.mkdir(parents=True, exist_ok=True)
    text = markdown(report)
    (out / "report.md").write_text(text)
    (out / "report.json").write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=2))
    (out / "lives.jsonl").write_bytes(b"".join(msgspec.json.encode(life) + b"\n" for life in results))
    if plots:
        from ml.evals.replay.plots import draw  # noqa: PLC0415 - matplotlib is an extra

        draw(results, report, out)
    console.print(Markdown(text))
    console.print(f"Written to {out}/", style="bold green", highlight=False)


def _with_bar(console: Console, **arguments: object) -> list[LifeResult]:
    columns = (TextColumn("lives"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("lives", total=None)
        return replay(
            done=lambda ended, total: progress.update(task, completed=ended, total=total),
            **arguments,  # type: ignore[arg-type]
        )
