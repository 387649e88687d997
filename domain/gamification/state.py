"""The state of the game, folded from events day after day: immutable, JSON-serialisable, bounded.

Nothing in it is ever set by hand: it is rebuilt from the events at any time, and comes out the same.
"""

from datetime import date
from uuid import UUID

from msgspec import Struct

from domain.events.kinds import PlannedDay
from domain.plan import WeekTarget
from domain.profile import Weekday


class Gains(Struct, frozen=True, array_like=True):
    """What something added to the attributes, in the plan's own units (health: days of a week lived as planned)."""

    strength: float = 0.0
    agility: float = 0.0
    endurance: float = 0.0
    health: float = 0.0

    def plus(self, other: "Gains", share: float = 1.0) -> "Gains":
        """The sum with `share` of `other`."""
        return Gains(
            self.strength + share * other.strength,
            self.agility + share * other.agility,
            self.endurance + share * other.endurance,
            self.health + share * other.health,
        )


class Points(Struct, frozen=True, array_like=True):
    """Gains added up and decaying since `day`; see `domain.gamification.attributes`."""

    value: float = 0.0
    day: date | None = None


class Attributes(Struct, frozen=True, array_like=True):
    strength: Points = Points()
    agility: Points = Points()
    endurance: Points = Points()
    health: Points = Points()


class Entry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the ledger: what earned XP, or why something did not.

    `kind` is the key of its text (`game.entry.*`), `subject` a plan's weekday, an exercise or a quest; `lost`: XP that
    it would have earned. `gains` may be there without XP.
    """

    day: date
    kind: str
    subject: str = ""
    xp: int = 0
    lost: int = 0
    gains: Gains = Gains()


class Held(Struct, frozen=True, kw_only=True):
    """Work that does not add up and waits: `xp` (already within the day's cap) and `gains` come when it is released.

    `reason` is jump, sets, overlap or speed. For a jump, `exercise` and its estimate `value` in kg.
    """

    day: date
    reason: str
    subject: str
    xp: int
    gains: Gains
    exercise: str = ""
    value: float = 0.0


class Lift(Struct, frozen=True, array_like=True):
    """An exercise's outings with an estimated maximum (kg): how many, the last days' (newest last), the best of all."""

    outings: int
    recent: tuple[tuple[date, float], ...]
    best: float


class GamePlan(Struct, frozen=True, kw_only=True):
    """What the game needs of a plan version. `days` is empty when training was halted."""

    plan: UUID
    cycle_started: date
    weeks: tuple[WeekTarget, ...]
    days: tuple[PlannedDay, ...]


class OpenSession(Struct, frozen=True, array_like=True):
    """A session that began on `day`, kept for its sets after midnight."""

    day: date
    plan: UUID | None
    weekday: Weekday | None


class Progress(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How far a plan's day has come this week: sets by planned exercise (parts of a set for timed work).

    `left_out` are exercises skipped for pain: they are not missing.
    """

    sets: dict[str, float] = {}
    left_out: frozenset[str] = frozenset()


class PastWeek(Struct, frozen=True, array_like=True):
    """A week of the cycle that is over: plan days and how many of them were done."""

    monday: date
    planned: int
    done: int


class Week(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The running week. `asked`: plan days that are over, days away and with a red flag left out.

    `planned`: those of them without severe pain either. `progress` by weekday; `done`: plan days done by half or more;
    `earned`: those of them that earned XP; `full`: done nearly whole.
    """

    monday: date
    asked: int = 0
    planned: int = 0
    progress: dict[str, Progress] = {}
    done: frozenset[Weekday] = frozenset()
    earned: frozenset[Weekday] = frozenset()
    full: frozenset[Weekday] = frozenset()
    rests: int = 0
    checkins: int = 0
    gains: Gains = Gains()


class Streak(Struct, frozen=True, kw_only=True):
    """Weeks in a row in which the person's own schedule was kept. Only `full` weeks count; a freeze never does.

    `freezes` are left; `used` lists the latest (week's Monday, how many), newest last.
    """

    weeks: int = 0
    best: int = 0
    full: int = 0
    freezes: int = 0
    used: tuple[tuple[date, int], ...] = ()


class Quest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A goal of the week. `kind` is sessions, reps, minutes, checkins or rest; `subject` an exercise (reps)."""

    kind: str
    target: int
    progress: int = 0
    subject: str = ""
    rir: int = 0

    @property
    def done(self) -> bool:
        """Whether its reward has been given."""
        return self.progress >= self.target


class DayPlay(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The latest day. `hard`: trained (more than easy movement); `excused`: severe pain; `planned_on`: a plan began."""

    work_xp: int = 0
    bonus_xp: int = 0
    hard: bool = False
    excused: bool = False
    planned_on: bool = False


class GameState(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The whole game after `day` (None before any event).

    `plans` newest last (the last is in force); `entries` of the last `LEDGER_DAYS`; `held` of the last `HELD_DAYS`;
    `week_xp` (Monday, XP) of the last `WEEKS_KEPT` weeks, newest last;
    `past`: weeks of the running cycle that moved it on; `counts` are what achievements look at; `earned`:
    achievement to the day it was earned; `strongest`: movement pattern to the best estimate (kg) and its day;
    `heaviest_kg`: the highest body weight told, so that losing weight never makes anybody stronger here.
    """

    day: date | None = None
    xp: int = 0
    today: DayPlay = DayPlay()
    week: Week | None = None
    week_xp: tuple[tuple[date, int], ...] = ()
    past: tuple[PastWeek, ...] = ()
    plans: tuple[GamePlan, ...] = ()
    sessions: dict[str, OpenSession] = {}
    attributes: Attributes = Attributes()
    streak: Streak = Streak()
    quests: tuple[Quest, ...] = ()
    entries: tuple[Entry, ...] = ()
    held: tuple[Held, ...] = ()
    lifts: dict[str, Lift] = {}
    strongest: dict[str, tuple[float, date]] = {}
    heaviest_kg: float = 0.0
    counts: dict[str, int] = {}
    tried: frozenset[str] = frozenset()
    earned: dict[str, date] = {}
    symptoms: frozenset[str] = frozenset()
    away_until: date | None = None
    unwell: bool = False
    last_session: date | None = None

    @property
    def plan(self) -> GamePlan | None:
        """The plan in force."""
        return self.plans[-1] if self.plans else None

    @property
    def halted(self) -> bool:
        """Whether the plan in force says not to train."""
        return bool(self.plans) and not self.plans[-1].days


LEDGER_DAYS, HELD_DAYS, WEEKS_KEPT, PLANS_KEPT, USED_KEPT = 7, 28, 8, 4, 8
