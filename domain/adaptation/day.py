"""Which of the plan's days it is: today's own, or the oldest missed one that leaves two days between hard work."""

from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct

from domain.adaptation.scene import Scene, monday_of
from domain.coaching.programming.program import Session
from domain.coaching.programming.volume import session_sets
from domain.coaching.verifier.volume import HARD_DAY
from domain.profile import Weekday
from domain.training.state import SessionDone

WEEK = tuple(Weekday)
REST_DAYS = 2
"""A muscle group that worked hard rests for 48 hours (rule REC-1)."""


class TodayKind(StrEnum):
    """What the day is: a session, a rest day, one already trained on, an absence, or a halt until someone was seen."""

    TRAIN = "train"
    REST = "rest"
    DONE = "done"
    AWAY = "away"
    HALT = "halt"


class Choice(Struct, frozen=True, kw_only=True):
    """The day's session (None: none), and `missed` when it is one that was due earlier in the week."""

    kind: TodayKind
    session: Session | None = None
    missed: bool = False


def choose_day(scene: Scene, weekday: Weekday | None = None) -> Choice:
    """The session for the scene's day; `weekday` asks for that plan day whatever the calendar says."""
    training = scene.training
    if training.open_symptoms or scene.document.plan is None:
        return Choice(kind=TodayKind.HALT)
    if training.away_until is not None and training.away_until >= scene.day and weekday is None:
        return Choice(kind=TodayKind.AWAY)
    by_day = {session.weekday: session for session in scene.program.sessions}
    if weekday is None:
        return _by_calendar(scene, by_day)
    asked = by_day.get(weekday)
    return Choice(kind=TodayKind.TRAIN if asked else TodayKind.REST, session=asked)


def _by_calendar(scene: Scene, by_day: dict[Weekday, Session]) -> Choice:
    """Today's own session, else a missed one; a day that was trained on is done."""
    done = done_this_week(scene)
    if any(session.day == scene.day and session.weekday is not None for session in done):
        running = _running(scene, done)
        return Choice(kind=TodayKind.DONE, session=by_day.get(running) if running else None)
    today = WEEK[scene.day.weekday()]
    finished = {session.weekday for session in done}
    if today in by_day and today not in finished:
        return Choice(kind=TodayKind.TRAIN, session=by_day[today])
    missed = next((session for session in _missed(scene, finished) if _rested(scene, session)), None)
    if missed is not None:
        return Choice(kind=TodayKind.TRAIN, session=missed, missed=True)
    return Choice(kind=TodayKind.REST)


def done_this_week(scene: Scene) -> list[SessionDone]:
    """Sessions of this calendar week that were trained."""
    monday = monday_of(scene.day)
    return [session for session in scene.training.sessions if monday <= session.day <= scene.day]


def next_day(scene: Scene) -> date | None:
    """The next day after today that the plan has a session on."""
    planned = {WEEK.index(session.weekday) for session in scene.program.sessions}
    ahead = (scene.day + timedelta(days=number) for number in range(1, 8))
    return next((day for day in ahead if day.weekday() in planned), None)


def _running(scene: Scene, done: list[SessionDone]) -> Weekday | None:
    return next((session.weekday for session in done if session.day == scene.day and session.weekday), None)


def _missed(scene: Scene, finished: set[Weekday | None]) -> list[Session]:
    """Sessions due earlier this week, under this plan, and not done, oldest first."""
    since = scene.training.plan.since if scene.training.plan is not None else scene.day
    monday = monday_of(scene.day)
    return [
        session
        for session in scene.program.sessions
        if session.weekday not in finished
        and WEEK.index(session.weekday) < scene.day.weekday()
        and monday + timedelta(days=WEEK.index(session.weekday)) >= since
    ]


def _rested(scene: Scene, session: Session) -> bool:
    """Whether no muscle group that the session works hard was worked hard yesterday or will be tomorrow."""
    hard = {group for group, sets in session_sets(session.items).items() if sets >= HARD_DAY}
    tomorrow = WEEK[(scene.day + timedelta(days=1)).weekday()]
    others = [other for other in scene.program.sessions if other.weekday is tomorrow]
    by_day = {other.weekday: other for other in scene.program.sessions}
    others += [
        by_day[trained.weekday]
        for trained in scene.training.sessions
        if trained.weekday in by_day and 0 < scene.age_days(trained.day) < REST_DAYS
    ]
    return not any(
        sets >= HARD_DAY and group in hard for other in others for group, sets in session_sets(other.items).items()
    )
