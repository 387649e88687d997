"""The house: documents name what exists, images are made from what exists, nothing grows without bound."""

import ast
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from adapters.settings import FIELDS
from adapters.telemetry import metrics

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
TRACKED = [
    ROOT / line
    for line in subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
]
PYTHON = [path for path in TRACKED if path.suffix == ".py" and path.exists()]


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_readme_documents_every_setting(field: object) -> None:
    assert f"| `{field.name}` | {f'`{field.default}`' if field.default else ''} | {field.meaning} |" in README


def test_readme_names_only_folders_and_files_that_exist() -> None:
    named = re.findall(r"`((?:adapters|api|cli|docker|domain|examples|migrations|ml|tests|workers)/[\w./-]*)`", README)
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == ["docker/models"]  # the operator's own weights


def test_readme_has_a_real_transcript_of_the_demo() -> None:
    assert "$ make demo" in README
    assert "<!--" not in README


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_stay_readable(path: Path) -> None:
    text = path.read_text()
    assert text.count("\n") <= 500
    sizes = {
        node.name: (node.end_lineno or 0) - node.lineno
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: size for name, size in sizes.items() if size > 80} == {}


def compose() -> dict:
    return yaml.safe_load((ROOT / "docker" / "compose.yaml").read_text())


def test_compose_is_accepted_by_docker() -> None:
    if (
        not shutil.which("docker")
        or subprocess.run(["docker", "compose", "version"], capture_output=True, check=False).returncode
    ):
        pytest.skip(
            "the Docker client has no compose plugin here; the other tests of this file read the file themselves"
        )
    words = {"POSTGRES_PASSWORD": "x", "VALKEY_PASSWORD": "x", "MODEL_API_KEY": "x"}
    config = ["docker", "compose", "-f", str(ROOT / "docker" / "compose.yaml"), "config", "--quiet"]
    done = subprocess.run(config, env={**os.environ, **words}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_compose_sets_only_settings_that_exist() -> None:
    known = {field.name for field in FIELDS}
    for name in ("migrate", "api", "worker"):
        assert set(compose()["services"][name]["environment"]) <= known


def test_compose_publishes_on_loopback_only_and_pins_every_image() -> None:
    for name, service in compose()["services"].items():
        for port in service.get("ports", []):
            assert port.startswith("127.0.0.1:"), name
        assert "build" in service or re.search(r":v?\d+\.\d+", service["image"]), name


def test_compose_waits_for_services_that_exist_and_are_checked() -> None:
    services = compose()["services"]
    for name, service in services.items():
        for needed, how in service.get("depends_on", {}).items():
            assert needed in services, name
            if how["condition"] == "service_healthy":
                assert "healthcheck" in services[needed], needed


def test_images_are_made_of_what_exists() -> None:
    recipe = (ROOT / "docker" / "Dockerfile").read_text()
    copied = re.findall(r"^COPY (?!--from=)(.+) \S+$", recipe, re.MULTILINE)
    sources = [word for line in copied for word in line.split()]
    assert sources
    assert [source for source in sources if not (ROOT / source).exists()] == []
    packages = {path.relative_to(ROOT).parts[0] for path in PYTHON} - {"tests", "web"}  # web holds one script
    assert {name for name in packages if (ROOT / name).is_dir()} <= set(sources)


def test_dashboard_asks_only_for_metrics_that_exist() -> None:
    known = {value._name for value in vars(metrics).values() if hasattr(value, "_name")}
    asked = set(re.findall(r"\bfitai_\w+", (ROOT / "docker/grafana/dashboards/fitai.json").read_text()))
    plain = {re.sub(r"_(total|bucket|count|sum)$", "", name) for name in asked}
    assert plain <= known


def test_nothing_names_a_machine_or_a_registry() -> None:
    words = ["/wo" + "rk/", "/ro" + "ot/", "files.python" + "hosted", "pypi.org" + "/simple", "registry.npm" + "js"]
    found = [
        (str(path.relative_to(ROOT)), word)
        for path in TRACKED
        if path.exists() and path.suffix in {".py", ".md", ".toml", ".yaml", ".yml", ".json", ".txt", ".csv", ""}
        for word in words
        if word in path.read_text(errors="ignore")
    ]
    assert found == []
