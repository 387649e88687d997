"""The plan, in the dissertation's output schema (exact key names), and the document that carries it.

`Plan` is what `fitai plan` prints and what a fine-tuned model learns to write. `PlanDocument` is what is stored: the
plan, and for each of its parts the numbers, rule ids and reasons that stand behind it.
"""

from datetime import date
from enum import StrEnum

from msgspec import Struct

from domain.profile import Weekday

# --- the dissertation's schema ---


class ExerciseStats(Struct, frozen=True, kw_only=True):
    """What doing this exercise is worth in the game."""

    strength_gained: float = 0
    agility_gained: float = 0
    endurance_gained: float = 0
    xp_earned: int = 0


class PlanExercise(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One exercise of a day. Exactly one of `reps` ("8-10") and `duration` (seconds) is there; `rest` in seconds."""

    name: str
    sets: int
    intensity: str
    rest: int
    notes: str
    gamified_stats: ExerciseStats
    reps: str | None = None
    duration: int | None = None


class PlanDay(Struct, frozen=True, kw_only=True):
    """One training day; `duration` in minutes, warm-up and cool-down included."""

    day: str
    focus: str
    duration: int
    intensity_level: str
    exercises: tuple[PlanExercise, ...]


class ProgressionPlan(Struct, frozen=True, kw_only=True):
    """`intensity_increase` is a fraction per step (0.05 = 5 %); `exercise_progressions`: exercise to its next step."""

    intensity_increase: float
    exercise_progressions: dict[str, str]


class WorkoutPlan(Struct, frozen=True, kw_only=True):
    name: str
    overview: str
    adaptations: dict[str, str]
    weekly_schedule: tuple[PlanDay, ...]
    progression_plan: ProgressionPlan


class Macros(Struct, frozen=True, kw_only=True):
    """Shares of energy in whole per cent; they sum to 100."""

    protein: int
    carbs: int
    fat: int


class MealTiming(Struct, frozen=True, kw_only=True):
    pre_workout: str
    post_workout: str


class NutritionSuggestions(Struct, frozen=True, kw_only=True):
    """`calorie_target` in kcal a day."""

    calorie_target: int
    macros: Macros
    meal_timing: MealTiming


class IfTooDifficult(Struct, frozen=True, kw_only=True):
    """`reduce_weight` is a fraction; `modify_exercises` maps an exercise of the plan to an easier one."""

    reduce_weight: float
    modify_exercises: dict[str, str]


class IfTooEasy(Struct, frozen=True, kw_only=True):
    """`increase_weight` is a fraction."""

    increase_weight: float
    add_exercises: tuple[str, ...]


class ShortenedVersion(Struct, frozen=True, kw_only=True):
    exercises_to_keep: tuple[str, ...]
    circuit_format: bool


class IfTimeConstrained(Struct, frozen=True, kw_only=True):
    shortened_version: ShortenedVersion


class AdaptiveRecommendations(Struct, frozen=True, kw_only=True):
    if_too_difficult: IfTooDifficult
    if_too_easy: IfTooEasy
    if_time_constrained: IfTimeConstrained


class Plan(Struct, frozen=True, kw_only=True):
    """The dissertation's output object."""

    workout_plan: WorkoutPlan
    nutrition_suggestions: NutritionSuggestions
    adaptive_recommendations: AdaptiveRecommendations


# --- what stands behind it ---


class Severity(StrEnum):
    """BLOCK: may not reach a person. FIX: repaired before delivery. WARN: delivered, and shown."""

    BLOCK = "block"
    FIX = "fix"
    WARN = "warn"


class Finding(Struct, frozen=True, kw_only=True):
    """What a rule saw. `where` is a path such as `day[1].exercise[3]`; `numbers` are the values it compared.

    `repaired` names what was done about it (empty: nothing was). `reason` is the rule's text in the person's language.
    """

    rule: str
    severity: Severity
    where: str
    reason: str
    numbers: dict[str, float] = {}
    repaired: str = ""


class Reason(Struct, frozen=True, kw_only=True):
    """Why something is in the plan: a rule id, its text in the person's language and the person's own data it used."""

    rule: str
    text: str
    data: dict[str, str] = {}


class ExerciseDetail(Struct, frozen=True, kw_only=True):
    """The numbers behind a `PlanExercise`: loads in kg (None: bodyweight or to be found), `rir` reps in reserve.

    `rules` shaped the dose (all of them; `reasons` tell the foremost). `load_since`: the day from which an adapted
    `load_kg` holds whatever was lifted before; None: what was lifted last goes on.
    """

    exercise_id: str
    role: str
    sets: int
    reps_low: int | None
    reps_high: int | None
    seconds: int | None
    load_kg: float | None
    percent_1rm: float | None
    rir: int | None
    rest_s: int
    met: float
    muscles: tuple[str, ...]
    alternatives: tuple[str, ...]
    reasons: tuple[Reason, ...]
    chosen_by: str = "planner"
    rules: tuple[str, ...] = ()
    load_since: date | None = None


class DayDetail(Struct, frozen=True, kw_only=True):
    """The numbers behind one `PlanDay`; minutes by the formula of `domain.coaching.programming.timing`."""

    weekday: Weekday
    kind: str
    focus: str
    warmup: tuple[str, ...]
    cooldown: tuple[str, ...]
    warmup_min: float
    work_min: float
    cooldown_min: float
    energy_kcal: int
    exercises: tuple[ExerciseDetail, ...]
    scheme: str = ""


class WeekTarget(Struct, frozen=True, kw_only=True):
    """One week of the mesocycle: factors on week-one sets and loads, the RIR to stop at."""

    week: int
    sets_factor: float
    load_factor: float
    rir: int
    deload: bool


class NutritionDetail(Struct, frozen=True, kw_only=True):
    """Energies in kcal a day, macros in grams, water in litres; `reasons` name formula, factors and limits used."""

    bmr: int
    tdee: int
    target: int
    floor: int
    protein_g: int
    carbs_g: int
    fat_g: int
    fibre_g: int
    water_l: float
    reasons: tuple[Reason, ...]


class ScreeningOutcome(StrEnum):
    """CLEAR: train. CAUTION: train with the limits shown. GENTLE: only the gentle plan. STOP: no plan, a referral."""

    CLEAR = "clear"
    CAUTION = "caution"
    GENTLE = "gentle"
    STOP = "stop"


class Screening(Struct, frozen=True, kw_only=True):
    """`referral` says whom to see and why (empty when not needed), in the person's language."""

    outcome: ScreeningOutcome
    findings: tuple[Finding, ...] = ()
    referral: str = ""
    unmapped: tuple[str, ...] = ()


class Provenance(Struct, frozen=True, kw_only=True):
    """How the plan was made. `model_picks` of `total_picks` exercises are the model's own; timings in milliseconds."""

    engine: str
    model: str = ""
    adapter: str = ""
    prompt_sha256: str = ""
    catalogue_sha256: str = ""
    seed: int = 0
    total_picks: int = 0
    model_picks: int = 0
    regenerated_days: int = 0
    planner_days: int = 0
    notes: tuple[str, ...] = ()
    timings_ms: dict[str, float] = {}


class Adapted(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A change made to the plan: when, its kind, the rule that asked for it, and the exercise swapped out and in."""

    day: date
    kind: str
    rule: str
    subject: str = ""
    exercise: str = ""
    to: str = ""
    weekday: Weekday | None = None


class PlanDocument(Struct, frozen=True, kw_only=True):
    """Everything that is stored of a plan version. `plan` is None only when screening says STOP.

    `adapted` are the changes made to the plan since it was planned, oldest first.
    """

    screening: Screening
    provenance: Provenance
    plan: Plan | None
    days: tuple[DayDetail, ...] = ()
    weeks: tuple[WeekTarget, ...] = ()
    weekly_sets: dict[str, float] = {}
    nutrition: NutritionDetail | None = None
    findings: tuple[Finding, ...] = ()
    reasons: tuple[Reason, ...] = ()
    locale: str = "en"
    adapted: tuple[Adapted, ...] = ()
