"""The plan as a whole: too hard, too easy, and sets that may grow or should go."""

from collections.abc import Iterator
from statistics import mean

from domain.adaptation.changes import ScaleLoad, ScaleVolume
from domain.adaptation.pain import CAUTION_FROM, sore_scores
from domain.adaptation.revise import SETS_CHANGE_MOST
from domain.adaptation.rules.recovery import recent_checkins, worn
from domain.adaptation.rules.trigger import Found, Trigger, planned_once
from domain.adaptation.scene import Scene, holds_back, monday_of
from domain.adaptation.volume import one_less, one_more
from domain.coaching.programming.program import Program
from domain.coaching.programming.volume import HARD_ROLES, bands, weekly_sets
from domain.coaching.telling.recommend import INCREASE_WEIGHT, REDUCE_WEIGHT
from domain.readiness.types import Action
from domain.text.messages import say
from domain.training.state import SessionDone, WeekDone

LAST, WITHIN_DAYS = 3, 21
HARD_RPE, HARD_SHARE, SHARE_RPE = 8.5, 0.75, 7.0
EASY_RPE, EASY_SHARE = 4.5, 0.95
ADHERENT, VOLUME_WEEKS, VOLUME_EVERY_DAYS = 0.8, 2, 14
SORE, SORE_CHECKINS = 4, 3


def plan_sessions(scene: Scene) -> list[SessionDone]:
    """Sessions of the plan's days in building weeks under the current loads, oldest first."""
    light = {week.monday for week in scene.training.weeks if week.deload}
    changed = max((made.day for made in scene.document.adapted if made.kind in _LOAD_KINDS), default=None)
    return [
        session
        for session in scene.training.sessions
        if session.weekday is not None
        and 0 <= scene.age_days(session.day) <= WITHIN_DAYS
        and monday_of(session.day) not in light
        and (changed is None or session.day > changed)
    ]


_LOAD_KINDS = frozenset({"scale_load", "scale_volume", "restart", "deload"})


def full_weeks(scene: Scene, count: int) -> list[WeekDone]:
    """The last `count` calendar weeks before this one, newest last."""
    monday = monday_of(scene.day)
    return [week for week in scene.training.weeks if week.monday < monday][-count:]


def adherence(weeks: list[WeekDone]) -> float:
    """Done over planned sessions; 1 where none was planned."""
    due = sum(week.planned for week in weeks)
    return min(1.0, sum(min(week.done, week.planned) for week in weeks) / due) if due else 1.0


def _too_hard(scene: Scene) -> Iterator[Found]:
    last = plan_sessions(scene)[-LAST:]
    told = [session.rpe for session in last if session.rpe is not None]
    if len(last) < LAST:
        return
    cut = {day for day, _ in scene.training.cuts}
    whole = [session.share for session in last if session.day not in cut]
    rpe = mean(told) if len(told) == LAST else 0.0
    left_out = len(whole) < LAST or _hurt_lately(scene)  # sets were left out for other reasons
    share = 1.0 if left_out else mean(whole)
    # Sets left undone speak of too much work only beside efforts that say so: sessions are broken off for many reasons.
    if rpe >= HARD_RPE or (share < HARD_SHARE and rpe >= SHARE_RPE):
        change = _less_work(scene)
        if change is not None:
            numbers = {"rpe": round(rpe, 1), "share": round(share * 100), "sessions": LAST}
            yield Found(change=change, severity=max(0.5, rpe / 14, 0.8 - share / 2), numbers=numbers)


def _hurt_lately(scene: Scene) -> bool:
    """Whether this week or one of the last two had pain that asks for caution."""
    return any(week.pains >= CAUTION_FROM for week in scene.training.weeks[-3:]) or any(
        score >= CAUTION_FROM for score in sore_scores(scene.training, scene.day).values()
    )


def _less_work(scene: Scene) -> ScaleLoad | ScaleVolume | None:
    """A tenth off the loads; where there are none, a tenth of the sets."""
    if any(item.load_kg is not None for _, item in planned_once(scene)):
        return ScaleLoad(factor=1 - REDUCE_WEIGHT)
    sets = round(REDUCE_WEIGHT * _hard_sets(scene.program))
    return ScaleVolume(sets=-max(1, sets)) if one_less(scene.program, "") is not None else None


def _hard_sets(program: Program) -> int:
    return sum(item.sets for session in program.sessions for item in session.items if item.role in HARD_ROLES)


def _too_easy(scene: Scene) -> Iterator[Found]:
    last = plan_sessions(scene)[-LAST:]
    told = [session.rpe for session in last if session.rpe is not None]
    if len(last) < LAST or len(told) < LAST or not _may_rise(scene):
        return
    share, rpe = mean(session.share for session in last), mean(told)
    if rpe > EASY_RPE or share < EASY_SHARE:
        return
    plan = scene.document.plan
    factor = 1 + (plan.adaptive_recommendations.if_too_easy.increase_weight if plan else INCREASE_WEIGHT)
    loaded = any(item.load_kg is not None for _, item in planned_once(scene))
    change = ScaleLoad(factor=factor) if loaded else ScaleVolume(sets=1)
    numbers = {"rpe": round(rpe, 1), "share": round(share * 100), "sessions": LAST}
    yield Found(change=change, severity=0.4, numbers=numbers)


