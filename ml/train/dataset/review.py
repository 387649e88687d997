"""Human review: a CSV (and a page to read beside it) goes out, decisions with reasons come back into the data.

A reviewer fills in `decision` (accept, correct, reject), `reason`, and for corrections `corrected` with the whole
output as JSON. Accepted and corrected rows make the reviewed set; each keeps its decision. Nothing is taken in silence:
an undecided row stays out, and a row that cannot be read is named by line and reason.
"""

import csv
import html
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import replace

from domain.errors import FieldProblem, InvalidInput
from domain.plan import Plan
from domain.profile import Profile
from ml.train.dataset.rows import Format, Row

COLUMNS: Final = ("id", "person", "plan", "decision", "reason", "corrected")
DECISIONS: Final = ("accept", "correct", "reject")


class Reviewed(Struct, frozen=True, kw_only=True):
    """The rows to train on, and how many were decided how; `undecided` are left out."""

    rows: tuple[Row, ...]
    accepted: int
    corrected: int
    rejected: int
    undecided: int
    reasons: dict[str, str]


def write_review(rows: Iterable[Row], path: Path) -> int:
    """Write `path` (CSV) and, beside it, an HTML page with the same rows; returns how many. Direct rows only."""
    found = [row for row in rows if row.format is Format.DIRECT]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for row in found:
            writer.writerow([row.id, _safe(_person(row)), _safe(_plan(row)), "", "", ""])
    path.with_suffix(".html").write_text(_page(found), encoding="utf-8")
    return len(found)


def read_review(rows: Sequence[Row], path: Path) -> Reviewed:
    """Apply the decisions of a filled-in CSV. Raises `InvalidInput` naming each line that cannot be used, and why."""
    by_id = {row.id: row for row in rows}
    kept: dict[str, Row] = {}
    counts = dict.fromkeys((*DECISIONS, ""), 0)
    reasons: dict[str, str] = {}
    problems: list[FieldProblem] = []
    csv.field_size_limit(sys.maxsize)
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, line in enumerate(csv.DictReader(file), 2):
            decision = (line.get("decision") or "").strip().lower()
            row, wrong = _decided(by_id, line, decision)
            if wrong is not None:
                problems.append(FieldProblem(field=f"line {number}", message=wrong[0], allowed=wrong[1]))
                continue
            counts[decision] += 1
            if line.get("reason"):
                reasons[line["id"]] = line["reason"].strip()
            if row is not None:
                kept[row.id] = row
    if problems:
        raise InvalidInput(f"{path.name} has {len(problems)} lines that cannot be used.", tuple(problems))
    return Reviewed(
        rows=tuple(kept.values()),
        accepted=counts["accept"],
        corrected=counts["correct"],
        rejected=counts["reject"],
        undecided=counts[""],
        reasons=reasons,
    )


def _decided(by_id: dict[str, Row], line: dict[str, str], decision: str) -> tuple[Row | None, tuple[str, str] | None]:
    """The row to keep, or what is wrong with the line and what is allowed."""
    row = by_id.get(line.get("id") or "")
    if row is None:
        return None, (f"id {line.get('id')!r} is not in the data", "an id of the reviewed file")
    if decision not in (*DECISIONS, ""):
        return None, (f"decision is {decision!r}", ", ".join(DECISIONS))
    if decision in ("", "reject"):
        return None, None
    if decision == "accept":
        return replace(row, reviewed="accept"), None
    try:
        plan = msgspec.json.decode(line.get("corrected") or "", type=Plan)
    except (msgspec.MsgspecError, UnicodeError) as error:
        return None, (f"corrected cannot be read: {error}", "the whole plan as one JSON object")
    return replace(row, output=Raw(msgspec.json.encode(plan)), reviewed="correct"), None


def _safe(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _person(row: Row) -> str:
    profile = msgspec.json.decode(row.input, type=Profile)
    info, wishes = profile.personal_info, profile.preferences
    parts = [
        f"{info.age} y, {info.gender}, {info.height:g} cm, {info.weight:g} kg, {info.fitness_level}",
        "goals " + ", ".join(profile.goals),
        f"{wishes.days_per_week} x {wishes.workout_duration} min, {wishes.equipment_access}",
        *([f"injuries {'; '.join(profile.constraints.injuries)}"] if profile.constraints.injuries else []),
        *([f"conditions {', '.join(profile.health.conditions)}"] if profile.health.conditions else []),
        *([f"pregnancy {profile.health.pregnancy}"] if profile.health.pregnancy else []),
    ]
    return " | ".join(parts)


def _plan(row: Row) -> str:
    plan = msgspec.json.decode(row.output, type=Plan)
    days = []
    for day in plan.workout_plan.weekly_schedule:
        work = ", ".join(f"{each.name} {each.sets}x{each.reps or f'{each.duration} s'}" for each in day.exercises)
        days.append(f"{day.day} ({day.focus}, {day.duration} min): {work}")
    return "\n".join([plan.workout_plan.name, plan.workout_plan.overview, *days])


def _page(rows: Sequence[Row]) -> str:
    body = "\n".join(
        f"<article><h2>{html.escape(row.id)}</h2><p>{html.escape(_person(row))}</p>"
        f"<pre>{html.escape(_plan(row))}</pre><details><summary>whole plan</summary>"
        f"<pre>{html.escape(msgspec.json.format(bytes(row.output)).decode())}</pre></details></article>"
        for row in rows
    )
    style = "body{font:16px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}pre{white-space:pre-wrap}"
    return (
        "<!doctype html><html lang='en'><meta charset='utf-8'><meta name='viewport' content='width=device-width'>"
        f"<title>Pairs to review</title><style>{style}</style><h1>Pairs to review</h1>{body}</html>\n"
    )
