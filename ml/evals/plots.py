"""Pictures of the evaluation: figures of the systems side by side, and the gaps between groups of people."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from matplotlib.figure import Figure
from PIL import Image

from ml.evals.fairness import JUDGED
from ml.evals.intervals import Interval
from ml.evals.summary import Summary

_DPI, _COLOURS = 100, 64
_GREEN, _RED, _GREY = "#0b6e4f", "#c8553d", "#7a7a7a"
SHOWN = (
    ("rougeLsum", "ROUGE-Lsum"),
    ("leaf_f1", "leaf F1"),
    ("exercise_jaccard", "exercises shared with the reference"),
    ("all_kept", "all constraints kept"),
    ("fitt_vp", "FITT-VP, of 60"),
)


def draw_systems(summaries: Sequence[Summary], path: Path) -> Path:
    """One panel a measure, one line a system, with its interval."""
    figure = Figure(figsize=(12, 0.8 + 0.32 * len(summaries)), layout="constrained")
    panels = figure.subplots(1, len(SHOWN), sharey=True)
    for panel, (measure, title) in zip(panels, SHOWN, strict=True):
        for place, summary in enumerate(summaries):
            found = summary.figures.get(measure)
            if found is not None:
                _line(panel, place, found, _GREEN if summary.head.mode == "planner" else _GREY)
        panel.set_title(title, fontsize=9)
        panel.grid(visible=True, axis="x", alpha=0.3)
        panel.tick_params(labelsize=8)
    panels[0].set_yticks(range(len(summaries)), [f"{each.head.label} ({each.people})" for each in summaries])
    panels[0].invert_yaxis()
    return _saved(figure, path)


def draw_fairness(summary: Summary, path: Path) -> Path:
    """One panel a judged measure, one line a group: how far it is from everyone else."""
    measures = [name for name in JUDGED if any(gap.measure == name for gap in summary.fairness)]
    groups = list(dict.fromkeys((gap.dimension, gap.group) for gap in summary.fairness))
    figure = Figure(figsize=(12, 1.0 + 0.22 * len(groups)), layout="constrained")
    panels = figure.subplots(1, max(1, len(measures)), sharey=True, squeeze=False)[0]
    for panel, measure in zip(panels, measures, strict=False):
        for gap in summary.fairness:
            if gap.measure == measure:
                colour = _RED if gap.gap.clear_of(0) else _GREY
                _line(panel, groups.index((gap.dimension, gap.group)), gap.gap, colour)
        panel.axvline(0, color="#333333", linewidth=0.8)
        panel.set_title(f"{measure}: group less the rest", fontsize=9)
        panel.grid(visible=True, axis="x", alpha=0.3)
        panel.tick_params(labelsize=8)
    panels[0].set_yticks(range(len(groups)), [f"{dimension}: {group}" for dimension, group in groups])
    panels[0].invert_yaxis()
    return _saved(figure, path)


def _line(panel: object, place: int, found: Interval, colour: str) -> None:
    low, high = max(0.0, found.mean - found.low), max(0.0, found.high - found.mean)
    panel.errorbar(  # type: ignore[attr-defined]
        found.mean, place, xerr=[[low], [high]], fmt="o", color=colour, markersize=4, linewidth=1.2
    )


def _saved(figure: Figure, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    drawn = BytesIO()
    figure.savefig(drawn, dpi=_DPI)
    # A palette makes a third of the size: these pictures are kept in the repository.
    Image.open(drawn).convert("RGB").quantize(_COLOURS).save(path, optimize=True)
    return path