def _may_rise(scene: Scene) -> bool:
    """Nothing asks for less: readiness, pain, tiredness, missed sessions, a deload."""
    sore = any(score >= CAUTION_FROM for score in sore_scores(scene.training, scene.day).values())
    resting = scene.week is not None and scene.week.target.deload
    return scene.readiness.action is Action.NONE and not sore and not resting and not worn(scene)


def _more_sets(scene: Scene) -> Iterator[Found]:
    """A set more for the group furthest below the top of its range, when training goes well; every second week."""
    weeks = full_weeks(scene, VOLUME_WEEKS)
    ready = len(weeks) == VOLUME_WEEKS and adherence(weeks) >= ADHERENT and all(week.done for week in weeks)
    if not ready or holds_back(scene.person) or _hurt_lately(scene):
        return
    if not _may_rise(scene) or not _progressing(scene):
        return
    limits, found = bands(scene.person), weekly_sets(scene.program.sessions)
    open_ = [group for group, sets in found.items() if sets < limits[group].high and sets * SETS_CHANGE_MOST >= 1]
    for group in sorted(open_, key=lambda group: (found[group] / limits[group].high, group)):
        if one_more(scene.program, scene, group) is not None:
            numbers = {"sets": found[group], "high": limits[group].high, "weeks": VOLUME_WEEKS}
            words = {"muscle": say(scene.locale, f"rules.muscle.{group}")}
            yield Found(
                change=ScaleVolume(sets=1, group=group), severity=0.25, subject=group, numbers=numbers, words=words
            )
            return


def _progressing(scene: Scene) -> bool:
    """At least half of the plan's trained exercises gained lately, and none of them was missed twice."""
    states = [
        state for _, item in planned_once(scene) if (state := scene.state(item.exercise.id)) and state.outings > 2
    ]
    gaining = [state for state in states if state.stalled <= 1]
    return bool(states) and 2 * len(gaining) >= len(states) and all(state.missed < 2 for state in states)


def _fewer_sets(scene: Scene) -> Iterator[Found]:
    """A set less where more is done than can be recovered from, or for all when soreness stays."""
    limits, found = bands(scene.person), weekly_sets(scene.program.sessions)
    last = full_weeks(scene, 1)
    for group, done in sorted(last[0].sets.items() if last else ()):
        most = limits[group].most if group in limits else done
        if done > most and found.get(group, 0.0) > limits[group].high:
            words = {"muscle": say(scene.locale, f"rules.muscle.{group}")}
            change = ScaleVolume(sets=-1, group=group)
            yield Found(change=change, severity=0.45, subject=group, numbers={"sets": done, "most": most}, words=words)
            return
    told = [checkin.soreness for checkin in recent_checkins(scene) if checkin.soreness is not None]
    if len(told) >= SORE_CHECKINS and mean(told) >= SORE:
        sets = max(1, round(0.1 * _hard_sets(scene.program)))
        numbers = {"sets": round(mean(told), 1), "most": SORE}
        words = {"muscle": say(scene.locale, "rules.muscle.all")}
        yield Found(change=ScaleVolume(sets=-sets), severity=0.5, subject="all", numbers=numbers, words=words)


EFFORT_TRIGGERS: tuple[Trigger, ...] = (
    Trigger(
        id="ADP-too-hard",
        title="the last sessions were too hard",
        source="the plan's own adaptive recommendations (reduce_weight); thresholds ours",
        check=_too_hard,
        numbers={"sessions": LAST, "rpe": HARD_RPE, "share": HARD_SHARE, "reduce": REDUCE_WEIGHT},
    ),
    Trigger(
        id="ADP-too-easy",
        title="the last sessions were too easy",
        source="the plan's own adaptive recommendations (increase_weight); ACSM 2009: at most 10 %",
        check=_too_easy,
        numbers={"sessions": LAST, "rpe": EASY_RPE, "share": EASY_SHARE},
    ),
    Trigger(
        id="ADP-sets-less",
        title="more sets than can be recovered from",
        source="RP volume landmarks; Liftosaur guide; soreness threshold: GymCoach",
        check=_fewer_sets,
        pause_days=7,
        numbers={"soreness": SORE, "checkins": SORE_CHECKINS},
    ),
    Trigger(
        id="ADP-sets-more",
        title="a set more while training goes well",
        source="Pelland 2024 (more sets, diminishing returns); Liftosaur guide: at most a fifth",
        check=_more_sets,
        pause_days=VOLUME_EVERY_DAYS,
        numbers={"adherence": ADHERENT, "weeks": VOLUME_WEEKS, "share": SETS_CHANGE_MOST},
    ),
)
