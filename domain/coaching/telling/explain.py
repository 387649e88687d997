"""Why: each exercise and each adaptation names the rule behind it and the person's own data, in their language."""

from domain.catalogue.types import Joint
from domain.coaching.person import Person
from domain.coaching.programming.program import Program, Session, WorkItem
from domain.coaching.programming.schemes import HELD_ENOUGH, LOW_ADHERENCE, lowest_reps, useful_minutes
from domain.coaching.programming.volume import GROUPS
from domain.coaching.telling.overview import listed
from domain.coaching.verifier.rule import Context
from domain.nutrition.targets import nutrition_reasons
from domain.plan import NutritionDetail, Reason
from domain.profile import Activity
from domain.text.messages import has_text, say

MOST_REASONS = 3
_PREGNANCY = "pregnancy"
_TELLING = (
    "SAFE-1", "FBK-hard", "FBK-easy", "PRF-1", "HLT-1", "CAU-1", "AGE-1", "AGE-2", "LOAD-e1rm", "LOAD-related",
    "TIM-fit", "REC-1", "VOL-max", "VOL-min", "BAL-1", "ADH-1", "LOAD-start", "LOAD-find", "TIM-fill", "LVL-beginner",
)  # fmt: skip
"""Rules of `WorkItem.rules` in the order in which they are worth telling."""


def day_reasons(session: Session, person: Person) -> tuple[tuple[Reason, ...], ...]:
    """One to three reasons for each exercise; what is true of several is said at the first of them, care at each."""
    told: set[str] = set()
    found = []
    for item in session.items:
        first, *others = _reasons(item, person)
        fresh = [reason for reason in others if reason.rule in item.limits or reason.text not in told]
        kept = (first, *fresh[: MOST_REASONS - 1])
        told.update(reason.text for reason in kept)
        found.append(kept)
    return tuple(found)


def exercise_reasons(item: WorkItem, person: Person) -> tuple[Reason, ...]:
    """One to three reasons: what it trains and for which goal, what it spares, what shaped its dose."""
    return tuple(_reasons(item, person)[:MOST_REASONS])


def _reasons(item: WorkItem, person: Person) -> list[Reason]:
    """All reasons, the slot's own first, then the most personal."""
    locale = person.locale
    muscles = list(dict.fromkeys(GROUPS[muscle] for muscle in item.exercise.primary))
    trained = listed(locale, [say(locale, f"rules.muscle.{group}").lower() for group in muscles[:2]])
    goal = say(locale, f"common.goal.{person.goals[0]}")
    slot = "balance" if item.exercise.pattern == "balance" else item.role
    reasons = [
        Reason(
            rule=f"SLOT-{item.role}",
            text=say(locale, f"plan.why.SLOT-{slot}", muscles=trained, goal=goal),
            data={"goal": str(person.goals[0])},
        )
    ]
    reasons += [_careful(limit, person) for limit in item.limits[:1]]
    if spared := _spared(item, person):
        reasons.append(spared)
    return reasons + _shaped(item, person)


def _shaped(item: WorkItem, person: Person) -> list[Reason]:
    """What shaped the dose, the most personal first."""
    data = _data(person)
    goals = (rule for rule in item.rules if rule.startswith("GOAL-"))
    return [
        Reason(rule=rule, text=say(person.locale, f"plan.why.{rule}", **data), data=data)
        for rule in (*_TELLING, *goals)
        if rule in item.rules and not (rule == "CAU-1" and "HLT-1" in item.rules)  # one of them says it
    ]


def _careful(limit: str, person: Person) -> Reason:
    """Why an exercise is allowed only with care; `limit` is a rule id of the contraindication table."""
    kind, _, about = limit.partition("-")
    if kind == "INJ" and has_text(f"common.joint.{about}"):
        region = say(person.locale, f"common.joint.{about}")
        return Reason(
            rule=limit, text=say(person.locale, "plan.why.careful_region", region=region), data={"injury": about}
        )
    if kind == "MED" and has_text(f"common.condition.{about}"):
        named = say(person.locale, f"common.condition.{about}")
        return Reason(
            rule=limit,
            text=say(person.locale, "plan.why.careful_condition", condition=named),
            data={"condition": about},
        )
    return Reason(
        rule=limit, text=say(person.locale, "plan.why.careful_pregnancy" if kind == "PRG" else "plan.why.CAU-1")
    )


def _data(person: Person) -> dict[str, str]:
    """The person's facts that a reason may quote."""
    return {
        "age": str(person.age),
        "minutes": str(person.minutes),
        "level": say(person.locale, f"common.level.{person.level}"),
    }


def _spared(item: WorkItem, person: Person) -> Reason | None:
    """The first injured joint that this exercise leaves alone."""
    for joint in sorted(person.regions - item.exercise.joints):
        region = say(person.locale, f"common.joint.{joint}")
        return Reason(
            rule=f"INJ-{joint}", text=say(person.locale, "plan.why.spares", region=region), data={"injury": str(joint)}
        )
    return None


