"""The replay's pictures: strength over the weeks, what it cost, and the steps of loads."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from PIL import Image

from ml.evals.replay.bench import LifeResult
from ml.evals.replay.measures import interval
from ml.evals.replay.report import Report

COLOURS = {"engine": "#0b6e4f", "fixed": "#7a7a7a", "linear": "#c8553d"}
LABELS = {"engine": "FitAI", "fixed": "the plan, never adapted", "linear": "linear progression"}
_COLUMNS, _DPI, _COLOURS = 4, 110, 96
_STYLE: dict[Any, Any] = {
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.alpha": 0.3,
    "axes.titlesize": 10,
    "figure.constrained_layout.use": True,
}


def draw(results: Sequence[LifeResult], report: Report, folder: Path) -> list[Path]:
    """Write the pictures into `folder`; returns their paths."""
    with mpl.rc_context(_STYLE):
        return [
            _saved(_strength(results, report), folder / "replay-strength.png"),
            _saved(_costs(report), folder / "replay-costs.png"),
            _saved(_steps(results), folder / "replay-steps.png"),
        ]


def _strength(results: Sequence[LifeResult], report: Report) -> Figure:
    names = list(report.table)
    rows = -(-(len(names) + 1) // _COLUMNS)
    figure = Figure(figsize=(11, 2.7 * rows))
    panels = figure.subplots(rows, _COLUMNS, squeeze=False)
    for panel, name in zip(panels.flat, names, strict=False):
        for arm in report.table[name]:
            curves = np.array([life.curve for life in results if life.archetype == name and life.arm == arm])
            _band(panel, curves, arm)
        panel.set_title(name.replace("_", " "))
        panel.set_xlabel("week")
        panel.set_ylabel("true strength, % gained")
    for panel in panels.flat[len(names) :]:
        panel.axis("off")
    figure.legend(*panels.flat[0].get_legend_handles_labels(), loc="lower right", frameon=False, fontsize=10)
    return figure


def _band(panel: Axes, curves: np.ndarray, arm: str) -> None:
    weeks = np.arange(1, curves.shape[1] + 1)
    found = [interval(list(curves[:, week])) for week in range(curves.shape[1])]
    panel.plot(weeks, [each.mean for each in found], color=COLOURS[arm], label=LABELS[arm], linewidth=1.8)
    panel.fill_between(
        weeks, [each.low for each in found], [each.high for each in found], color=COLOURS[arm], alpha=0.15, linewidth=0
    )


def _costs(report: Report) -> Figure:
    figure = Figure(figsize=(11, 3.6))
    panels = figure.subplots(1, 3)
    shown = (
        ("pain_days", "days with pain of 4 or more"),
        ("adherence", "sessions done, %"),
        ("effort", "mean session RPE, 0-10"),
    )
    names = list(report.table)
    for panel, (measure, title) in zip(panels, shown, strict=True):
        arms = list(report.table[names[0]])
        for number, arm in enumerate(arms):
            found = [report.table[name][arm][measure] for name in names]
            places = np.arange(len(names)) + (number - (len(arms) - 1) / 2) * 0.26
            means = np.array([each.mean for each in found])
            errors = np.array([[each.mean - each.low, each.high - each.mean] for each in found]).T
            panel.barh(places, means, height=0.24, color=COLOURS[arm], label=LABELS[arm], xerr=errors,
                       error_kw={"linewidth": 0.8, "ecolor": "#333333"})  # fmt: skip
        panel.set_yticks(np.arange(len(names)), [name.replace("_", " ") for name in names])
        panel.invert_yaxis()
        panel.set_title(title)
        panel.grid(visible=False, axis="y")
    for panel in panels[1:]:
        panel.set_yticklabels([])
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=3, frameon=False)
    return figure


def _steps(results: Sequence[LifeResult]) -> Figure:
    figure = Figure(figsize=(7, 3.2))
    panel = figure.subplots()
    for arm, colour in COLOURS.items():
        steps = np.sort(
            [100 * step for life in results if life.arm == arm for step in (*life.steps, *life.forced_steps)]
        )
        if len(steps):
            panel.plot(
                steps, np.arange(1, len(steps) + 1) / len(steps), color=colour, label=f"{LABELS[arm]} ({len(steps):,})"
            )
    panel.axvline(10, color="#333333", linestyle=":", linewidth=1)
    panel.set_xlim(0, 40)
    panel.set_xlabel("rise of a load from one outing to the next, % (dotted: 10 %)")
    panel.set_ylabel("share of all rises")
    panel.legend(frameon=False, loc="lower right")
    return figure


def _saved(figure: Figure, path: Path) -> Path:
    drawn = BytesIO()
    figure.savefig(drawn, dpi=_DPI)
    # A palette makes a third of the size: these pictures are kept in the repository.
    Image.open(drawn).convert("RGB").quantize(_COLOURS).save(path, optimize=True)
    return path
