"""Every figure of one person's record, by name; a figure that does not apply is left out."""

from collections.abc import Sequence

from domain.catalogue.types import Catalogue
from domain.coaching.programming.volume import weekly_sets
from domain.plan import Plan, Severity
from domain.profile import Locale
from ml.evals.measures.canonical import lines, value_lines
from ml.evals.measures.constraints import constraints
from ml.evals.measures.content import (
    energy_error,
    exercises_of,
    jaccard,
    leaf_f1,
    macro_error,
    schedule_distance,
)
from ml.evals.measures.rouge import rouge
from ml.evals.measures.structure import structure
from ml.evals.measures.wording import reading_grade
from ml.evals.people import HeldOut
from ml.evals.record import Record, Seen
from ml.evals.rubric import Judged, fitt_points, safety_passed
from ml.evals.scene import context_of, read_back
from ml.prompts.direct import compact_json

ROUGE = ("rouge1", "rouge2", "rougeL", "rougeLsum")
_NONE = dict.fromkeys(
    (*ROUGE, *(f"values_{name}" for name in ROUGE), "leaf_f1", "exercise_jaccard", "days_kept", "minutes_kept",
     "equipment_kept", "injuries_kept", "diet_kept", "all_kept", "fitt_vp", "safety_chosen"),
    0.0,
)  # fmt: skip
"""What a record without a plan scores."""


def scores(record: Record, person: HeldOut, catalogue: Catalogue) -> dict[str, float]:
    """Figures of one answer. Content is compared with the reference, everything else with the person."""
    text = compact_json(record.plan) if record.plan is not None else "".join(record.raw[:1])
    found = structure(text) | cost(record) | violations(record)
    if record.plan is None:
        return found | _NONE | {"plan_made": 0.0}
    return found | _of_plan(record, record.plan, person, catalogue) | {"plan_made": 1.0}


def cost(record: Record) -> dict[str, float]:
    """Seconds, tokens, and whose picks the delivered plan holds."""
    found = {"seconds": record.seconds}
    if record.calls:
        found |= {
            "first_token_s": record.first_token_s,
            "prompt_tokens": float(record.prompt_tokens),
            "completion_tokens": float(record.completion_tokens),
            "answers_good": 1 - min(1.0, record.bad_answers / record.calls),
        }
    if record.calls and record.verified is not None and record.verified.provenance.total_picks:
        made = record.verified.provenance
        found["model_picks"] = made.model_picks / made.total_picks
    return found


def violations(record: Record) -> dict[str, float]:
    """Findings a plan, as chosen and as delivered: those that may not stay (BLOCK, FIX) and those that may (WARN)."""
    found: dict[str, float] = {}
    if record.plan is not None:
        found |= _counted("chosen", record.before) | {"repairs": float(record.repairs)}
        found["safety_chosen"] = _share_passed(record.before)
    if record.verified is not None and record.verified.plan is not None:
        found |= _counted("delivered", record.after) | {"safety_delivered": _share_passed(record.after)}
    return found


def _counted(which: str, findings: Sequence[Seen]) -> dict[str, float]:
    warnings = sum(seen.severity == Severity.WARN for seen in findings)
    return {f"{which}_faults": float(len(findings) - warnings), f"{which}_warnings": float(warnings)}


def _share_passed(findings: Sequence[Seen]) -> float:
    passed = safety_passed(findings)
    return sum(passed.values()) / len(passed)


def _of_plan(record: Record, plan: Plan, person: HeldOut, catalogue: Catalogue) -> dict[str, float]:
    context = context_of(person.profile, catalogue)
    read = read_back(plan, person.profile, context)
    judged = Judged(plan=plan, program=read.program, person=context.person)
    sets = sum(weekly_sets(read.program.sessions).values())
    found = overlap(person.reference, plan) | constraints(plan, read, context)
    found |= {
        "leaf_f1": leaf_f1(person.reference, plan),
        "exercise_jaccard": jaccard(exercises_of(person.reference), exercises_of(plan)),
        "schedule_distance": schedule_distance(person.reference, plan),
        "energy_error": energy_error(person.reference, plan),
        "macro_error": macro_error(person.reference, plan),
        "fitt_vp": sum(fitt_points(judged).values()),
        "sets_a_day": sets / max(1, len(read.program.sessions)),
        "kcal_per_kg": plan.nutrition_suggestions.calorie_target / context.person.weight_kg,
        "names_unread": float(len(record.unread)),
    }
    if person.profile.locale is Locale.EN:
        found["reading_grade"] = reading_grade(plan)
    return found


def overlap(reference: Plan, plan: Plan) -> dict[str, float]:
    """ROUGE of the canonical lines, and of the values alone."""
    whole = rouge(lines(reference), lines(plan))
    values = rouge(value_lines(reference), value_lines(plan))
    return whole | {f"values_{name}": value for name, value in values.items()}


def stranger_of(people: Sequence[HeldOut], place: int) -> HeldOut:
    """Another person, the same for everyone who asks: the one half the list further on."""
    return people[(place + max(1, len(people) // 2)) % len(people)]