_FRIENDLY = {
    Joint.LOWER_BACK: "back_friendly",
    Joint.KNEE: "knee_friendly",
    Joint.SHOULDER: "shoulder_friendly",
    Joint.WRIST: "wrist_friendly",
    Joint.ELBOW: "elbow_friendly",
    Joint.NECK: "neck_friendly",
    Joint.HIP: "hip_friendly",
    Joint.ANKLE: "ankle_friendly",
}


def adaptations(program: Program, context: Context) -> tuple[tuple[str, Reason], ...]:
    """What was changed for this person: (key of the dissertation's `adaptations`, its reason), in a fixed order."""
    person = context.person
    found = [_adaptation(person, "difficulty_adjustment", "LVL-1", level=_data(person)["level"])]
    found += [_adaptation(person, _FRIENDLY[joint], f"INJ-{joint}") for joint in Joint if joint in person.regions]
    found += _health(context)
    found.append(_time(program, person))
    if useful_minutes(person) == HELD_ENOUGH < person.minutes:
        found.append(_adaptation(person, "time_enough", "TIM-2"))
    found += _equipment(program, context)
    found += _history(program, person)
    return tuple(found)


def _adaptation(person: Person, key: str, rule: str, **data: str) -> tuple[str, Reason]:
    return key, Reason(rule=rule, text=say(person.locale, f"plan.adaptations.{key}", **data), data=data)


def _health(context: Context) -> list[tuple[str, Reason]]:
    person, locale = context.person, context.person.locale
    found = []
    if person.pregnancy is not None:
        found.append(_adaptation(person, "pregnancy", "PRG-1"))
    named = [
        say(locale, f"common.condition.{name}")
        for name in sorted(person.conditions)
        if name != _PREGNANCY and _known(name)
    ]
    if named:
        found.append(_adaptation(person, "health_condition", "MED-0", conditions=listed(locale, named)))
    if person.unmapped:
        data = {"injuries": "; ".join(person.unmapped)}
        found.append(("caution", Reason(rule="CAU-1", text=say(locale, "plan.adaptations.caution"), data=data)))
    if person.minor:
        found.append(_adaptation(person, "age_young", "AGE-1", reps=str(lowest_reps(person))))
    if person.older:
        found.append(_adaptation(person, "age_older", "AGE-2"))
    if not person.vigorous_ok or person.gentle_only:
        found.append(_adaptation(person, "screening", "SCR-2"))
    return found


def _known(condition: str) -> bool:
    return has_text(f"common.condition.{condition}")


def _time(program: Program, person: Person) -> tuple[str, Reason]:
    minutes = say(person.locale, "common.count.minutes", count=person.minutes)
    rule = "TIM-fit" if any("TIM-fit" in item.rules for day in program.sessions for item in day.items) else "TIM-1"
    return _adaptation(person, "time", rule, minutes=minutes)


def _equipment(program: Program, context: Context) -> list[tuple[str, Reason]]:
    person = context.person
    used = {need for session in program.sessions for item in session.items for need in item.exercise.needs}
    if not used:
        return [_adaptation(person, "no_equipment", "EQP-1")]
    names = listed(person.locale, sorted(need.replace("_", " ") for need in used))
    return [_adaptation(person, "equipment", "EQP-1", equipment=names)]


def _history(program: Program, person: Person) -> list[tuple[str, Reason]]:
    found = []
    if person.too_hard or person.disliked:
        found.append(_adaptation(person, "feedback", "FBK-1"))
    if person.completion_rate is not None and person.completion_rate < LOW_ADHERENCE:
        found.append(_adaptation(person, "adherence", "ADH-1"))
    planned = {
        activity for session in program.sessions for item in session.items for activity in item.exercise.activities
    }
    liked = [activity for activity in person.activities if activity in planned]
    if liked:
        found.append(_adaptation(person, "preferences", "PRF-1", activities=_activities(liked, person)))
    return found


def _activities(activities: list[Activity], person: Person) -> str:
    return listed(person.locale, [say(person.locale, f"plan.activity.{activity}") for activity in activities])


def nutrition_detail(program: Program, person: Person) -> NutritionDetail:
    """The nutrition targets with the formula, adjustment and limits that made them."""
    targets = program.nutrition
    return NutritionDetail(
        bmr=targets.bmr,
        tdee=targets.tdee,
        target=targets.target,
        floor=targets.floor,
        protein_g=targets.protein_g,
        carbs_g=targets.carbs_g,
        fat_g=targets.fat_g,
        fibre_g=targets.fibre_g,
        water_l=targets.water_l,
        reasons=nutrition_reasons(targets, person.locale),
    )
