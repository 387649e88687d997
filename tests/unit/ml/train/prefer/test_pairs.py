"""Preference rows: what makes one answer better, who is on which side, and lines that are refused."""

from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from domain.catalogue.types import Catalogue, Exercise
from domain.coaching.taste.features import features
from domain.errors import InvalidInput
from domain.identity.preferences import Context, Preference
from ml.train.dataset.rows import Split
from ml.train.prefer.answers import shown_in
from ml.train.prefer.exported import read_choices
from ml.train.prefer.pairs import make_preferences
from ml.train.prefer.rows import (
    FAULTS,
    PreferenceRow,
    Source,
    check,
    file_of,
    prompts_of,
    read_preferences,
    spread,
    write_preferences,
)
from ml.train.prefer.simulated import STATED, rows_of


def _all(rows: Path) -> list[PreferenceRow]:
    return [row for split in Split for row in read_preferences(file_of(rows, split))]


def test_every_kind_is_there_and_every_row_passes_its_check(rows: Path) -> None:
    found = _all(rows)  # reading checks each
    assert {row.source for row in found} == {Source.TASTE, *FAULTS}
    assert sum(row.source is Source.TASTE for row in found) > 40


def test_nobody_is_on_both_sides(rows: Path) -> None:
    train, held_out = ({row.person for row in read_preferences(file_of(rows, split))} for split in Split)
    assert train
    assert held_out
    assert not train & held_out


def test_the_same_seed_makes_the_same_rows_and_another_seed_others(catalogue: Catalogue) -> None:
    first = list(rows_of(3, 0, catalogue))
    assert first
    assert first == list(rows_of(3, 0, catalogue))
    assert first != list(rows_of(4, 0, catalogue))


def test_the_chosen_answer_follows_the_taste_that_the_prompt_tells(catalogue: Catalogue) -> None:
    """Read from the prompt's words alone: never is the rejected pick better liked, often the chosen one is."""
    named = {exercise.name: exercise for exercise in catalogue.exercises.values()}
    decided = 0
    for row in (row for index in range(40) for row in rows_of(3, index, catalogue) if row.source is Source.TASTE):
        liked, disliked = _told(row, "Prefers"), _told(row, "Would rather not")
        chosen, rejected = (msgspec.json.decode(side, type=dict[str, str]) for side in (row.chosen, row.rejected))
        for key, names in _shown_names(row).items():
            if rejected[key] in chosen.values():  # the same, or taken by another slot
                continue
            one, other = (_words(named[names[side[key]]]) for side in (chosen, rejected))
            more, less = (one & liked) - (other & liked), (one & disliked) - (other & disliked)
            lost, spared = (other & liked) - (one & liked), (other & disliked) - (one & disliked)
            decided += bool(more or spared) and not (less or lost)
            assert more or spared or not (less or lost), (row.id, key)
    assert decided > 40


def _told(row: PreferenceRow, word: str) -> set[str]:
    lines = [line for line in row.prompt.user.splitlines() if line.startswith(f"{word}: ")]
    return set(lines[0].partition(": ")[2].split(", ")) if lines else set()


def _shown_names(row: PreferenceRow) -> dict[str, dict[str, str]]:
    slots = [line.split(" ", 1) for line in row.prompt.user.splitlines() if line[:1] == "s" and line[1:2].isdigit()]
    return {key: dict(each.split(" ", 1) for each in rest.partition(": ")[2].split("; ")) for key, rest in slots}


def _words(exercise: Exercise) -> set[str]:
    stated = [name for name in features(exercise) if name.startswith(STATED)]
    return {name.partition(":")[2].replace("_", " ") or name for name in stated}


def test_the_first_place_is_neither_always_right_nor_always_wrong(rows: Path) -> None:
    tastes = [row for row in _all(rows) if row.source is Source.TASTE]
    firsts = [msgspec.json.decode(row.chosen)["s1"] == shown_in(row.prompt.user).slots["s1"][0] for row in tastes]
    assert 0.2 < sum(firsts) / len(firsts) < 0.8


