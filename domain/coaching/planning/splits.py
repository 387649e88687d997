"""Day templates: what each kind of day trains, most valuable first, and how the splits string them together.

Frequencies follow practice guides (2-3 days full body, 4 upper/lower, 5 upper/lower and push/pull/legs, 6 push/pull/
legs twice) and ACSM 2009 (novices 2-3 days, trained people up to 5).
"""

from enum import StrEnum

from msgspec import Struct

from domain.catalogue.types import Muscle
from domain.coaching.planning.proposal import DayKind, Role, Split

PATTERN_CHAINS: dict[str, tuple[str, ...]] = {
    "squat": ("squat", "lunge", "isolation_knee_extension"),
    "single_leg": ("lunge", "squat", "bridge", "isolation_hip_abduction"),
    "hinge": ("hinge", "bridge", "isolation_knee_flexion", "isolation_hip_extension"),
    "glute": ("bridge", "hinge", "isolation_hip_extension"),
    "h_push": ("horizontal_push", "dip", "isolation_chest_fly"),
    "v_push": ("vertical_push", "isolation_shoulder_raise", "horizontal_push"),
    "h_pull": ("horizontal_pull", "vertical_pull", "isolation_rear_delt"),
    "v_pull": ("vertical_pull", "horizontal_pull", "isolation_shoulder_extension"),
    "dip": ("dip", "horizontal_push"),
    "fly": ("isolation_chest_fly", "isolation_elbow_extension"),
    "raise": ("isolation_shoulder_raise", "isolation_rear_delt"),
    "rear": ("isolation_rear_delt", "isolation_shoulder_rotation"),
    "pullover": ("isolation_shoulder_extension", "isolation_rear_delt"),
    "shrug": ("isolation_shrug", "upright_row", "isolation_forearm"),
    "biceps": ("isolation_elbow_flexion",),
    "triceps": ("isolation_elbow_extension", "dip"),
    "leg_curl": ("isolation_knee_flexion", "isolation_hip_extension"),
    "knee": ("isolation_knee_extension", "isolation_hip_adduction"),
    "hips": ("isolation_hip_abduction", "isolation_hip_extension", "isolation_hip_adduction"),
    "calf": ("isolation_calf",),
    "brace": ("core_anti_extension", "core_lateral", "core_flexion"),
    "side": ("core_lateral", "core_rotation", "core_anti_extension"),
    "trunk": ("core_flexion", "core_extension", "core_anti_extension"),
    "twist": ("core_rotation", "core_lateral", "core_extension"),
    "explosive": ("jump", "olympic_lift", "throw"),
    "carry": ("carry",),
    "cardio": ("locomotion", "full_body"),
    "circuit": ("full_body", "locomotion"),
    "balance": ("balance",),
    "stretch": ("mobility",),
    "flow": ("mobility", "balance", "full_body", "core_flexion", "core_rotation"),
    "pose": ("mobility", "balance", "lunge", "squat", "bridge", "core_anti_extension", "core_extension"),
}
"""What may fill a slot, the wanted pattern first; the rest stands in where injury or equipment rules it out."""


EXPECTED_GROUPS: dict[str, frozenset[str]] = {
    "squat": frozenset({"quads"}),
    "single_leg": frozenset({"quads", "glutes"}),
    "hinge": frozenset({"hamstrings", "glutes"}),
    "glute": frozenset({"glutes"}),
    "h_push": frozenset({"chest"}),
    "v_push": frozenset({"shoulders"}),
    "h_pull": frozenset({"back"}),
    "v_pull": frozenset({"back"}),
}
"""The group a compound slot is there for; a movement of the right pattern for another muscle comes later."""


class Fill(StrEnum):
    """Which exercises a slot takes, beside its patterns."""

    LIFT = "lift"
    POWER = "power"
    CORE = "core"
    FINISHER = "finisher"
    CLOSING = "closing"
    EASY = "easy"
    STEADY = "steady"
    LONG = "long"
    INTERVALS = "intervals"
    FLOW = "flow"
    POSE = "pose"
    STRETCH = "stretch"
    BALANCE = "balance"
    RELAX = "relax"


class Place(Struct, frozen=True):
    """One place of a template; `value` is its rank when time is short (1 goes last). `muscles` are preferred."""

    role: Role
    chain: str
    value: float
    fill: Fill = Fill.LIFT
    muscles: frozenset[Muscle] = frozenset()


class Template(Struct, frozen=True):
    """A kind of day. `load` is what it leaves tired: push, pull, legs (hard), run (light), hard (a hard run)."""

    kind: DayKind
    focus: str
    load: frozenset[str]
    places: tuple[Place, ...]


