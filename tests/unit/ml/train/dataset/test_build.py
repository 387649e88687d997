"""Building: the same rows by one process and by two, split by person, a card that says what is there."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from domain.errors import InvalidInput
from ml.train.dataset.build import Order, build
from ml.train.dataset.command import command
from ml.train.dataset.rows import Format, Split, read_rows
from ml.train.dataset.split import leakage, split_of


def _order() -> Order:
    return Order(pairs=25, seed=5, formats=tuple(Format))


def test_two_processes_write_the_same_bytes(tmp_path: Path) -> None:
    done: list[int] = []
    one = build(_order(), tmp_path / "one", processes=1, tick=done.append)
    two = build(_order(), tmp_path / "two", processes=2, tick=done.append)
    assert one == two
    assert one.kept == 25 == max(done)
    for name in one.rows:
        assert (tmp_path / "one" / f"{name}.jsonl").read_bytes() == (tmp_path / "two" / f"{name}.jsonl").read_bytes()
    assert not list(tmp_path.rglob("*.part"))


def test_all_rows_of_a_person_are_on_one_side() -> None:
    sides = [split_of(1, person) for person in range(400)]
    assert [sides[start : start + 100].count(Split.EVAL) for start in range(0, 400, 100)] == [15] * 4
    assert sides == [split_of(1, person) for person in range(400)]
    assert sides != [split_of(2, person) for person in range(400)]


def test_the_command_writes_a_card_with_the_likeness(tmp_path: Path) -> None:
    arguments = ["build", "--pairs", "30", "--seed", "2", "--out", str(tmp_path), "--processes", "1"]
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 0, result.output
    text = (tmp_path / "README.md").read_text()
    train, held_out = (list(read_rows(tmp_path / f"direct.{split}.jsonl")) for split in Split)
    assert len(train) + len(held_out) == 30
    assert f"| profile | {len(held_out)} |" in text
    assert "30 synthetic people" in text
    with pytest.raises(ValueError, match="both sides"):
        leakage(train, train[:1])
    same, _ = leakage(train[1:], held_out[:1])
    assert 0 < same.highest < 1


def test_an_exact_copy_across_the_split_is_seen(tmp_path: Path) -> None:
    build(Order(pairs=20, seed=9, formats=(Format.DIRECT,)), tmp_path, processes=1, tick=lambda done: None)
    rows = list(read_rows(tmp_path / "direct.train.jsonl"))
    profile, plan = leakage(rows, [replace(rows[0], person=-1)])
    assert profile.exact == plan.exact == 1.0


def test_a_bad_row_is_named_by_file_line_and_reason(tmp_path: Path) -> None:
    build(Order(pairs=20, seed=9, formats=(Format.MENU,)), tmp_path, processes=1, tick=lambda done: None)
    path = tmp_path / "menu.train.jsonl"
    lines = path.read_bytes().splitlines()
    path.write_bytes(b"\n".join([*lines[:2], lines[2].replace(b'"s1"', b'"q1"'), *lines[3:]]))
    with pytest.raises(InvalidInput, match=r"menu.train.jsonl line 3: output has the keys scheme, q1"):
        list(read_rows(path))
    path.write_bytes(b'{"id": 3}\n')
    with pytest.raises(InvalidInput, match=r"line 1: Expected `str`"):
        list(read_rows(path))
