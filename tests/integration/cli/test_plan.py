"""`fitai plan` as a person types it."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from domain.plan import Plan, PlanDocument

ROOT = Path(__file__).resolve().parents[3]
PROFILES = sorted((ROOT / "examples" / "profiles").glob("*.json"))
Fitai = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def fitai(tmp_path: Path) -> Fitai:
    """Run the command away from the project's folder, as an installed program would be."""

    def run(*words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "cli.main", *words]
        return subprocess.run(
            command,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            env={"PYTHONPATH": str(ROOT), "COLUMNS": "200"},
        )

    return run


@pytest.mark.parametrize("profile", [path for path in PROFILES if path.stem != "red_flag"], ids=lambda path: path.stem)
def test_each_example_gives_a_plan_alone_on_standard_output(fitai: Fitai, profile: Path) -> None:
    done = fitai("plan", str(profile), "--engine", "none")
    assert done.returncode == 0, done.stderr
    plan = msgspec.json.decode(done.stdout, type=Plan)
    asked = json.loads(profile.read_text())["preferences"]
    assert len(plan.workout_plan.weekly_schedule) <= asked["days_per_week"]
    assert "planner" in done.stderr


def test_the_full_format_carries_numbers_reasons_and_provenance(fitai: Fitai) -> None:
    done = fitai("plan", str(ROOT / "examples/profiles/bare.json"), "--engine", "none", "--format", "full", "--quiet")
    document = msgspec.json.decode(done.stdout, type=PlanDocument)
    assert document.provenance.engine == "planner"
    assert all(exercise.reasons for day in document.days for exercise in day.exercises)
    assert done.stderr == ""


def test_the_same_seed_gives_the_same_plan_and_another_seed_another(fitai: Fitai) -> None:
    profile = str(ROOT / "examples/profiles/bare.json")
    first, again, other = (
        fitai("plan", profile, "--engine", "none", "--quiet", "--seed", seed).stdout for seed in ("1", "1", "2")
    )
    assert first == again
    assert first != other


def test_a_red_flag_stops_with_a_referral_and_status_3(fitai: Fitai) -> None:
    done = fitai("plan", str(ROOT / "examples/profiles/red_flag.json"), "--engine", "none")
    assert done.returncode == 3
    assert done.stdout == ""
    assert "stop" in done.stderr


def test_every_mistake_is_named_with_file_field_and_what_is_allowed(fitai: Fitai, tmp_path: Path) -> None:
    profile = json.loads((ROOT / "examples/profiles/bare.json").read_text())
    profile["personal_info"]["age"] = 7
    profile["goals"] = ["fly"]
    profile["surprise"] = 1
    broken = tmp_path / "broken.json"
    broken.write_text(json.dumps(profile))
    done = fitai("plan", str(broken), "--engine", "none")
    assert done.returncode == 2
    assert done.stdout == ""
    assert str(broken) in done.stderr
    for word in ("personal_info.age", "13", "goals[0]", "muscle_gain"):
        assert word in done.stderr


def test_an_unknown_field_is_reported_and_has_no_effect(fitai: Fitai) -> None:
    profile = json.loads((ROOT / "examples/profiles/bare.json").read_text()) | {"surprise": 1}
    done = fitai("plan", "-", "--engine", "none", stdin=json.dumps(profile))
    assert done.returncode == 0
    assert "surprise" in done.stderr


@pytest.mark.parametrize("text", ["", "[]", "{", "null", '{"personal_info": NaN}', "\x00", '"' + "x" * 100_000 + '"'])
def test_what_is_no_profile_is_refused_without_a_traceback(fitai: Fitai, text: str) -> None:
    done = fitai("plan", "-", "--engine", "none", stdin=text)
    assert done.returncode == 2
    assert "standard input" in done.stderr
    assert "Traceback" not in done.stderr


def test_remote_without_a_server_says_what_to_set(fitai: Fitai) -> None:
    done = fitai("plan", str(ROOT / "examples/profiles/bare.json"), "--engine", "remote")
    assert done.returncode == 2
    assert "MODEL_URL" in done.stderr


@pytest.mark.model
def test_the_embedded_model_chooses_from_the_menu(fitai: Fitai) -> None:
    done = fitai("plan", str(ROOT / "examples/profiles/knee_at_home.json"), "--engine", "local", "--format", "full")
    assert done.returncode == 0, done.stderr
    document = msgspec.json.decode(done.stdout, type=PlanDocument)
    assert document.provenance.engine == "model"
    assert document.provenance.model_picks > 0
