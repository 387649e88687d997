"""Equipment: the ids exercises may need, who is taken to have what, and the names people use for it."""

import difflib
from functools import cache
from typing import Final

from domain.catalogue.wording import key_of
from domain.profile import Activity, EquipmentAccess

NAMES: Final[dict[str, tuple[str, ...]]] = {
    "ab_wheel": ("ab roller", "roue abdominale", "roue a abdos", "عجلة البطن"),
    "back_extension_bench": ("hyperextension bench", "roman chair", "banc a lombaires", "كرسي الظهر"),
    "balance_board": ("wobble board", "bosu", "planche d equilibre", "لوح التوازن"),
    "band": (
        "resistance band",
        "elastic band",
        "exercise band",
        "loop band",
        "mini band",
        "therapy band",
        "elastique",
        "bande elastique",
        "bande de resistance",
        "شريط مقاومة",
        "شريط مطاطي",
        "حبل مقاومة",
        "مطاط",
    ),
    "barbell": ("olympic bar", "bar and plates", "barre", "barre olympique", "barre de musculation", "بار", "بار حديد"),
    "battle_ropes": ("battle rope", "corde ondulatoire", "حبال المعركة"),
    "belt_squat_machine": ("belt squat", "machine belt squat", "جهاز سكوات الحزام"),
    "bench": (
        "flat bench",
        "weight bench",
        "adjustable bench",
        "incline bench",
        "banc",
        "banc de musculation",
        "banc inclinable",
        "مقعد تمارين",
        "بنش",
    ),
    "bicycle": ("bike", "road bike", "mountain bike", "velo", "bicyclette", "دراجة", "دراجة هوائية"),
    "box": ("plyo box", "jump box", "caisse", "box de saut", "صندوق"),
    "cable": ("cable machine", "pulley", "cable crossover", "lat pulldown machine", "poulie", "كابل", "جهاز الكابل"),
    "chair": ("stool", "chaise", "tabouret", "كرسي"),
    "cones": ("cone", "cones d entrainement", "plots", "اقماع"),
    "dip_bars": ("dip bar", "dip station", "parallel bars", "parallettes", "barres paralleles", "متوازي"),
    "dumbbell": ("db", "hand weight", "free weight", "haltere", "haltere court", "دمبل", "دمبلز", "اثقال يدوية"),
    "elliptical": ("cross trainer", "elliptical trainer", "velo elliptique", "elliptique", "جهاز بيضاوي", "اليبتيكال"),
    "ez_bar": ("ez curl bar", "curl bar", "barre ez", "بار متعرج"),
    "foam_roller": ("roller", "rouleau de massage", "rouleau en mousse", "اسطوانة تدليك", "فوم رولر"),
    "hack_squat_machine": ("hack squat", "machine hack squat", "جهاز هاك سكوات"),
    "jump_rope": ("skipping rope", "corde a sauter", "حبل القفز", "نط الحبل"),
    "kettlebell": ("kb", "girya", "kettle bell", "كيتلبل", "كيتل بيل"),
    "landmine": ("landmine bar", "t bar", "barre landmine", "لاندماين"),
    "leg_curl_machine": ("leg curl", "hamstring curl machine", "machine leg curl", "جهاز الخلفية"),
    "leg_extension_machine": ("leg extension", "machine leg extension", "جهاز تمديد الساق"),
    "leg_press_machine": ("leg press", "presse a cuisses", "جهاز ضغط الساق"),
    "low_bar": ("inverted row bar", "barre basse", "بار منخفض"),
    "machine": ("weight machine", "multi gym", "gym machine", "machine de musculation", "اجهزة", "جهاز"),
    "massage_ball": ("lacrosse ball", "tennis ball", "balle de massage", "كرة تدليك"),
    "mat": ("yoga mat", "exercise mat", "tapis", "tapis de yoga", "tapis de sol", "سجادة", "سجادة يوجا", "مات"),
    "medicine_ball": ("med ball", "slam ball", "wall ball", "medecine ball", "ballon leste", "كرة طبية"),
    "pool": ("swimming pool", "piscine", "مسبح", "حوض سباحة"),
    "pull_up_bar": (
        "pullup bar",
        "chin up bar",
        "door bar",
        "barre de traction",
        "barre fixe",
        "عقلة",
        "بار عقلة",
    ),
    "punching_bag": ("heavy bag", "boxing bag", "sac de frappe", "sac de boxe", "كيس ملاكمة"),
    "rack": ("squat rack", "power rack", "cage", "rack a squat", "cage a squat", "حامل السكوات"),
    "rowing_machine": ("rower", "rowing ergometer", "erg", "rameur", "جهاز تجديف"),
    "sled": ("prowler", "traineau", "زلاجة"),
    "smith_machine": ("smith", "barre guidee", "machine smith", "سميث", "جهاز سميث"),
    "stability_ball": (
        "swiss ball",
        "exercise ball",
        "gym ball",
        "yoga ball",
        "ballon de gym",
        "كرة سويسرية",
        "كرة تمارين",
    ),
    "stair_machine": ("stairmaster", "stair climber", "step mill", "simulateur d escalier", "جهاز الدرج"),
    "stairs": ("staircase", "escalier", "درج", "سلالم"),
    "stationary_bike": ("exercise bike", "spin bike", "indoor bike", "air bike", "velo d appartement", "دراجة ثابتة"),
    "step": ("aerobic step", "step platform", "marche", "ستيب", "درجة"),
    "suspension_trainer": ("trx", "suspension strap", "sangle de suspension", "حبال تعليق"),
    "trap_bar": ("hex bar", "barre hexagonale", "بار سداسي"),
    "treadmill": ("running machine", "tapis de course", "tapis roulant", "مشاية", "جهاز المشي", "سير متحرك"),
    "walking_poles": ("nordic poles", "trekking poles", "batons de marche", "عصي المشي"),
    "weight_plate": ("plate", "disque", "disque de fonte", "قرص حديد", "اقراص"),
}
"""Every equipment id, and names people use for it in English, French and Arabic."""

