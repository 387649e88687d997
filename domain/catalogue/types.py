"""The rows of the catalogue: exercises, foods, MET values and contraindications, as typed values."""

from enum import StrEnum

from msgspec import Struct

from domain.profile import Activity, FitnessLevel


class Joint(StrEnum):
    NECK = "neck"
    SHOULDER = "shoulder"
    ELBOW = "elbow"
    WRIST = "wrist"
    LOWER_BACK = "lower_back"
    HIP = "hip"
    KNEE = "knee"
    ANKLE = "ankle"


class Impact(StrEnum):
    """HIGH: a flight phase or hard landing. LOW: repeated foot strike. NONE: the rest."""

    NONE = "none"
    LOW = "low"
    HIGH = "high"


class Muscle(StrEnum):
    """The catalogue's eighteen muscle names."""

    ABDOMINALS = "abdominals"
    ABDUCTORS = "abductors"
    ADDUCTORS = "adductors"
    BICEPS = "biceps"
    CALVES = "calves"
    CHEST = "chest"
    FOREARMS = "forearms"
    GLUTES = "glutes"
    HAMSTRINGS = "hamstrings"
    HIP_FLEXORS = "hip flexors"
    LATS = "lats"
    LOWER_BACK = "lower back"
    MIDDLE_BACK = "middle back"
    NECK = "neck"
    QUADRICEPS = "quadriceps"
    SHOULDERS = "shoulders"
    TRAPS = "traps"
    TRICEPS = "triceps"


class Exercise(Struct, frozen=True, kw_only=True):
    """One exercise. `needs` holds every piece of equipment it takes (empty: bodyweight, floor, wall or chair).

    `pattern` is one of `domain.catalogue.vocabulary.PATTERNS`, `position` one of `POSITIONS`; `met` is the Compendium
    value of a whole workout of the kind, rests included. `timed`: done for seconds and not for repetitions.
    `activities` are the kinds of training it belongs to; a walk, a run, a yoga flow or a circuit is one entry.
    `substitutes` are ids of the same pattern, nearest first.
    """

    id: str
    name: str
    category: str
    level: FitnessLevel
    compound: bool
    needs: frozenset[str]
    primary: tuple[Muscle, ...]
    secondary: tuple[Muscle, ...]
    pattern: str
    joints: frozenset[Joint]
    impact: Impact
    unilateral: bool
    position: str
    met: float
    timed: bool
    activities: frozenset[Activity] = frozenset()
    substitutes: tuple[str, ...] = ()


class Food(Struct, frozen=True, kw_only=True):
    """One food; figures per 100 g. Diet flags are "yes", "no" or "check" (a question to ask, never a yes)."""

    id: str
    name: str
    group: str
    kcal: float
    protein_g: float
    carbs_g: float
    fat_g: float
    fibre_g: float | None
    sugar_g: float | None
    sodium_mg: float | None
    saturated_fat_g: float | None
    allergens: frozenset[str]
    allergens_check: frozenset[str]
    diets: dict[str, str]
    serving_g: float


class Advice(StrEnum):
    """What a contraindication row asks, from mildest to strictest."""

    OK_WITH_CARE = "ok_with_care"
    LIMIT = "limit"
    AVOID = "avoid"
    REFER = "refer"


class Contraindication(Struct, frozen=True, kw_only=True):
    """For `condition` at `stage`: what to do with exercises whose `target_type` is `target`, and who says so."""

    condition: str
    stage: str
    target_type: str
    target: str
    advice: Advice
    substitute_pattern: str
    note: str
    source: str
    source_status: str


class MetValue(Struct, frozen=True, kw_only=True):
    """A Compendium activity: code, our own label, MET in the 2011 edition and, when known, the 2024 edition."""

    code: str
    activity: str
    category: str
    met: float
    met_2024: float | None


class Catalogue(Struct, frozen=True, kw_only=True):
    """Everything loaded, keyed by id; `sha256` is over the data files' bytes."""

    exercises: dict[str, Exercise]
    foods: dict[str, Food]
    contraindications: tuple[Contraindication, ...]
    mets: dict[str, MetValue]
    sha256: str