def test_a_row_that_is_not_what_it_says_is_refused(rows: Path, tmp_path: Path) -> None:
    row = next(row for row in _all(rows) if row.source is Source.SCHEME)
    bad = {
        "chosen answer is not valid: scheme": replace(row, chosen=row.rejected),
        "has no fault 'scheme'": replace(row, rejected=row.chosen),
        "not valid: scheme; allowed: a valid one": replace(row, source=Source.TASTE),
        "are the same": replace(row, source=Source.TASTE, rejected=row.chosen),
        "no schemes": replace(row, prompt=replace(row.prompt, user="hello")),
    }
    for reason, each in bad.items():
        with pytest.raises(ValueError, match=reason):
            check(each)
    path = tmp_path / "preferences.train.jsonl"
    write_preferences(path, [row, bad["are the same"]])
    with pytest.raises(InvalidInput, match=r"preferences.train.jsonl line 2: .*are the same"):
        list(read_preferences(path))
    path.write_bytes(b'{"id": 1}\n')
    with pytest.raises(InvalidInput, match=r"line 1: .*Expected `str`"):
        list(read_preferences(path))


def _export(path: Path, *lines: Preference | bytes) -> Path:
    path.write_bytes(
        b"".join((each if isinstance(each, bytes) else msgspec.json.encode(each)) + b"\n" for each in lines)
    )
    return path


def _choice(catalogue: Catalogue, source: str, chosen: int, rejected: int, **context: str) -> Preference:
    ids = sorted(catalogue.exercises)
    return Preference(source=source, context=Context(**context), chosen=ids[chosen], rejected=ids[rejected])


def test_exported_choices_become_prompts_of_one_slot(catalogue: Catalogue, tmp_path: Path) -> None:
    path = _export(
        tmp_path / "export.jsonl",
        _choice(catalogue, "swap", 0, 1, role="main", pattern="horizontal_push", reason="equipment"),
        b"",
        _choice(catalogue, "rating", 1, 0),
        Preference(source="skip", context=Context(), chosen="nothing", rejected=min(catalogue.exercises)),
        Preference(source="change", context=Context(rule="X"), chosen="swap", rejected="keep"),
        *(_choice(catalogue, "swap", 2 * at, 2 * at + 1) for at in range(2, 30)),
    )
    found = read_choices(path, catalogue)
    assert found.left_out == {"skip": 1, "change": 1}
    (first, swap), (second, rating) = found.rows[:2]
    assert first == second  # the two say the opposite of the same pair: one side of the split holds both
    assert swap.prompt.user.splitlines()[-1] == rating.prompt.user.splitlines()[-1].replace("accessory", "main")
    assert swap.prompt.user.startswith("Day: ")
    assert (swap.chosen, swap.rejected) == (rating.rejected, rating.chosen)
    for _, row in found.rows:
        check(row)
    firsts = [row.chosen.endswith('"E01"}') for _, row in found.rows]
    assert any(firsts)
    assert not all(firsts)


def test_exported_choices_are_on_one_side_each_and_in_the_files(catalogue: Catalogue, tmp_path: Path) -> None:
    path = _export(tmp_path / "export.jsonl", *(_choice(catalogue, "swap", at, at + 1) for at in range(40)))
    made = make_preferences(tmp_path, people=20, seed=3, choices=path)
    assert made.rows["swap.train"] + made.rows["swap.eval"] == 40
    assert made.rows["swap.eval"] > 0
    assert made.left_out == {}


def test_a_bad_line_of_an_export_is_refused_with_file_line_and_reason(catalogue: Catalogue, tmp_path: Path) -> None:
    good = _choice(catalogue, "swap", 0, 1)
    bad = {
        "source is 'guess'; allowed: swap, rating, skip, change": replace(good, source="guess"),
        "'flying' is no exercise of the catalogue": replace(good, chosen="flying"),
        "chosen over itself": replace(good, chosen=good.rejected),
        "truncated": b"{",
    }
    for reason, line in bad.items():
        with pytest.raises(InvalidInput, match=rf"export.jsonl line 2: .*{reason}"):
            read_choices(_export(tmp_path / "export.jsonl", good, line), catalogue)


def test_too_few_people_for_two_sides_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"1 people leave no (train|eval|train and no eval) row"):
        make_preferences(tmp_path, people=1, seed=3)


def test_measures_take_half_faults_and_different_prompts(rows: Path) -> None:
    found = _all(rows)
    some = spread(found, 20)
    assert len(some) == 20
    assert [sum(row.source is source for row in some) for source in (*FAULTS, Source.TASTE)] == [3, 3, 2, 2, 10]
    prompts = prompts_of(found, 12)
    assert len({prompt.user for prompt in prompts}) == len(prompts) == 12
