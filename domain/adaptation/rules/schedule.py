"""Days and minutes: sessions that are missed, and time that is not there."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from statistics import median

from domain.adaptation.changes import MoveDay, Shorten
from domain.adaptation.revise import SHORTEST
from domain.adaptation.rules.effort import adherence, full_weeks
from domain.adaptation.rules.trigger import Found, Trigger
from domain.adaptation.scene import Scene
from domain.adaptation.wording import day_name
from domain.coaching.programming.program import Program
from domain.coaching.programming.timing import session_minutes
from domain.coaching.telling.recommend import circuit_ok
from domain.profile import Weekday
from domain.training.state import SessionDone, WeekDone

MISSED_WEEKS = 2
LOW_ADHERENCE, ADHERENCE_WEEKS = 0.6, 3
SHORTER = 0.75
CUTS, CUT_DAYS = 3, 14
CIRCUIT_BELOW = 0.6
"""Below this share of the planned minutes a circuit is worth its hurry (our judgement)."""

_WEEK = tuple(Weekday)
_ROUND_MIN = 5


def _missed_day(scene: Scene) -> Iterator[Found]:
    """The same session not done on its day for two weeks in a row, while others were: it moves to a day that works."""
    weeks = full_weeks(scene, MISSED_WEEKS)
    active = scene.training.plan
    since = scene.day if active is None else active.days_since or active.since
    if len(weeks) < MISSED_WEEKS or any(week.monday < since or not week.done for week in weeks):
        return
    for session in scene.program.sessions:
        if any(_done_on_its_day(scene, session.weekday, week) for week in weeks):
            continue
        to, shown = _better_day(scene, session.weekday, weeks)
        if to is not None:
            words = {"day": day_name(scene, session.weekday), "to": day_name(scene, to)}
            change = MoveDay(weekday=session.weekday, to=to)
            numbers = {"weeks": float(MISSED_WEEKS)}
            severity = 0.5 if shown else 0.4
            subject = str(session.weekday)
            yield Found(change=change, severity=severity, subject=subject, numbers=numbers, words=words)


def _done_in(scene: Scene, week: WeekDone) -> Iterator[SessionDone]:
    last = week.monday + timedelta(days=6)
    return (session for session in scene.training.sessions if week.monday <= session.day <= last)


def _done_on_its_day(scene: Scene, weekday: Weekday, week: WeekDone) -> bool:
    return any(
        session.weekday == weekday and _WEEK[session.day.weekday()] == weekday for session in _done_in(scene, week)
    )


def _better_day(scene: Scene, weekday: Weekday, weeks: list[WeekDone]) -> tuple[Weekday | None, bool]:
    """The free day the session was done on most, else one that was trained on, else one that the profile offers.

    The second value says whether it was the first of these.
    """
    taken = {session.weekday for session in scene.program.sessions}
    sessions = [session for week in weeks for session in _done_in(scene, week)]
    on = Counter(_WEEK[session.day.weekday()] for session in sessions if session.weekday == weekday)
    trained = Counter(_WEEK[session.day.weekday()] for session in sessions)
    offered = scene.profile.preferences.available_weekdays or ()
    wanted = (*(day for day, _ in on.most_common()), *(day for day, _ in trained.most_common()), *offered)
    found = next((day for day in wanted if day not in taken), None)
    return found, found in on


def _seldom(scene: Scene) -> Iterator[Found]:
    """Under 60 % of the sessions in three weeks: shorter ones are more likely to take place."""
    weeks = full_weeks(scene, ADHERENCE_WEEKS)
    share = adherence(weeks)
    if len(weeks) < ADHERENCE_WEEKS or sum(week.planned for week in weeks) < ADHERENCE_WEEKS or share >= LOW_ADHERENCE:
        return
    minutes = int(longest(scene.program) * SHORTER) // _ROUND_MIN * _ROUND_MIN
    if minutes >= SHORTEST:
        numbers = {"percent": round(share * 100), "weeks": float(ADHERENCE_WEEKS), "minutes": float(minutes)}
        yield Found(change=Shorten(minutes=minutes), severity=0.7 - share / 2, numbers=numbers)


def longest(program: Program) -> float:
    """Minutes of the longest session."""
    return max((session_minutes(session) for session in program.sessions), default=0.0)


def _cut(scene: Scene) -> Iterator[Found]:
    """Less time than planned three times in two weeks: the plan takes the time that there is."""
    planned = longest(scene.program)
    cuts = [
        minutes for day, minutes in scene.training.cuts if 0 <= scene.age_days(day) <= CUT_DAYS and minutes < planned
    ]
    since = max((made.day for made in scene.document.adapted if made.kind == "shorten"), default=None)
    if since is not None and scene.age_days(since) <= CUT_DAYS:
        return
    if len(cuts) >= CUTS:
        minutes = max(SHORTEST, int(median(cuts)) // _ROUND_MIN * _ROUND_MIN)
        circuit = minutes < CIRCUIT_BELOW * planned and circuit_ok(scene.program, scene.person)
        numbers = {"cuts": float(len(cuts)), "days": float(CUT_DAYS), "minutes": float(minutes)}
        yield Found(change=Shorten(minutes=minutes, circuit=circuit), severity=0.4 + 0.03 * len(cuts), numbers=numbers)


SCHEDULE_TRIGGERS: tuple[Trigger, ...] = (
    Trigger(
        id="ADP-seldom",
        title="many sessions are missed",
        source="our judgement; what gets done counts",
        check=_seldom,
        quiet_days=28,
        numbers={"share": LOW_ADHERENCE, "weeks": ADHERENCE_WEEKS, "minutes": SHORTER},
    ),
    Trigger(
        id="ADP-cuts",
        title="time is short again and again",
        source="users of training apps ask for plans that obey their time; thresholds ours",
        check=_cut,
        numbers={"cuts": CUTS, "days": CUT_DAYS},
    ),
    Trigger(
        id="ADP-move-day",
        title="a weekday that does not work",
        source="our judgement; a session on a day that works is done",
        check=_missed_day,
        numbers={"weeks": MISSED_WEEKS},
    ),
)
