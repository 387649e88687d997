"""docs/readiness.md says what the code does."""

import re
from pathlib import Path

from adapters.files import limits
from domain.activity import importing, same
from domain.readiness.rules import AGREE, RULES, WEIGHTS
from domain.readiness.types import Action

TEXT = (Path(__file__).resolve().parents[4] / "docs" / "readiness.md").read_text()
ASKS = {Action.HOLD: "no rise", Action.REDUCE: "less"}
NAMES = {
    "checkin.energy": "energy",
    "checkin.soreness": "soreness",
    "checkin.sleep_quality": "sleep quality",
    "checkin.mood": "mood",
    "sleep": "sleep",
    "hrv": "variability",
    "resting_hr": "resting heart rate",
    "load.form": "form",
}


def test_every_rule_stands_there_with_what_it_asks_for() -> None:
    rows = dict(re.findall(r"^\| `(RDY-[\w-]+)` \|.*\| ([\w ]+) \|$", TEXT, re.MULTILINE))
    assert rows == {**{rule.id: ASKS[rule.asks] for rule in RULES.values()}, AGREE: "less"}
    for rule in RULES.values():
        limit = abs(rule.limit) * (100 if rule.unit.startswith("of the") else 1)
        (row,) = (line for line in TEXT.splitlines() if line.startswith(f"| `{rule.id}` "))
        assert re.search(rf"(?<![\d.]){limit:g}(?![\d.]*\d)", row.removeprefix(f"| `{rule.id}`")), rule.id


def test_every_weight_stands_there() -> None:
    said = " ".join(TEXT.split())
    for name, shown in NAMES.items():
        assert f"{shown} {WEIGHTS[name]:.2f}" in said, name
    assert set(WEIGHTS) == {*NAMES, "checkin"}


def test_every_limit_stands_there() -> None:
    for number in (
        f"{limits.UPLOAD_BYTES // limits.MIB} MiB",
        f"{limits.ACTIVITY_BYTES // limits.MIB} MiB",
        f"{limits.MOST_RECORDS:,}",
        f"{limits.MEMBER_BYTES // limits.MIB // 1024} GiB",
        f"{limits.RATIO} times",
        f"{limits.MEMORY_BYTES // limits.MIB} MiB of memory",
        f"{limits.CPU_SECONDS} s",
        f"{limits.WALL_SECONDS:.0f} s",
        f"{limits.DEPTH} levels",
        f"{importing.MOST_UPLOADS} files",
        f"{importing.MOST_A_DAY} of a day",
        f"{same.START_APART.seconds // 60} minutes",
        f"{same.SKEW_SHARE:.0%}".replace("%", " %"),
    ):
        assert number in TEXT, number
