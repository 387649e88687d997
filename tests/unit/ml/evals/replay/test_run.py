"""A tiny replay of everybody, and what is made of it: figures, a report, pictures."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from ml.evals.replay.bench import LifeResult, replay
from ml.evals.replay.command import command
from ml.evals.replay.measures import MEASURES, interval
from ml.evals.replay.people import ARCHETYPES
from ml.evals.replay.plots import draw
from ml.evals.replay.report import FAULTS, markdown, report_of, violations
from ml.evals.replay.run import ARMS, live

WEEKS = 3


@pytest.fixture(scope="module")
def lives() -> list[LifeResult]:
    return replay(people=1, weeks=WEEKS, seed=5, processes=1, done=lambda ended, total: None)


def test_everybody_lives_in_every_arm(lives: list[LifeResult]) -> None:
    assert len(lives) == len(ARCHETYPES) * len(ARMS)
    assert {(life.archetype, life.arm) for life in lives} == {(each.name, arm) for each in ARCHETYPES for arm in ARMS}
    assert all(len(life.curve) == WEEKS and life.sessions and life.events for life in lives)
    assert all(set(life.figures) <= set(MEASURES) for life in lives)


def test_the_engine_breaks_no_rule(lives: list[LifeResult]) -> None:
    assert violations(lives, "engine") == dict.fromkeys(FAULTS, 0), [life.faults for life in lives if life.faults]


def test_strength_grows_and_nobody_does_more_than_everything(lives: list[LifeResult]) -> None:
    assert all(life.curve[-1] > 0 for life in lives)
    assert all(0 < life.figures["adherence"] <= 100 for life in lives)


def test_the_same_seed_is_the_same_life() -> None:
    first, again = (live(ARCHETYPES[0], 9, "engine", weeks=2) for _ in range(2))
    assert first == again
    assert live(ARCHETYPES[0], 10, "engine", weeks=2).sessions != first.sessions


def test_the_report_says_where_the_engine_is_worse(lives: list[LifeResult]) -> None:
    made = [
        LifeResult(
            archetype="consistent",
            arm=arm,
            seed=seed,
            figures={
                "lifts": lifts + seed / 10,
                "adherence": 90.0,
                "pain_days": 2.0,
                "over_time": 0.0,
                "steps_over": 0.0,
            },
            curve=(1.0,),
            decided=(),
            faults=(),
            steps=(),
            forced_steps=(),
            events=1,
            sessions=1,
        )
        for seed in range(5)
        for arm, lifts in (("engine", 5.0), ("fixed", 4.0), ("linear", 7.0))
    ]
    report = report_of(made, people=5, weeks=1, seed=0)
    verdicts = {(each.measure, each.baseline): each.verdict for each in report.comparisons}
    assert verdicts["lifts", "fixed"] == "engine"
    assert verdicts["lifts", "linear"] == "baseline"
    assert verdicts["adherence", "linear"] == "open"
    text = markdown(report)
    assert "- consistent, " + MEASURES["lifts"] + ": linear (-2.0, -2.0 to -2.0)" in text
    assert "No baseline does clearly better" not in text


def test_intervals_hold_the_mean() -> None:
    found = interval([1.0, 2.0, 3.0, 4.0])
    assert found.low < found.mean == 2.5 < found.high
    assert interval([3.0]).low == interval([3.0]).high == 3.0
    assert interval([]).people == 0


def test_pictures_are_drawn_and_small(lives: list[LifeResult], tmp_path: Path) -> None:
    paths = draw(lives, report_of(lives, people=1, weeks=WEEKS, seed=5), tmp_path)
    assert [path.name for path in paths] == ["replay-strength.png", "replay-costs.png", "replay-steps.png"]
    assert all(path.read_bytes().startswith(b"\x89PNG") and path.stat().st_size < 120_000 for path in paths)


def test_the_command_writes_what_it_says(tmp_path: Path) -> None:
    words = ["--people", "1", "--weeks", "1", "--archetype", "older", "--processes", "1", "--no-plots", "--out"]
    done = CliRunner().invoke(command, [*words, str(tmp_path)])
    assert done.exit_code == 0, done.output
    report = json.loads((tmp_path / "report.json").read_text())
    assert (report["people"], report["weeks"], report["lives"]) == (1, 1, 3)
    assert len((tmp_path / "lives.jsonl").read_text().splitlines()) == 3
    assert "older" in (tmp_path / "report.md").read_text()
