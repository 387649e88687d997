"""Decisions of reviewers come back into the data, and nothing is taken in silence."""

import csv
from pathlib import Path

import msgspec
import pytest

from domain.errors import InvalidInput
from domain.plan import Plan
from ml.train.dataset.build import Order, build
from ml.train.dataset.review import COLUMNS, read_review, write_review
from ml.train.dataset.rows import Format, Row, read_rows


@pytest.fixture
def rows(tmp_path: Path) -> list[Row]:
    build(Order(pairs=20, seed=3, formats=(Format.DIRECT,)), tmp_path, processes=1, tick=lambda done: None)
    return list(read_rows(tmp_path / "direct.train.jsonl", most=5))


def _fill(path: Path, *decisions: tuple[str, str, str]) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    for line, (decision, reason, corrected) in zip(lines, decisions, strict=False):
        line.update(decision=decision, reason=reason, corrected=corrected)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(lines)


def test_a_review_goes_out_and_comes_back(rows: list[Row], tmp_path: Path) -> None:
    path = tmp_path / "review.csv"
    assert write_review(rows, path) == 5
    page = path.with_suffix(".html").read_text()
    assert page.count("<article>") == 5
    plan = msgspec.json.decode(rows[1].output, type=Plan)
    better = msgspec.structs.replace(plan, workout_plan=msgspec.structs.replace(plan.workout_plan, name="Better"))
    corrected = msgspec.json.encode(better).decode()
    _fill(path, ("accept", "", ""), ("Correct", "name", corrected), ("reject", "too much", ""))
    found = read_review(rows, path)
    assert (found.accepted, found.corrected, found.rejected, found.undecided) == (1, 1, 1, 2)
    assert [row.id for row in found.rows] == [rows[0].id, rows[1].id]
    assert msgspec.json.decode(found.rows[1].output, type=Plan).workout_plan.name == "Better"
    assert found.reasons == {rows[1].id: "name", rows[2].id: "too much"}


def test_bad_lines_are_named(rows: list[Row], tmp_path: Path) -> None:
    path = tmp_path / "review.csv"
    write_review(rows, path)
    _fill(path, ("maybe", "", ""), ("correct", "", "{not json"), ("accept", "", ""))
    with pytest.raises(InvalidInput) as error:
        read_review(rows, path)
    assert [problem.field for problem in error.value.problems] == ["line 2", "line 3"]
    assert "accept, correct, reject" in error.value.problems[0].allowed