EQUIPMENT: Final = frozenset(NAMES)

_HOUSEHOLD = frozenset({"mat", "chair"})
"""What any room offers; no exercise needs more than these to count as without equipment."""

_HOME_GYM = _HOUSEHOLD | {
    "band",
    "bench",
    "dumbbell",
    "foam_roller",
    "jump_rope",
    "kettlebell",
    "stability_ball",
    "step",
}
_ELSEWHERE = frozenset({"bicycle", "pool", "walking_poles", "stairs"})

ACCESS: Final[dict[EquipmentAccess, frozenset[str]]] = {
    EquipmentAccess.NO_EQUIPMENT: _HOUSEHOLD,
    EquipmentAccess.HOME_GYM: _HOME_GYM,
    EquipmentAccess.FULL_GYM: EQUIPMENT - _ELSEWHERE,
}
"""What each access group is taken to hold.

A judgement: a plan that asks for something a person lacks fails on its first day, and one that leaves something unused
does not. So a home gym is small free weights, bands, a bench and floor tools; barbells, racks, a pull-up bar and
machines count only when the person lists them. A commercial gym holds everything but what belongs elsewhere.
"""

ACTIVITY_NEEDS: Final[dict[Activity, frozenset[str]]] = {
    Activity.CYCLING: frozenset({"bicycle"}),
    Activity.SWIMMING: frozenset({"pool"}),
    Activity.ROWING: frozenset({"rowing_machine"}),
}
"""Who asks for one of these activities has what it takes, as long as no equipment is listed."""


def equipment_of(access: EquipmentAccess, activities: tuple[Activity, ...] = ()) -> frozenset[str]:
    """What a person is taken to have who lists no equipment: the access group's, and what preferred activities take."""
    return ACCESS[access].union(*(ACTIVITY_NEEDS.get(activity, frozenset()) for activity in activities))


def resolve_equipment(text: str) -> str | None:
    """The equipment id that a name stands for (English, French, Arabic; case, accents, plural apart), or None."""
    return _index().get(key_of(text))


def closest_equipment(text: str, limit: int = 3) -> tuple[str, ...]:
    """Equipment ids nearest to a name that `resolve_equipment` does not know, best first."""
    keys = difflib.get_close_matches(key_of(text), _index(), n=limit * 2, cutoff=0.6)
    return tuple(dict.fromkeys(_index()[key] for key in keys))[:limit]


@cache
def _index() -> dict[str, str]:
    return {key_of(name): id_ for id_, names in NAMES.items() for name in (id_.replace("_", " "), *names)}
