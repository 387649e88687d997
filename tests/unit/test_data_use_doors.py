"""Whoever reads tracker records goes through a door that knows what each source allows."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
READS = re.compile(r"tracker_records\.(between|of_source)\(")
DOORS = {
    # Put together into days, which leaves out what may not be combined; before a model only `for_prompt`'s.
    "api/http/tracker_files.py": ("days_of",),
    "domain/readiness/use_cases.py": ("days_of", "for_prompt"),
    # To the owner alone, one source for itself.
    "domain/trackers/use_cases.py": ("records_of",),
    # Compared with what is being stored, and shown to nobody.
    "workers/tasks/files.py": (),
    "workers/tasks/trackers.py": (),
}
"""Modules that read records, and the functions that they must use for it."""


def sources() -> dict[str, str]:
    folders = ("adapters", "api", "cli", "domain", "ml", "workers")
    paths = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return {str(path.relative_to(ROOT)): path.read_text() for path in paths}


def test_only_these_modules_read_tracker_records() -> None:
    assert {name for name, text in sources().items() if READS.search(text)} == set(DOORS)


@pytest.mark.parametrize("name", DOORS)
def test_reader_uses_its_door(name: str) -> None:
    text = (ROOT / name).read_text()
    for door in DOORS[name]:
        assert re.search(rf"\b{door}\(|\b{door}, ", text), door


def test_nothing_of_research_or_of_the_prompts_knows_tracker_records() -> None:
    forbidden = re.compile(r"tracker_records|TrackerRecord|domain\.activity|adapters\.providers")
    known = {name for name, text in sources().items() if name.startswith(("ml/", "adapters/model/"))}
    assert known
    assert {name for name in known if forbidden.search((ROOT / name).read_text())} == set()
