"""Trains the intent classifier: `python -m ml.train.intents`.

Multinomial logistic regression over the features of `domain.chat.features`, with an L2 penalty, solved to convergence
from zero, so that it needs no seed; the seed is for the folds of the cross-validation. Weights are rounded to a byte
each and written to `domain/chat/data/intents.json` with the hash of what they were trained on.
"""

import base64
import hashlib
import random
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from tomllib import loads
from typing import Any, Final

import click
import msgspec
import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import softmax

from domain.chat.features import BUCKETS, features, weight_of
from domain.chat.intents import IntentName, Model, scored

SEED: Final = 7
FOLDS: Final = 5
PENALTY: Final = 1e-4
"""Of the weights' squares, beside the mean loss; chosen among 1e-5 to 1e-3 by cross-validation."""

Example = tuple[str, str, str]
"""Text, intent, language."""


def read_examples(source: str) -> list[Example]:
    """The lines of a TOML text by intent and language."""
    return [
        (line, intent, locale)
        for intent, by in loads(source).items()
        for locale, lines in by.items()
        for line in lines.strip().splitlines()
    ]


def training_text() -> str:
    """The training set as it is kept."""
    return (files("ml.train") / "intents.toml").read_text(encoding="utf-8")


def train(examples: Sequence[Example], penalty: float = PENALTY) -> Model:
    """Weights of the examples, rounded to bytes."""
    names = tuple(IntentName)
    rows = _matrix([text for text, _, _ in examples])
    wanted = np.zeros((len(examples), len(names)))
    for at, (_, intent, _) in enumerate(examples):
        wanted[at, names.index(IntentName(intent))] = 1.0

    def loss(flat: np.ndarray[Any, Any]) -> tuple[float, np.ndarray[Any, Any]]:
        weights = flat.reshape(BUCKETS, len(names))
        guess = softmax(rows @ weights, axis=1)
        cost = -np.log(np.maximum(guess[wanted > 0], 1e-12)).mean() + penalty * (weights**2).sum()
        slope = rows.T @ (guess - wanted) / len(examples) + 2 * penalty * weights
        return float(cost), slope.ravel()

    found = minimize(loss, np.zeros(BUCKETS * len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    weights = found.x.reshape(BUCKETS, len(names))
    scale = float(np.abs(weights).max() / 127)
    return Model(names, np.round(weights / scale).astype(np.int8).tobytes(), scale)


def _matrix(texts: Sequence[str]) -> Any:
    """A row of feature weights for each text."""
    columns = [features(text) for text in texts]
    data = np.concatenate([np.full(len(row), weight_of(len(row))) for row in columns])
    ends = np.cumsum([0, *(len(row) for row in columns)])
    return csr_matrix((data, np.concatenate(columns), ends), shape=(len(texts), BUCKETS))


def cross_validated(examples: Sequence[Example], penalty: float = PENALTY) -> list[tuple[Example, IntentName, float]]:
    """Each example with what a model that never saw it says, and how sure it is."""
    order = list(range(len(examples)))
    random.Random(SEED).shuffle(order)  # noqa: S311 (folds, no secrets)
    told = []
    for fold in range(FOLDS):
        held = set(order[fold::FOLDS])
        model = train([each for at, each in enumerate(examples) if at not in held], penalty)
        for at in sorted(held):
            ranked = scored(model, examples[at][0])
            told.append((examples[at], ranked[0][1], ranked[0][0]))
    return told


def written(model: Model, source: str) -> bytes:
    """The data file: classes, scale, weights, and the hash of the training text."""
    content = {
        "classes": list(model.names),
        "buckets": BUCKETS,
        "scale": model.scale,
        "trained_on": hashlib.sha256(source.encode()).hexdigest(),
        "weights_sha256": hashlib.sha256(model.weights).hexdigest(),
        "weights": base64.b64encode(model.weights).decode(),
    }
    return msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n"


@click.command()
@click.option("--out", type=click.Path(path_type=Path), default=Path("domain/chat/data/intents.json"))
def main(out: Path) -> None:
    """Train on ml/train/intents.toml and write the weights."""
    source = training_text()
    examples = read_examples(source)
    out.write_bytes(written(train(examples), source))
    click.echo(f"{len(examples)} examples -> {out} ({out.stat().st_size / 1000:.0f} kB)")


if __name__ == "__main__":
    main()
