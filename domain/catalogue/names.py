"""Exercises by the names people use."""

import difflib
from typing import Final

from domain.catalogue.memo import PerCatalogue
from domain.catalogue.types import Catalogue
from domain.catalogue.wording import key_of, words_of

ALIASES: Final[dict[str, tuple[str, ...]]] = {
    "barbell-bench-press-medium-grip": (
        "bench press",
        "bench",
        "flat bench",
        "flat bench press",
        "développé couché",
        "بنش برس",
        "بنش",
        "ضغط البنش",
        "ضغط الصدر",
    ),
    "barbell-incline-bench-press-medium-grip": ("incline bench press", "incline bench", "développé incliné"),
    "dumbbell-bench-press": ("db bench press", "db bench", "développé couché haltères"),
    "close-grip-barbell-bench-press": ("close grip bench press", "cgbp"),
    "barbell-squat": ("squat", "back squat", "barbell squat", "low bar squat", "high bar squat", "سكوات", "قرفصاء"),
    "bodyweight-squat": ("air squat", "free squat", "squat au poids du corps"),
    "front-barbell-squat": ("front squat", "squat avant"),
    "dumbbell-goblet-squat": ("db goblet squat",),
    "barbell-deadlift": ("deadlift", "conventional deadlift", "soulevé de terre", "ديدليفت", "رفعة مميتة"),
    "romanian-deadlift": ("rdl", "barbell romanian deadlift", "stiff leg deadlift", "soulevé de terre roumain"),
    "dumbbell-romanian-deadlift": ("db rdl", "dumbbell rdl"),
    "trap-bar-deadlift": ("hex bar deadlift",),
    "standing-military-press": (
        "ohp",
        "overhead press",
        "military press",
        "shoulder press",
        "strict press",
        "barbell overhead press",
        "développé militaire",
        "ضغط الكتف",
    ),
    "standing-dumbbell-press": ("dumbbell overhead press", "db shoulder press", "dumbbell shoulder press"),
    "bent-over-barbell-row": ("barbell row", "bent over row", "bb row", "row", "rowing barre", "تجديف بالبار"),
    "one-arm-dumbbell-row": ("dumbbell row", "db row", "single arm dumbbell row", "rowing haltère"),
    "seated-cable-rows": ("cable row", "seated row", "low row"),
    "lat-pulldown": ("pulldown", "lat pull down", "tirage vertical", "سحب علوي"),
    "pullups": ("pull up", "pullup", "wide grip pull up", "tractions", "عقلة"),
    "chin-up": ("chin up", "chinup"),
    "assisted-pull-up-machine": ("assisted pull up",),
    "pushups": ("push up", "pushup", "press up", "pompes", "ضغط", "تمرين الضغط"),
    "knee-push-up": ("knee push up", "kneeling push up", "pompes sur les genoux"),
    "parallel-bar-dip": ("dip", "dips", "parallel bar dips", "متوازي"),
    "barbell-hip-thrust": ("hip thrust", "hip thrusts"),
    "glute-bridge": ("bridge", "hip bridge", "pont fessier"),
    "bodyweight-walking-lunge": ("lunge", "walking lunge", "fentes", "fente", "طعنات", "اندفاع"),
    "bulgarian-split-squat": ("rear foot elevated split squat", "rfess"),
    "leg-press": ("presse à cuisses", "ضغط الارجل"),
    "leg-extensions": ("leg extension",),
    "lying-leg-curls": ("leg curl", "hamstring curl", "lying leg curl"),
    "standing-calf-raise": ("calf raise", "calf raises", "bodyweight calf raise"),
    "dumbbell-bicep-curl": ("curl", "biceps curl", "bicep curl", "dumbbell curl", "db curl", "curl biceps", "بايسبس"),
    "hammer-curls": ("hammer curl",),
    "ez-bar-skullcrusher": ("skull crusher", "skullcrusher", "lying triceps extension"),
    "triceps-pushdown-rope-attachment": ("pushdown", "tricep pushdown", "triceps pushdown", "rope pushdown"),
    "side-lateral-raise": ("lateral raise", "side raise", "dumbbell lateral raise", "élévations latérales"),
    "face-pull": ("facepull",),
    "butterfly": ("pec deck", "pec dec", "chest fly machine"),
    "dumbbell-flyes": ("dumbbell fly", "chest fly", "flyes"),
    "kettlebell-swing": ("kb swing", "swing", "two hand swing"),
    "sit-up": ("situp", "abdos"),
    "crunches": ("crunch",),
    "plank": ("front plank", "forearm plank", "gainage", "planche", "بلانك"),
    "side-bridge": ("side plank", "gainage latéral"),
    "hyperextensions-back-extensions": ("back extension", "hyperextension"),
    "burpee": ("burpees", "بيربي"),
    "mountain-climbers": ("mountain climber",),
    "rope-jumping": ("jump rope", "skipping", "skipping rope", "corde à sauter", "نط الحبل"),
    "hanging-knee-raise": ("knee raise", "hanging leg raise bent knee"),
    "bird-dog": ("birddog",),
    "dead-bug": ("deadbug",),
    "pallof-press": ("cable pallof press", "anti rotation press"),
    "russian-twist": ("twist russe",),
    "farmer-s-walk": ("farmers walk", "farmer carry", "farmers carry", "marche du fermier"),
    "child-s-pose": ("child pose", "balasana", "posture de l enfant"),
    "cat-camel": ("cat cow", "cat stretch", "chat vache"),
    "downward-dog": ("downward facing dog", "chien tête en bas"),
    "cobra-stretch": ("cobra", "cobra pose"),
    "sun-salutation-flow": ("sun salutation", "surya namaskar", "salutation au soleil"),
    "gentle-hatha-yoga": ("yoga", "hatha", "hatha yoga", "يوغا"),
    "half-kneeling-hip-flexor-reach": ("hip flexor stretch",),
    "90-90-hamstring": ("hamstring stretch",),
    "couch-stretch": ("quad stretch", "quadriceps stretch"),
    "calf-stretch-hands-against-wall": ("calf stretch",),
    "standing-figure-4-stretch": ("figure four stretch", "glute stretch"),
    "standing-chest-opener": ("chest stretch", "pec stretch"),
    "shoulder-stretch": ("cross body shoulder stretch",),
    "world-s-greatest-stretch": ("greatest stretch",),
    "arm-circles": ("arm circle",),
    "open-book-stretch": ("open book", "thoracic rotation"),
    "bicycling-stationary": ("exercise bike", "indoor cycling", "spinning", "vélo d appartement"),
    "elliptical-trainer": ("elliptical", "cross trainer", "elliptique"),
    "walking-treadmill": ("treadmill", "treadmill walking", "tapis de course"),
    "low-impact-hiit-circuit": ("low impact hiit",),
    "bodyweight-hiit-circuit": ("hiit", "hiit circuit"),
    "pilates-mat-session": ("pilates", "mat pilates"),
    "easy-run": ("running", "run", "course à pied", "الجري", "جري"),
    "brisk-walking": ("walking", "walk", "brisk walk", "marche", "المشي", "مشي"),
    "bicycling": ("cycling", "bike", "vélo", "ركوب الدراجة"),
    "rowing-stationary": ("rowing", "rower", "rameur"),
    "swimming-front-crawl": ("swimming", "front crawl", "natation", "سباحة"),
}
"""Names of the gym floor in English, French and Arabic, by exercise id."""


