"""`fitai meals` as a person types it."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree.ElementTree import fromstring

import msgspec
import pytest

from domain.meals.view import WeekView

ROOT = Path(__file__).resolve().parents[3]
PROFILES = ROOT / "examples" / "profiles"
Fitai = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def meals(tmp_path: Path) -> Fitai:
    """Run the command away from the project's folder, as an installed program would be."""

    def run(*words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "cli.main", "meals", *words],
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            env={"PYTHONPATH": str(ROOT), "COLUMNS": "200"},
        )

    return run


@pytest.mark.parametrize("profile", ["bare", "vegan_runner", "pregnant", "arabic", "french"])
def test_a_profile_gives_a_plan_alone_on_standard_output(meals: Fitai, profile: str) -> None:
    done = meals(str(PROFILES / f"{profile}.json"), "--days", "2", "--start", "2026-11-23")
    assert done.returncode == 0, done.stderr
    plan = msgspec.json.decode(done.stdout, type=WeekView)
    assert [str(day.day) for day in plan.days] == ["2026-11-23", "2026-11-24"]
    for day in plan.days:
        assert day.totals.kcal == pytest.approx(day.targets.kcal, rel=0.05)


def test_the_table_is_for_reading_and_the_same_seed_gives_the_same_plan(meals: Fitai) -> None:
    words = (str(PROFILES / "bare.json"), "--days", "1", "--start", "2026-11-23", "--format", "table", "--quiet")
    first, again, other = (meals(*words, "--seed", seed) for seed in ("1", "1", "2"))
    assert "Breakfast" in first.stdout
    assert "kcal" in first.stdout
    assert first.stderr == ""
    assert first.stdout == again.stdout != other.stdout


def test_numbers_are_hidden_after_an_eating_disorder(meals: Fitai) -> None:
    profile = json.loads((PROFILES / "bare.json").read_text()) | {"health": {"conditions": ["eating_disorder_history"]}}
    done = meals("-", "--days", "1", "--format", "table", stdin=json.dumps(profile))
    assert done.returncode == 0, done.stderr
    assert "kcal" not in done.stdout
    assert "support" in done.stderr


def test_a_red_flag_stops_with_a_referral_and_status_3(meals: Fitai) -> None:
    done = meals(str(PROFILES / "red_flag.json"))
    assert (done.returncode, done.stdout) == (3, "")
    assert "doctor" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [(("--available", "unobtainium"), "unobtainium"), (("--days", "9"), "--days"), (("--format", "poem"), "--format")],
)
def test_what_cannot_be_is_refused_with_status_2(meals: Fitai, words: tuple[str, ...], said: str) -> None:
    done = meals(str(PROFILES / "bare.json"), *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_a_profile_that_cannot_be_used_is_named(meals: Fitai) -> None:
    done = meals("-", stdin="{}")
    assert done.returncode == 2
    assert "personal_info" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_picture_goes_to_standard_output(meals: Fitai) -> None:
    done = meals(str(PROFILES / "arabic.json"), "--days", "1", "--format", "svg", "--quiet")
    assert done.returncode == 0, done.stderr
    assert fromstring(done.stdout).tag == "{http://www.w3.org/2000/svg}svg"