_HIPS = frozenset({Muscle.GLUTES, Muscle.HAMSTRINGS, Muscle.HIP_FLEXORS, Muscle.ADDUCTORS, Muscle.QUADRICEPS})
_SPINE = frozenset({Muscle.LOWER_BACK, Muscle.MIDDLE_BACK, Muscle.ABDOMINALS})
_CHEST = frozenset({Muscle.SHOULDERS, Muscle.CHEST, Muscle.LATS})
_ANY: frozenset[Muscle] = frozenset()

_ROLES = {"M": Role.MAIN, "A": Role.ACCESSORY, "I": Role.ISOLATION, "C": Role.CORE}


def _lifts(text: str) -> tuple[Place, ...]:
    """Places from words such as `M:squat`, best first: the order of the words is their value."""
    places = []
    for value, word in enumerate(text.split(), start=1):
        letter, chain = word.split(":")
        role = _ROLES[letter]
        places.append(Place(role, chain, value, Fill.CORE if role is Role.CORE else Fill.LIFT))
    return tuple(places)


def _strength(focus: str, load: str, text: str) -> Template:
    return Template(DayKind.STRENGTH, focus, frozenset(load.split()), _lifts(text))


def _move(fill: Fill, value: float, chain: str = "cardio") -> Place:
    return Place(Role.CONDITIONING, chain, value, fill)


def _flex(fill: Fill, value: float, muscles: frozenset[Muscle] = _ANY) -> Place:
    chain = {Fill.STRETCH: "stretch", Fill.BALANCE: "balance", Fill.POSE: "pose", Fill.RELAX: "stretch"}.get(
        fill, "flow"
    )
    return Place(Role.MOBILITY, chain, value, fill, muscles)


def _stretches(value: float, *areas: frozenset[Muscle]) -> tuple[Place, ...]:
    """One stretch for each area, of falling value."""
    return tuple(_flex(Fill.STRETCH, value + number, area) for number, area in enumerate(areas))


def _cardio(focus: str, fill: Fill, stretched: int = 4) -> Template:
    areas = (_HIPS, _SPINE, _HIPS, _CHEST)[:stretched]
    stretches = _stretches(2, *areas)
    hard = {"hard"} if fill in (Fill.INTERVALS, Fill.LONG) else set[str]()
    load = frozenset[str]() if fill is Fill.EASY else frozenset({"run"} | hard)
    return Template(DayKind.CARDIO, focus, load, (_move(fill, 1), *stretches))


def _yoga(focus: str, *order: frozenset[Muscle]) -> Template:
    poses = tuple(_flex(Fill.POSE, 2 + n, muscles) for n, muscles in enumerate(order))
    ends = (_flex(Fill.FLOW, 1), _flex(Fill.RELAX, 4.5))
    return Template(DayKind.YOGA, focus, frozenset(), (ends[0], *poses, ends[1]))


BALANCE = _flex(Fill.BALANCE, 3.5)
"""Added to strength days from 65 on."""

STRETCH = _flex(Fill.STRETCH, 4.2)
"""Added to strength days of people who want flexibility."""

FINISHER = _move(Fill.FINISHER, 4.5, "circuit")
"""Added to strength days of people who want endurance, weight loss or cardio and have no day for it."""

WALK = _move(Fill.CLOSING, 2.5)
"""Added to strength days of people from 65 who like walking and have no day for it; it stays where time is short."""

CLOSING, CLOSING_LAST = _move(Fill.CLOSING, 7.5), _move(Fill.CLOSING, 8.5)
"""Added to long strength days of trained people: easy minutes at the end cost no recovery. They come before the last
small muscle on days of one region, which have little left to train, and after everything on the others."""

POWER = Place(Role.POWER, "explosive", 1.5, Fill.POWER)
"""Added to strength days of trained people who want athletic performance."""

_UPPER = "push pull"
_BODY = "push pull legs"

