"""Warm-up and cool-down: something easy that raises the pulse, then movements for the joints that the session loads."""

from collections.abc import Iterable

from domain.catalogue.types import Catalogue, Joint, Muscle
from domain.coaching.person import Person
from domain.coaching.planning.eligibility import refusal
from domain.coaching.planning.proposal import DayKind, Role
from domain.coaching.programming.program import WorkItem

_GENERAL = (
    "easy-stationary-bike",
    "easy-row",
    "easy-elliptical",
    "march-in-place",
    "easy-walk",
    "seated-march",
    "arm-circles",
)
_GENERAL_RUN = ("easy-walk", "march-in-place", "seated-march")
_CALM = ("breathing-practice", "body-scan-relaxation", "seated-cat-cow")

_MOBILISE: dict[Joint, tuple[str, ...]] = {
    Joint.HIP: (
        "standing-hip-circles",
        "world-s-greatest-stretch",
        "hip-circles-prone",
        "walking-knee-hug",
        "adductor-rock-back",
    ),
    Joint.KNEE: ("squat-to-stand", "walking-knee-hug", "heel-slide", "front-leg-raises"),
    Joint.ANKLE: ("half-kneeling-ankle-rock", "ankle-circles", "ankle-pumps"),
    Joint.SHOULDER: ("wall-slide", "arm-circles", "band-shoulder-pass-through", "scapular-squeeze", "shoulder-rolls"),
    Joint.LOWER_BACK: ("cat-camel", "quadruped-t-spine-rotation", "seated-cat-cow", "seated-trunk-turn"),
    Joint.WRIST: ("wrist-circles",),
    Joint.NECK: ("gentle-neck-turns",),
    Joint.ELBOW: (),
}
_ORDER = (Joint.HIP, Joint.SHOULDER, Joint.LOWER_BACK, Joint.ANKLE, Joint.KNEE, Joint.WRIST)
_STRETCH: dict[Muscle, tuple[str, ...]] = {
    Muscle.QUADRICEPS: ("on-your-side-quad-stretch", "kneeling-hip-flexor", "standing-hip-flexors"),
    Muscle.HAMSTRINGS: ("hamstring-stretch", "chair-leg-extended-stretch", "seated-forward-fold", "90-90-hamstring"),
    Muscle.GLUTES: ("ankle-on-the-knee", "standing-figure-4-stretch", "seated-glute"),
    Muscle.CHEST: ("standing-chest-opener", "elbows-back", "chest-and-front-of-shoulder-stretch"),
    Muscle.LATS: ("child-s-pose", "one-arm-against-wall", "seated-side-bend", "standing-lateral-stretch"),
    Muscle.MIDDLE_BACK: ("upper-back-stretch", "thread-the-needle", "open-book-stretch"),
    Muscle.SHOULDERS: ("shoulder-stretch", "upper-back-stretch"),
    Muscle.TRICEPS: ("triceps-stretch",),
    Muscle.CALVES: ("calf-stretch-hands-against-wall", "standing-gastrocnemius-calf-stretch", "seated-calf-stretch"),
    Muscle.LOWER_BACK: ("cat-camel", "child-s-pose", "seated-cat-cow"),
}

_MOST = 3


def warm_up(person: Person, kind: DayKind, items: Iterable[WorkItem], catalogue: Catalogue) -> tuple[str, ...]:
    """One easy general movement (not on yoga days) and up to three for the joints used; ids the person may do."""
    items = tuple(items)
    there = {item.exercise.id for item in items}
    general = () if kind is DayKind.YOGA else _GENERAL_RUN if kind is not DayKind.STRENGTH else _GENERAL
    found = _first(general, person, catalogue, there)
    joints = {joint for item in items if item.role is not Role.MOBILITY for joint in item.exercise.joints}
    for joint in _ORDER:
        if joint in joints and len(found) <= _MOST:
            found += _first(_MOBILISE[joint], person, catalogue, there | set(found))
    return tuple(found or _first(_CALM, person, catalogue, there))


def cool_down(person: Person, kind: DayKind, items: Iterable[WorkItem], catalogue: Catalogue) -> tuple[str, ...]:
    """Up to three stretches for the muscles worked most; calm breathing after yoga. Ids the person may do."""
    items = tuple(items)
    there = {item.exercise.id for item in items}
    if kind is DayKind.YOGA:
        return tuple(_first(_CALM, person, catalogue, there))
    worked: dict[Muscle, int] = {}
    for item in items:
        if item.role is not Role.MOBILITY:
            for muscle in item.exercise.primary:
                worked[muscle] = worked.get(muscle, 0) + item.sets
    found: list[str] = []
    for muscle in sorted(worked, key=lambda muscle: -worked[muscle]):
        if len(found) < _MOST:
            found += _first(_STRETCH.get(muscle, ()), person, catalogue, there | set(found))
    return tuple(found or _first(_CALM, person, catalogue, there))


def _first(ids: Iterable[str], person: Person, catalogue: Catalogue, there: set[str]) -> list[str]:
    """The first of `ids` that exists, is not in the session and is allowed to this person; a list of none or one."""
    for id_ in ids:
        exercise = catalogue.exercises.get(id_)
        if exercise is not None and id_ not in there and refusal(exercise, person, catalogue) is None:
            return [id_]
    return []
