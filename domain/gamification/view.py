"""The game as it is shown: every number with its text, in the person's language."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from math import exp
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from domain.catalogue.types import Catalogue
from domain.coaching.telling.worth import DAY_CAP_XP
from domain.gamification.achievements import TIERS, Achievement, achievements, count_of
from domain.gamification.attributes import DECAY_DAYS, NAMES, decayed, scores
from domain.gamification.ledger import MOST_XP_A_DAY, QUEST_XP
from domain.gamification.levels import band_of, level_of
from domain.gamification.planned import WEEKDAYS
from domain.gamification.state import HELD_DAYS, LEDGER_DAYS, Attributes, Entry, GameState, Held, Points, Quest
from domain.profile import Locale, Weekday
from domain.text.messages import say
from domain.training.state import Record

NEXT_SHOWN: Final = 5
RECORDS_SHOWN: Final = 10
_KG: Final = "kg"


class Moved(Struct, frozen=True, kw_only=True):
    """Something that raised an attribute; `points` of its 1000 as they still count today."""

    day: date
    text: str
    points: int


class AttributeView(Struct, frozen=True, kw_only=True):
    """`score` 0-1000; `gained` by the last week's work (`moved`, largest first), `faded` in the same days."""

    name: str
    title: str
    text: str
    score: int
    gained: int
    faded: int
    moved: tuple[Moved, ...]


class FreezeUsed(Struct, frozen=True, kw_only=True):
    """How many freezes stood in for missed sessions in the week of `monday`."""

    monday: date
    count: int


class StreakView(Struct, frozen=True, kw_only=True):
    """Weeks kept; `freezes` left and where the last were used; this week's plan days and which are done."""

    weeks: int
    best: int
    text: str
    freezes: int
    freezes_text: str
    freezes_used: tuple[FreezeUsed, ...]
    plan_days: tuple[Weekday, ...]
    done: tuple[Weekday, ...]


class EntryView(Struct, frozen=True, kw_only=True):
    """A line of the ledger: XP given, and `lost` where something was not paid."""

    day: date
    kind: str
    text: str
    xp: int
    lost: int


class HeldView(Struct, frozen=True, kw_only=True):
    """Work held back: what would release its `xp`, and the day after which it lapses."""

    day: date
    reason: str
    text: str
    xp: int
    until: date


class QuestView(Struct, frozen=True, kw_only=True):
    kind: str
    text: str
    target: int
    progress: int
    done: bool
    reward_xp: int


class RecordView(Struct, frozen=True, kw_only=True):
    """`value` beat `before`; in kg, repetitions or seconds (`unit`)."""

    day: date
    exercise: str
    name: str
    kind: str
    text: str
    unit: str
    value: float
    before: float


class AchievementView(Struct, frozen=True, kw_only=True):
    """`earned` is the day (None: not yet); `count` of `goal`."""

    id: str
    family: str
    tier: str
    tier_text: str
    name: str
    text: str
    goal: int
    count: int
    earned: date | None


class TodayView(Struct, frozen=True, kw_only=True):
    """XP of the day against its caps, line by line."""

    day: date
    xp: int
    work_cap: int
    day_cap: int
    entries: tuple[EntryView, ...]


class GameView(Struct, frozen=True, kw_only=True):
    """The whole game. `into` of `needed` XP lead to the next level; `recent` are the days before today."""

    xp: int
    level: int
    title: str
    into: int
    needed: int
    attributes: tuple[AttributeView, ...]
    streak: StreakView
    quests: tuple[QuestView, ...]
    today: TodayView
    recent: tuple[EntryView, ...]
    held: tuple[HeldView, ...]
    records: tuple[RecordView, ...]
    earned: int
    latest: tuple[AchievementView, ...]
    next: tuple[AchievementView, ...]


def game_view(
    state: GameState, day: date, locale: Locale, catalogue: Catalogue, records: Iterable[Record] = ()
) -> GameView:
    """The state on `day` (to which it has been advanced)."""
    level = level_of(state.xp)
    words = _Words(locale, catalogue)
    lines = [words.entry(entry) for entry in state.entries if entry.xp or entry.lost]
    all_ = achievements_view(state, locale)
    won = sorted((each for each in all_ if each.earned), key=lambda each: (each.earned, each.id), reverse=True)
    today = tuple(line for line in lines if line.day == day)
    return GameView(
        xp=state.xp,
        level=level.level,
        title=say(locale, f"game.title.{band_of(level.level)}"),
        into=level.into,
        needed=level.needed,
        attributes=attributes_view(state, day, words),
        streak=_streak(state, locale),
        quests=tuple(words.quest(quest) for quest in state.quests),
        today=TodayView(
            day=day, xp=sum(line.xp for line in today), work_cap=DAY_CAP_XP, day_cap=MOST_XP_A_DAY, entries=today
        ),
        recent=tuple(line for line in reversed(lines) if line.day != day),
        held=tuple(words.held(held) for held in state.held),
        records=tuple(words.record(record) for record in [*records][-RECORDS_SHOWN:][::-1]),
        earned=len(won),
        latest=tuple(won[:NEXT_SHOWN]),
        next=_next(all_),
    )