def find_exercise(catalogue: Catalogue, text: str) -> str | None:
    """The id that a name or alias stands for; case, accents, punctuation, spaces and plural do not matter.

    None when nothing has that name; `closest_exercises` then offers names.
    """
    return _index(catalogue).get(key_of(text))


def closest_exercises(catalogue: Catalogue, text: str, limit: int = 3) -> tuple[str, ...]:
    """Names in the catalogue nearest to `text`, best first; empty when none is near."""
    keys = difflib.get_close_matches(key_of(text), _index(catalogue), n=limit * 2, cutoff=0.6)
    return tuple(dict.fromkeys(catalogue.exercises[_index(catalogue)[key]].name for key in keys))[:limit]


def exercises_like(catalogue: Catalogue, text: str) -> frozenset[str]:
    """Every id whose name holds all words of `text`, and the one it stands for: "lunges" means all lunges."""
    words = frozenset(words_of(text))
    found = frozenset(id_ for id_, held in _words(catalogue).items() if words <= held) if words else frozenset()
    exact = find_exercise(catalogue, text)
    return found | {exact} if exact else found


def _indexed(catalogue: Catalogue) -> dict[str, str]:
    index = {key_of(alias): id_ for id_, aliases in ALIASES.items() if id_ in catalogue.exercises for alias in aliases}
    for exercise in catalogue.exercises.values():
        index[key_of(exercise.id)] = exercise.id
    for exercise in catalogue.exercises.values():
        index[key_of(exercise.name)] = exercise.id
    return index


def _worded(catalogue: Catalogue) -> dict[str, frozenset[str]]:
    return {
        exercise.id: frozenset(words_of(f"{exercise.name} {exercise.id}")) for exercise in catalogue.exercises.values()
    }


_index = PerCatalogue(_indexed)
_words = PerCatalogue(_worded)
