"""The curves of an alignment run: kept as JSON while it trains, drawn at the end."""

from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct
from transformers import TrainerCallback

_NAMES: Final = {
    "loss": "loss",
    "accuracy": "accuracy",
    "rewards/accuracies": "accuracy",
    "margin": "margin",
    "rewards/margins": "margin",
    "reward": "reward",
    "kl": "kl",
    "grad_norm": "grad_norm",
}
"""TRL's names, which differ by method, to ours."""

_DRAWN: Final = ("loss", "accuracy", "margin", "reward")


class Point(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One report of the trainer, of the steps since the last. `accuracy` and `margin`: of chosen against rejected, by
    the implied reward or the reward model's; `reward`: mean of GRPO's answers."""

    step: int
    loss: float
    accuracy: float | None = None
    margin: float | None = None
    reward: float | None = None
    kl: float | None = None
    grad_norm: float | None = None


def points_of(history: list[dict[str, Any]]) -> tuple[Point, ...]:
    """The points in a trainer's log history, which a resumed run carries on."""
    found = []
    for entry in history:
        if "loss" in entry:
            values = {ours: float(entry[theirs]) for theirs, ours in _NAMES.items() if theirs in entry}
            found.append(msgspec.convert({"step": entry["step"], **values}, Point))
    return tuple(found)


class PointFile(TrainerCallback):
    """Writes the points after each report, so that a killed run leaves what it had."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def on_log(self, args: Any, state: Any, control: Any, **_: Any) -> None:  # noqa: ARG002 - the trainer's signature
        write_points(self._path, points_of(state.log_history))


def write_points(path: Path, points: tuple[Point, ...]) -> None:
    """Write JSON, whole or not at all."""
    part = path.with_suffix(".part")
    part.write_bytes(msgspec.json.format(msgspec.json.encode(points), indent=1))
    part.replace(path)


def draw(points: tuple[Point, ...], path: Path, title: str) -> None:
    """A PNG with a plot of each value that the method reports."""
    import matplotlib as mpl  # noqa: PLC0415 - only here, and slow to load

    mpl.use("Agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415

    names = [name for name in _DRAWN if any(getattr(point, name) is not None for point in points)]
    figure, axes = plt.subplots(1, len(names), figsize=(4 * len(names), 4), constrained_layout=True, squeeze=False)
    for axis, name in zip(axes[0], names, strict=True):
        drawn = [(point.step, value) for point in points if (value := getattr(point, name)) is not None]
        axis.plot(*zip(*drawn, strict=True))
        axis.set(xlabel="optimizer step", ylabel=name)
        axis.grid(alpha=0.3)
    figure.suptitle(title)
    figure.savefig(path, dpi=110)
    plt.close(figure)