TEMPLATES: dict[str, Template] = {
    "full_once": _strength("full_body", _BODY, "M:squat M:h_push M:h_pull A:hinge A:v_push A:v_pull C:brace I:biceps"),
    "full_a": _strength("full_body", _BODY, "M:squat M:h_push M:h_pull A:hinge C:brace A:v_push I:biceps I:calf"),
    "full_b": _strength("full_body", _BODY, "M:hinge M:v_pull M:h_push A:single_leg C:side A:h_pull I:raise I:triceps"),
    "full_c": _strength("full_body", _BODY, "M:squat M:v_push M:h_pull A:glute C:twist A:h_push I:leg_curl I:biceps"),
    "upper_a": _strength("upper_body", _UPPER, "M:h_push M:h_pull A:v_push A:v_pull I:triceps I:biceps I:raise I:rear"),
    "upper_b": _strength("upper_body", _UPPER, "M:v_pull M:v_push A:h_push A:h_pull I:biceps I:triceps I:rear I:fly"),
    "lower_a": _strength("lower_body", "legs", "M:squat A:hinge A:single_leg C:brace I:leg_curl I:calf I:knee"),
    "lower_b": _strength("lower_body", "legs", "M:hinge A:squat A:glute C:side I:knee I:calf I:hips"),
    "push_a": _strength("push", "push", "M:h_push A:v_push A:h_push I:raise I:triceps I:fly C:brace I:triceps"),
    "push_b": _strength("push", "push", "M:v_push A:h_push I:fly I:raise I:triceps A:dip C:trunk"),
    "pull_a": _strength("pull", "pull", "M:h_pull A:v_pull I:rear I:biceps A:h_pull I:shrug C:side I:biceps"),
    "pull_b": _strength("pull", "pull", "M:v_pull A:h_pull I:biceps I:rear I:pullover I:biceps C:twist"),
    "legs_a": _strength("legs", "legs", "M:squat A:hinge A:single_leg I:leg_curl I:calf C:brace I:knee"),
    "legs_b": _strength("legs", "legs", "M:hinge A:squat A:glute I:knee I:calf C:side I:hips"),
    "chest_triceps": _strength("chest_triceps", "push", "M:h_push A:h_push I:fly I:triceps A:dip I:triceps C:brace"),
    "back_biceps": _strength("back_biceps", "pull", "M:v_pull A:h_pull A:v_pull I:biceps I:rear I:biceps C:side"),
    "shoulders_arms": _strength("shoulders_arms", "push", "M:v_push I:raise I:rear I:biceps I:triceps I:shrug C:trunk"),
    "gentle_strength": _strength("gentle_strength", "", "M:squat M:h_pull M:h_push A:glute C:brace I:calf I:hips"),
    "cardio_steady": _cardio("cardio_steady", Fill.STEADY),
    "cardio_intervals": _cardio("cardio_intervals", Fill.INTERVALS),
    "cardio_long": _cardio("cardio_long", Fill.LONG, stretched=1),
    "cardio_easy": _cardio("cardio_easy", Fill.EASY),
    "recovery": Template(
        DayKind.RECOVERY,
        "active_recovery",
        frozenset(),
        (_move(Fill.EASY, 1), *_stretches(2, _HIPS, _SPINE, _CHEST, _HIPS)),
    ),
    "gentle_mobility": Template(
        DayKind.YOGA,
        "gentle_mobility",
        frozenset(),
        (*_stretches(1, _SPINE, _HIPS, _CHEST, _HIPS, _SPINE, _ANY), _flex(Fill.RELAX, 5.5)),
    ),
    "yoga_flow": _yoga("yoga_flow", _HIPS, _SPINE, _CHEST, _HIPS, _ANY, _SPINE),
    "yoga_hips": _yoga("yoga_hips", _HIPS, _HIPS, _SPINE, _HIPS, _ANY, _CHEST),
    "yoga_back": _yoga("yoga_back", _SPINE, _CHEST, _SPINE, _HIPS, _CHEST, _ANY),
}  # fmt: skip

STRENGTH_DAYS: dict[Split, dict[int, tuple[str, ...]]] = {
    Split.FULL_BODY: {
        1: ("full_once",),
        2: ("full_a", "full_b"),
        3: ("full_a", "full_b", "full_c"),
        4: ("full_a", "full_b", "full_c", "full_b"),
    },
    Split.UPPER_LOWER: {
        2: ("upper_a", "lower_a"),
        3: ("upper_a", "lower_a", "full_b"),
        4: ("upper_a", "lower_a", "upper_b", "lower_b"),
    },
    Split.PUSH_PULL_LEGS: {
        3: ("push_a", "pull_a", "legs_a"),
        6: ("push_a", "pull_a", "legs_a", "push_b", "pull_b", "legs_b"),
    },
    Split.UPPER_LOWER_PPL: {5: ("upper_a", "lower_a", "push_b", "pull_b", "legs_b")},
    Split.BODY_PART: {
        4: ("chest_triceps", "back_biceps", "legs_a", "shoulders_arms"),
        5: ("chest_triceps", "back_biceps", "legs_a", "shoulders_arms", "legs_b"),
    },
}
"""The strength days of a split, by how many there are; a number that is missing is not offered."""

CARDIO_DAYS = (
    "cardio_steady",
    "cardio_intervals",
    "cardio_long",
    "cardio_steady",
    "cardio_easy",
    "cardio_intervals",
    "cardio_easy",
)
YOGA_DAYS = ("yoga_flow", "yoga_hips", "yoga_back")
GENTLE_DAYS = ("gentle_strength", "cardio_easy", "gentle_mobility")
