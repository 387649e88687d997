"""The replay's results as JSON and as a Markdown report; where a baseline does better, the report says so."""

from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec import Struct

from ml.evals.replay.bench import LifeResult
from ml.evals.replay.measures import MEASURES, Interval, interval
from ml.evals.replay.people import ARCHETYPES
from ml.evals.replay.run import ARMS

SHOWN = ("lifts", "muscles", "estimated", "adherence", "pain_days", "effort", "reserve", "deload_weeks", "proposals")
"""Measures with a table of their own in the long report."""

SHORT = ("lifts", "adherence", "pain_days", "reserve")
"""Measures of the short table."""

HIGHER_IS_BETTER = {"lifts": True, "muscles": True, "adherence": True, "pain_days": False}
"""What arms are compared by. Effort and deloads are means, not ends."""

FAULTS = {
    "finding": "BLOCK or FIX findings of the verifier in a delivered plan",
    "raised": "sessions in which readiness raised a load or a number of sets",
    "banned": "exercises given that a region with pain above 5 may not do",
    "over_time": "sessions planned for more than 1.1 times the minutes there were",
    "steps_over": "steps of a load above 10 % that are not the next load there is",
    "sets_over": "rises of a week's sets above 20 % within a plan",
    "error": "errors raised by the engine",
}
"""What must be 0 in our arm."""

SETS_LARGEST = 20.0


class Comparison(Struct, frozen=True, kw_only=True):
    """Engine less baseline over the same people; `verdict`: engine, baseline, or open when the interval holds 0."""

    archetype: str
    measure: str
    baseline: str
    difference: Interval
    verdict: str


class Report(Struct, frozen=True, kw_only=True):
    """Everything that is published of a run: `table[archetype][arm][measure]`."""

    people: int
    weeks: int
    seed: int
    table: dict[str, dict[str, dict[str, Interval]]]
    comparisons: tuple[Comparison, ...]
    violations: dict[str, dict[str, int]]
    decisions: dict[str, dict[str, int]]
    largest: dict[str, dict[str, float]]
    lives: int
    events: int
    sessions: int


def report_of(results: Sequence[LifeResult], *, people: int, weeks: int, seed: int) -> Report:
    """The report of a run."""
    return Report(
        people=people,
        weeks=weeks,
        seed=seed,
        table={name: {arm: _intervals(results, name, arm) for arm in _arms(results)} for name in _names(results)},
        comparisons=tuple(_comparisons(results)),
        violations={arm: violations(results, arm) for arm in _arms(results)},
        decisions=_decisions(results),
        largest={arm: _largest(results, arm) for arm in _arms(results)},
        lives=len(results),
        events=sum(life.events for life in results),
        sessions=sum(life.sessions for life in results),
    )


def violations(results: Sequence[LifeResult], arm: str) -> dict[str, int]:
    """How often each rule of `FAULTS` was broken in an arm; the engine's own checks apply to its arm only."""
    lives = [life for life in results if life.arm == arm]
    counted = Counter(fault.what for life in lives for fault in life.faults)
    counted["over_time"] = int(sum(life.figures["over_time"] for life in lives))
    counted["steps_over"] = int(sum(life.figures["steps_over"] for life in lives))
    counted["sets_over"] = sum(life.figures.get("sets_rise", 0.0) > SETS_LARGEST + 0.1 for life in lives)
    return {name: counted[name] for name in FAULTS}


def markdown(report: Report) -> str:
    """The report as a page: the short table first, then every measure with its intervals."""
    details = "\n\n".join(_measure_table(report, measure) for measure in SHOWN)
    return f"{short(report)}\n{_decision_table(report)}\n\n{details}\n"


def short(report: Report) -> str:
    """The means side by side, what was broken, and where a baseline does better."""
    head = (
        f"{report.people} people of each archetype, {report.weeks} weeks, seed {report.seed}: {report.lives} lives, "
        f"{report.sessions:,} sessions, {report.events:,} events. Means over people: engine / fixed / linear."
    )
    return "\n\n".join([head, _short_table(report), _violation_table(report), _worse(report)]) + "\n"


