"""Tables of the evaluation's pages."""

from collections.abc import Iterable, Mapping, Sequence

from ml.evals.fairness import JUDGED, worse_off
from ml.evals.intervals import Interval
from ml.evals.summary import Summary

STRUCTURE = (
    ("json_valid", "JSON valid, %", 100, 1),
    ("top_keys", "top-level keys, %", 100, 1),
    ("workout_keys", "workout_plan keys, %", 100, 1),
    ("rouge1", "ROUGE-1", 100, 1),
    ("rouge2", "ROUGE-2", 100, 1),
    ("rougeL", "ROUGE-L", 100, 1),
    ("rougeLsum", "ROUGE-Lsum", 100, 1),
    ("values_rouge1", "values only: ROUGE-1", 100, 1),
    ("values_rougeLsum", "values only: ROUGE-Lsum", 100, 1),
)
CONTENT = (
    ("leaf_f1", "leaf F1", 1, 3),
    ("exercise_jaccard", "exercises shared (Jaccard)", 1, 3),
    ("schedule_distance", "schedule edit distance", 1, 3),
    ("energy_error", "energy error, %", 100, 2),
    ("macro_error", "macro error, points", 1, 2),
    ("fitt_vp", "FITT-VP, of 60", 1, 1),
    ("reading_grade", "reading grade (English)", 1, 1),
)
RULES = (
    ("plan_made", "a plan was made, %", 100, 1),
    ("chosen_faults", "rules broken per 100 plans, as chosen", 100, 1),
    ("repairs", "repairs per 100 plans", 100, 1),
    ("delivered_faults", "rules broken per 100 plans, as delivered", 100, 1),
    ("delivered_warnings", "warnings per 100 plans, as delivered", 100, 1),
    ("safety_chosen", "safety rubric as chosen, %", 100, 1),
    ("safety_delivered", "safety rubric as delivered, %", 100, 1),
    ("days_kept", "days kept, %", 100, 1),
    ("minutes_kept", "minutes kept, %", 100, 1),
    ("equipment_kept", "equipment kept, %", 100, 1),
    ("injuries_kept", "injuries and conditions kept, %", 100, 1),
    ("diet_kept", "diet kept, %", 100, 1),
    ("all_kept", "all of these kept, %", 100, 1),
)
COST = (
    ("seconds", "seconds a plan", 1, 2),
    ("first_token_s", "first token, seconds", 1, 2),
    ("prompt_tokens", "tokens in", 1, 0),
    ("completion_tokens", "tokens out", 1, 0),
    ("answers_good", "answers that could be used, %", 100, 1),
    ("model_picks", "exercises that are the model's own, %", 100, 1),
)
Row = tuple[str, str, int, int]


def by_system(rows: Sequence[Row], summaries: Sequence[Summary], floor: Mapping[str, Interval] | None = None) -> str:
    """One column a system, one line a measure: mean and interval."""
    names = [summary.head.label for summary in summaries] + (["a stranger's plan"] if floor else [])
    lines = [_line(["", *names]), _line(["---"] + ["---:"] * len(names))]
    for name, title, factor, digits in rows:
        columns = [summary.figures for summary in summaries] + ([floor] if floor else [])
        cells = [_cell(figures.get(name), factor, digits) for figures in columns]
        if any(cells):
            lines.append(_line([title, *cells]))
    return "\n".join(lines)


def _cell(found: Interval | None, factor: int, digits: int) -> str:
    if found is None:
        return ""
    mean, low, high = (f"{value * factor:.{digits}f}" for value in (found.mean, found.low, found.high))
    return mean if low == high else f"{mean} ({low} to {high})"


def fairness_table(summary: Summary) -> str:
    """Every group: people, and its gap to the rest in each judged measure; bold: clear of zero."""
    groups = list(dict.fromkeys((gap.dimension, gap.group) for gap in summary.fairness))
    lines = [_line(["", "group", *JUDGED, "sets a day", "kcal a kg"]), _line(["---", "---"] + ["---:"] * 6)]
    for dimension, group in groups:
        own = {gap.measure: gap for gap in summary.fairness if (gap.dimension, gap.group) == (dimension, group)}
        cells = []
        for measure in (*JUDGED, "sets_a_day", "kcal_per_kg"):
            gap = own.get(measure)
            text = "" if gap is None else f"{gap.gap.mean:+.2f} ({gap.gap.low:+.2f} to {gap.gap.high:+.2f})"
            cells.append(f"**{text}**" if gap is not None and gap.gap.clear_of(0) else text)
        lines.append(_line([dimension, group, *cells]))
    return "\n".join(lines)


def worse_groups(summary: Summary) -> list[str]:
    """The groups that are clearly worse off, in words."""
    return [
        f"{gap.group} ({gap.dimension}): {gap.measure} {gap.gap.mean:+.3f} ({gap.gap.low:+.3f} to {gap.gap.high:+.3f})"
        for gap in summary.fairness
        if worse_off(gap)
    ]


def sensitivity_table(summaries: Iterable[Summary]) -> str:
    """Shares of plans that changed where they must and stayed where they must."""
    lines = [_line(["system", "field changed", "people", "changed where it must, %", "stayed where it must, %"])]
    lines.append(_line(["---", "---", "---:", "---:", "---:"]))
    for summary in summaries:
        for each in summary.sensitivity:
            cells = [f"{100 * each.moved:.0f}", f"{100 * each.stayed:.0f}"]
            lines.append(_line([summary.head.label, each.field, str(each.n), *cells]))
    return "\n".join(lines)


def diversity_table(summaries: Iterable[Summary]) -> str:
    """Distinct exercises of a run, and how alike two people's are."""
    lines = [_line(["system", "plans", "distinct exercises", "likeness of two people's exercises"])]
    lines.append(_line(["---", "---:", "---:", "---:"]))
    lines += [
        _line([each.head.label, f"{sum('leaf_f1' in row for row in each.scored.values())}",
               f"{each.diversity['distinct_exercises']:.0f}", f"{each.diversity['self_likeness']:.3f}"])
        for each in summaries if each.diversity
    ]  # fmt: skip
    return "\n".join(lines)


def counted(found: Mapping[str, int], most: int = 12) -> str:
    """`name: count`, largest first."""
    ranked = sorted(found.items(), key=lambda pair: -pair[1])[:most]
    return ", ".join(f"{name} {count}" for name, count in ranked) or "none"


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"
