"""The rules that put an exercise into a plan or shaped its dose: meaning and source of every id in `WorkItem.rules`."""

from msgspec import Struct


class RuleInfo(Struct, frozen=True):
    """What a planning rule means and where it comes from."""

    meaning: str
    source: str


_GOALS = {
    "strength": "heavy sets of few repetitions",
    "hypertrophy": "moderate sets close to failure",
    "muscular_endurance": "long sets with short rests",
    "power": "few fast repetitions with full rest",
    "general": "sets of 8 to 15 for all-round fitness",
    "light": "easy sets, far from failure",
}
_ROLES = {
    "power": "fast work while fresh",
    "main": "the day's main movement",
    "accessory": "a second movement for the same muscles",
    "isolation": "a small muscle that the compounds leave short",
    "core": "the trunk",
    "conditioning": "heart and lungs",
    "mobility": "range of motion, balance and calm",
}
_ACSM = "ACSM position stands 2009 and 2026"
_GUIDE = "practice guides; our judgement"

PLANNING_RULES: dict[str, RuleInfo] = {
    **{f"GOAL-{scheme}": RuleInfo(f"the goal asks for {text}", _ACSM) for scheme, text in _GOALS.items()},
    **{
        f"SLOT-{role}": RuleInfo(f"its place: {text}", "ACSM 2009: large before small") for role, text in _ROLES.items()
    },
    "VOL-min": RuleInfo("a set was added to reach the useful weekly range", "RP landmarks; Liftosaur guide"),
    "VOL-max": RuleInfo("a set was taken away: more than can be recovered from", "RP landmarks; Remmert 2025"),
    "BAL-1": RuleInfo("sets moved so that pushing and pulling stay balanced", "evidence 4.14: 0.67 to 1.5"),
    "REC-1": RuleInfo("fewer sets: the same muscle works hard the day before or after", "evidence 4.14: 48 hours"),
    "TIM-fit": RuleInfo("shortened to fit the person's minutes", "the session-time formula"),
    "TIM-fill": RuleInfo("lengthened because the session had minutes left", "the session-time formula"),
    "LOAD-e1rm": RuleInfo("load from the person's own maximum and the repetitions chart", "RTS chart; Epley; Brzycki"),
    "LOAD-related": RuleInfo("load from the person's maximum of a related lift, at the low end of the usual", _GUIDE),
    "LOAD-start": RuleInfo("load from a low estimate, to be corrected in the first session", _GUIDE),
    "LOAD-find": RuleInfo("the load is found in the first session", _GUIDE),
    "AGE-1": RuleInfo(
        "under 18: at least 8 repetitions, at most 70 % and 3 sets", "youth resistance-training statements"
    ),
    "AGE-2": RuleInfo("from 65: start with one or two sets, more rest", "NSCA 2019"),
    "LVL-beginner": RuleInfo("beginner: three repetitions in reserve, few sets", "ACSM 2009; Liftosaur guide"),
    "HLT-1": RuleInfo(
        "health: 40-60 % of the maximum, 12-15 repetitions, no strain", "Sorace 2012; ACOG 804; Pescatello 2004"
    ),
    "LIM-1": RuleInfo("allowed with care: lighter, slower, shorter range", "contraindication table"),
    "CAU-1": RuleInfo("held down until more is known about an injury or the screening", "our judgement"),
    "ADH-1": RuleInfo("fewer sets because many workouts were missed", "our judgement"),
    "FBK-hard": RuleInfo("made easier: it was too hard last time", "our judgement"),
    "FBK-easy": RuleInfo("made harder: it was too easy last time", "our judgement"),
    "PRF-1": RuleInfo("an activity or exercise the person likes", "the person's preferences"),
}