class _Words:
    """Says things in one language, with the catalogue's names."""

    def __init__(self, locale: Locale, catalogue: Catalogue) -> None:
        self.locale = locale
        self._catalogue = catalogue

    def name(self, subject: str) -> str:
        """A weekday, an exercise or a kind of quest, as it is called."""
        if subject in WEEKDAYS:
            return say(self.locale, f"common.weekday.{subject}")
        exercise = self._catalogue.exercises.get(subject)
        return exercise.name if exercise else subject

    def entry(self, entry: Entry) -> EntryView:
        return EntryView(day=entry.day, kind=entry.kind, text=self.entry_text(entry), xp=entry.xp, lost=entry.lost)

    def entry_text(self, entry: Entry) -> str:
        subject = self.name(entry.subject)
        if entry.kind == "quest":
            subject = say(self.locale, f"game.quest.name_{entry.subject}")
        return say(self.locale, f"game.entry.{entry.kind}", subject=subject)

    def held(self, held: Held) -> HeldView:
        text = say(self.locale, f"game.held.{held.reason}", subject=self.name(held.exercise), value=f"{held.value:g}")
        until = held.day + timedelta(days=HELD_DAYS)
        return HeldView(day=held.day, reason=held.reason, text=text, xp=held.xp, until=until)

    def quest(self, quest: Quest) -> QuestView:
        text = say(
            self.locale,
            f"game.quest.{quest.kind}",
            count=quest.target,
            subject=self.name(quest.subject),
            rir=quest.rir,
        )
        return QuestView(
            kind=quest.kind,
            text=text,
            target=quest.target,
            progress=quest.progress,
            done=quest.done,
            reward_xp=QUEST_XP,
        )

    def record(self, record: Record) -> RecordView:
        kind = record.kind.value
        return RecordView(
            day=record.day,
            exercise=record.exercise,
            name=self.name(record.exercise),
            kind=kind,
            text=say(self.locale, f"game.record.{kind}"),
            unit={"reps": "reps", "seconds": "s"}.get(kind, _KG),
            value=record.value,
            before=record.before,
        )


# --- attributes ---


def attributes_view(state: GameState, day: date, words: _Words) -> tuple[AttributeView, ...]:
    """Each attribute with what moved it in the last days."""
    now = scores(state, day)
    since = day - timedelta(days=LEDGER_DAYS)
    found = []
    for name in NAMES:
        constant = DECAY_DAYS[name]
        total = decayed(getattr(state.attributes, name), day, constant)
        left = {
            number: getattr(entry.gains, name) * exp(-(day - entry.day).days / constant)
            for number, entry in enumerate(state.entries)
            if getattr(entry.gains, name) and entry.day > since
        }
        base = max(0.0, total - sum(left.values()))
        without = scores(_with(state, name, base, day), day)[name]
        before = scores(_with(state, name, base * exp(LEDGER_DAYS / constant), day), day)[name]
        gained = now[name] - without
        moved = [
            Moved(
                day=state.entries[number].day,
                text=words.entry_text(state.entries[number]),
                points=round(gained * part / sum(left.values())),
            )
            for number, part in left.items()
        ]
        found.append(
            AttributeView(
                name=name,
                title=say(words.locale, f"game.attribute.{name}.name"),
                text=say(words.locale, f"game.attribute.{name}.text"),
                score=now[name],
                gained=gained,
                faded=before - without,
                moved=tuple(sorted(moved, key=lambda each: -each.points)),
            )
        )
    return tuple(found)


def _with(state: GameState, name: str, value: float, day: date) -> GameState:
    changed: Mapping[str, Points] = {name: Points(value, day)}
    attributes = Attributes(**{each: changed.get(each, getattr(state.attributes, each)) for each in NAMES})
    return replace(state, attributes=attributes)


# --- the rest ---


def _streak(state: GameState, locale: Locale) -> StreakView:
    streak, week, plan = state.streak, state.week, state.plan
    return StreakView(
        weeks=streak.weeks,
        best=streak.best,
        text=say(locale, "game.streak.weeks", count=streak.weeks),
        freezes=streak.freezes,
        freezes_text=say(locale, "game.streak.freezes", count=streak.freezes),
        freezes_used=tuple(FreezeUsed(monday=monday, count=count) for monday, count in streak.used),
        plan_days=tuple(each.weekday for each in plan.days) if plan else (),
        done=tuple(each for each in WEEKDAYS if week and each in week.done),
    )


def achievements_view(state: GameState, locale: Locale) -> tuple[AchievementView, ...]:
    """All achievements, earned or not, by family and tier."""
    return tuple(_achievement(state, each, locale) for each in achievements())


def _achievement(state: GameState, each: Achievement, locale: Locale) -> AchievementView:
    return AchievementView(
        id=each.id,
        family=each.family,
        tier=each.tier,
        tier_text=say(locale, f"game.tier.{each.tier}"),
        name=say(locale, f"game.achievement.{each.family}.name"),
        text=say(locale, f"game.achievement.{each.family}.text", goal=each.goal),
        goal=each.goal,
        count=min(each.goal, count_of(state, each.family)),
        earned=state.earned.get(each.id),
    )


def _next(all_: Iterable[AchievementView]) -> tuple[AchievementView, ...]:
    """The nearest tier of each family that is not earned, those furthest on first."""
    nearest: dict[str, AchievementView] = {}
    for each in sorted(all_, key=lambda view: TIERS.index(view.tier)):
        if each.earned is None:
            nearest.setdefault(each.family, each)
    ranked = sorted(nearest.values(), key=lambda each: (-each.count / each.goal, each.family))
    return tuple(ranked[:NEXT_SHOWN])
