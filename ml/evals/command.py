"""`fitai eval`: run systems on held-out people, report on the runs, and decide whether a candidate may go out."""

import asyncio
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from cli.settings import settings_from_environment
from domain.catalogue.loader import load_catalogue
from ml.evals.gate import decide
from ml.evals.people import HeldOut, held_out
from ml.evals.report import evaluation_page, model_card, write_kept
from ml.evals.run import MENU, MODES, EvalOrder, evaluate
from ml.evals.summary import Summary, floor, reading_noise, summarise
from ml.serve.adapter import load_adapter
from ml.train.registry import entries, entry_of, write_entry

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_DATA = click.Path(exists=True, file_okay=False, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.group
def command() -> None:
    """Measure plans of models and of the planner on people held out of training."""


@command.command("run")
@click.argument("mode", type=click.Choice(MODES), default=MENU)
@click.option("--data", type=_DATA, default=Path("data/pairs"), show_default=True, help="From `fitai dataset build`.")
@click.option("--out", type=_FOLDER, default=Path("runs/eval"), show_default=True, help="Folder of the run files.")
@click.option("--label", default=None, help="Name of the run and its file. Default: the mode.")
@click.option("--remote", is_flag=True, help="The model at MODEL_URL in place of the embedded one.")
@click.option("--adapter", default="none", show_default=True, help="GGUF adapter of the embedded model, or none.")
@click.option("--grammar/--no-grammar", default=True, help="Bind the answers by a grammar.")
@click.option("--most", type=click.IntRange(1), default=None, help="So many people. Default: all held out.")
@click.option("--varied", type=click.IntRange(0), default=0, show_default=True,
              help="So many people again, one field of the profile changed at a time.")  # fmt: skip
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True)
@click.option("--total", "total_s", type=float, default=600.0, show_default=True, help="Most seconds a plan.")
def run_command(label: str | None, **asked: object) -> None:
    """Run MODE over the held-out people into OUT/LABEL.jsonl. Run again, it goes on where it ended."""
    order = EvalOrder(label=label or str(asked["mode"]), **asked)  # type: ignore[arg-type]
    columns = (TextColumn("people"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("people", total=None)
        path = asyncio.run(
            evaluate(order, settings_from_environment(), lambda done, of: bar.update(task, completed=done, total=of))
        )
    click.echo(str(path))


@command.command("report")
@click.argument("runs", type=_FILE, nargs=-1, required=True)
@click.option("--data", type=_DATA, default=Path("data/pairs"), show_default=True)
@click.option(
    "--gate", "gates", type=(str, str), multiple=True, help="Labels of a candidate and a baseline to compare."
)
@click.option("--out", type=_FOLDER, default=Path("docs"), show_default=True)
def report_command(runs: tuple[Path, ...], data: Path, gates: tuple[tuple[str, str], ...], out: Path) -> None:
    """Write evaluation.md, its figures and model-card.md from the run files RUNS, in their order."""
    from ml.evals.plots import draw_fairness, draw_systems  # noqa: PLC0415 - matplotlib is an extra

    people = held_out(data)
    summaries = _summaries(runs, people)
    by_label = {summary.head.label: summary for summary in summaries}
    decisions = [decide(_named(by_label, one), _named(by_label, two)) for one, two in gates]
    audited = max(summaries, key=lambda summary: summary.people)
    pictures = out / "evaluation"
    draw_systems(summaries, pictures / "systems.png")
    draw_fairness(audited, pictures / "fairness.png")
    write_kept(pictures / "figures.json", summaries)
    noise = reading_noise(people, load_catalogue())
    page = evaluation_page(summaries, floor(people), decisions, held_out=len(people), noise=noise)
    (out / "evaluation.md").write_text(page, encoding="utf-8")
    (out / "model-card.md").write_text(model_card(entries()), encoding="utf-8")
    click.echo(f"{out / 'evaluation.md'}, {out / 'model-card.md'}")


@command.command("gate")
@click.argument("candidate", type=_FILE)
@click.argument("baseline", type=_FILE)
@click.option("--data", type=_DATA, default=Path("data/pairs"), show_default=True)
@click.option("--register", type=_FILE, default=None, metavar="ADAPTER.gguf",
              help="Write the decision about this adapter to ml/registry; needs --training.")  # fmt: skip
@click.option("--training", type=_FILE, default=None, help="The run.json of the adapter's training.")
def gate_command(candidate: Path, baseline: Path, data: Path, register: Path | None, training: Path | None) -> None:
    """May the CANDIDATE run's model go out in place of the BASELINE's? Exit status: 0 yes, 1 no, with each reason."""
    if (register is None) != (training is None):
        raise click.UsageError("--register and --training belong together")
    one, two = _summaries((candidate, baseline), held_out(data))
    decision = decide(one, two)
    for each in decision.compared:
        click.echo(f"{each.measure:20} {each.gain.mean:+.4f}  ({each.gain.low:+.4f} to {each.gain.high:+.4f})")
    if register is not None and training is not None:
        click.echo(str(write_entry(entry_of(load_adapter(register).card, training, one, decision))))
    for reason in decision.reasons:
        click.echo(reason, err=True)
    click.echo(f"{decision.candidate}: {'may go out' if decision.promoted else 'held back'} ({decision.people} people)")
    sys.exit(0 if decision.promoted else 1)


def _summaries(runs: tuple[Path, ...], people: tuple[HeldOut, ...]) -> list[Summary]:
    catalogue = load_catalogue()
    return [summarise(path, people, catalogue) for path in runs]


def _named(by_label: dict[str, Summary], label: str) -> Summary:
    if label not in by_label:
        raise click.UsageError(f"--gate names {label!r}; allowed: {', '.join(by_label)}")
    return by_label[label]
