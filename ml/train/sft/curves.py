"""Loss and token accuracy, on training and held-out rows: kept as JSON while training runs, drawn at the end."""

from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct
from transformers import TrainerCallback

_TRAIN: Final = {
    "loss": "loss",
    "mean_token_accuracy": "accuracy",
    "learning_rate": "learning_rate",
    "grad_norm": "grad_norm",
}
_EVAL: Final = {"eval_loss": "loss", "eval_mean_token_accuracy": "accuracy"}


class Point(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One report of the trainer, at an optimizer step and a share of the run's epochs."""

    step: int
    epoch: float
    loss: float
    accuracy: float | None = None
    learning_rate: float | None = None
    grad_norm: float | None = None


class Curves(Struct, frozen=True, kw_only=True):
    """Points in order of step; `held_out` on the evaluation rows."""

    train: tuple[Point, ...] = ()
    held_out: tuple[Point, ...] = ()


def curves_of(history: list[dict[str, Any]]) -> Curves:
    """The curves in a trainer's log history, which a resumed run carries on."""
    train: list[Point] = []
    held_out: list[Point] = []
    for entry in history:
        for names, points in ((_TRAIN, train), (_EVAL, held_out)):
            first = next(iter(names))
            if first in entry:
                found = {ours: float(entry[theirs]) for theirs, ours in names.items() if theirs in entry}
                points.append(msgspec.convert({"step": entry["step"], "epoch": entry["epoch"], **found}, Point))
    return Curves(train=tuple(train), held_out=tuple(held_out))


class CurveFile(TrainerCallback):
    """Writes the curves after each report, so that a killed run leaves what it had."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def on_log(self, args: Any, state: Any, control: Any, **_: Any) -> None:  # noqa: ARG002 - the trainer's signature
        write_curves(self._path, curves_of(state.log_history))


def write_curves(path: Path, curves: Curves) -> None:
    """Write JSON, whole or not at all."""
    part = path.with_suffix(".part")
    part.write_bytes(msgspec.json.format(msgspec.json.encode(curves), indent=1))
    part.replace(path)


def draw(curves: Curves, path: Path, title: str) -> None:
    """A PNG with loss and accuracy side by side, training and held out."""
    import matplotlib as mpl  # noqa: PLC0415 - only here, and slow to load

    mpl.use("Agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415

    figure, axes = plt.subplots(1, 2, figsize=(10, 4), constrained_layout=True)
    for axis, name in zip(axes, ("loss", "accuracy"), strict=True):
        for label, points, style in (("training", curves.train, "-"), ("held out", curves.held_out, "o-")):
            found = [(point.step, value) for point in points if (value := getattr(point, name)) is not None]
            if found:
                axis.plot(*zip(*found, strict=True), style, label=label, markersize=4)
        axis.set(xlabel="optimizer step", ylabel=f"token {name}" if name == "accuracy" else name)
        axis.grid(alpha=0.3)
        axis.legend()
    figure.suptitle(title)
    figure.savefig(path, dpi=110)
    plt.close(figure)