def _short_table(report: Report) -> str:
    rows = ["| who | " + " | ".join(MEASURES[measure] for measure in SHORT) + " |", "| --- |" + " --- |" * len(SHORT)]
    says = {archetype.name: archetype.says for archetype in ARCHETYPES}
    for name, by_arm in report.table.items():
        cells = [" / ".join(f"{found[measure].mean:.1f}" for found in by_arm.values()) for measure in SHORT]
        rows.append(f"| {name.replace('_', ' ')}: {says[name]} | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def _measure_table(report: Report, measure: str) -> str:
    arms = list(next(iter(report.table.values())))
    rows = [f"| {MEASURES[measure]} | " + " | ".join(arms) + " |", "| --- |" + " --- |" * len(arms)]
    for name, by_arm in report.table.items():
        cells = [_cell(by_arm[arm].get(measure)) for arm in arms]
        rows.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def _cell(found: Interval | None) -> str:
    return "–" if found is None or not found.people else f"{found.mean:.1f} ({found.low:.1f} to {found.high:.1f})"


def _violation_table(report: Report) -> str:
    rows = ["| rule broken (times) | " + " | ".join(report.violations) + " |",
            "| --- |" + " --- |" * len(report.violations)]  # fmt: skip
    for name, says in FAULTS.items():
        own = name in ("finding", "raised", "banned", "error")
        cells = [str(found[name]) if arm == "engine" or not own else "–" for arm, found in report.violations.items()]
        rows.append(f"| {says} | " + " | ".join(cells) + " |")
    for name, says in (
        ("step", "largest step of a load, %"),
        ("forced", "largest step to the next load there is, %"),
        ("sets", "largest rise of a week's sets within a plan, %"),
    ):
        rows.append(f"| {says} | " + " | ".join(f"{found[name]:.1f}" for found in report.largest.values()) + " |")
    return "\n".join(rows)


def _decision_table(report: Report) -> str:
    columns = ("proposed", "applied", "accepted", "declined", "ignored", "withdrawn")
    rows = ["| rule | " + " | ".join(columns) + " |", "| --- |" + " ---: |" * len(columns)]
    for rule, found in sorted(report.decisions.items()):
        rows.append(f"| `{rule}` | " + " | ".join(str(found.get(column, 0)) for column in columns) + " |")
    return "\n".join(rows)


def _worse(report: Report) -> str:
    found = [each for each in report.comparisons if each.verdict == "baseline"]
    if not found:
        return "No baseline does clearly better than the engine on strength, adherence or pain."
    lines = ["Where a baseline does clearly better (engine less baseline, 95 % interval):", ""]
    for each in found:
        low, high = each.difference.low, each.difference.high
        lines.append(
            f"- {each.archetype}, {MEASURES[each.measure]}: {each.baseline} "
            f"({each.difference.mean:+.1f}, {low:+.1f} to {high:+.1f})"
        )
    return "\n".join(lines)


def _comparisons(results: Sequence[LifeResult]) -> Iterator[Comparison]:
    for name in _names(results):
        ours = {life.seed: life.figures for life in results if life.archetype == name and life.arm == "engine"}
        for baseline in (arm for arm in _arms(results) if arm != "engine"):
            theirs = {life.seed: life.figures for life in results if life.archetype == name and life.arm == baseline}
            for measure, higher in HIGHER_IS_BETTER.items():
                pairs = [(ours[seed].get(measure), theirs[seed].get(measure)) for seed in ours if seed in theirs]
                found = interval([mine - other for mine, other in pairs if mine is not None and other is not None])
                yield Comparison(
                    archetype=name,
                    measure=measure,
                    baseline=baseline,
                    difference=found,
                    verdict=_verdict(found, higher),
                )


def _verdict(found: Interval, higher: bool) -> str:  # noqa: FBT001 - what is better, beside the figure
    if not found.people or found.low <= 0 <= found.high:
        return "open"
    return "engine" if (found.mean > 0) == higher else "baseline"


def _intervals(results: Sequence[LifeResult], name: str, arm: str) -> dict[str, Interval]:
    lives = [life for life in results if life.archetype == name and life.arm == arm]
    return {
        measure: interval([life.figures[measure] for life in lives if measure in life.figures]) for measure in MEASURES
    }


def _decisions(results: Sequence[LifeResult]) -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = {}
    for life in results:
        for entry in life.decided:
            found.setdefault(entry.rule, Counter())[entry.decision] += 1
    return {rule: dict(counted) for rule, counted in found.items()}


def _largest(results: Sequence[LifeResult], arm: str) -> dict[str, float]:
    lives = [life for life in results if life.arm == arm]
    return {
        "step": 100 * max((step for life in lives for step in life.steps), default=0.0),
        "forced": 100 * max((step for life in lives for step in life.forced_steps), default=0.0),
        "sets": max((life.figures.get("sets_rise", 0.0) for life in lives), default=0.0),
    }


def _names(results: Sequence[LifeResult]) -> list[str]:
    there = {life.archetype for life in results}
    return [archetype.name for archetype in ARCHETYPES if archetype.name in there]


def _arms(results: Sequence[LifeResult]) -> list[str]:
    there = {life.arm for life in results}
    return [arm for arm in ARMS if arm in there]
