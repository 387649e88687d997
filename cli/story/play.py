"""Plays the twelve weeks through the HTTP API, day by day, and keeps what is needed to check them."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Raw, Struct, field

from cli.story.player import ZONE, Device
from cli.story.plot import (
    DECLINED,
    HAPPENINGS,
    PROFILE,
    UNDONE,
    WEEKS,
    Busy,
    CheckIn,
    Dislike,
    Happening,
    Late,
    MakeUp,
    Miss,
    Pain,
    Short,
    Twice,
)
from cli.story.session import session_events, summary
from cli.story.stack import StoryClock
from domain.catalogue.loader import load_catalogue
from domain.coaching.person_of import person_of
from domain.profile import Profile
from domain.safety.screening import screen

START = date(2026, 1, 5)
"""A Monday."""

_MORNING, _BEFORE, _TRAINING, _NIGHT = time(7), time(17, 30), time(18), time(21)
_SETTLE_S = 3


class Told(Struct, frozen=True, kw_only=True):
    """A day of the story in words: what was trained, what else happened, the level at its end."""

    day: date
    text: str
    notes: tuple[str, ...] = ()
    xp: int = 0
    level: int = 1


class Proposal(Struct, frozen=True, kw_only=True):
    """A change as it came up."""

    day: date
    id: str
    kind: str
    rule: str
    subject: str
    state: str
    text: str


class Book(Struct, kw_only=True):
    """What was written down while playing."""

    days: list[Told] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    decisions: list[tuple[date, Proposal, str]] = field(default_factory=list)
    undone: list[tuple[bytes, bytes]] = field(default_factory=list)
    deload_weeks: set[int] = field(default_factory=set)
    sore_sessions: list[tuple[date, tuple[str, ...]]] = field(default_factory=list)
    late_xp: list[tuple[int, int]] = field(default_factory=list)
    sets: int = 0
    sessions: int = 0


class _Plan(Struct, frozen=True):
    id: UUID
    version: int
    reason: str
    document: Raw


class Play:
    """The weeks, one after the other."""

    def __init__(self, device: Device, clock: StoryClock) -> None:
        self.device, self.book = device, Book()
        self._clock = clock
        self._waiting: list[tuple[date, list[dict[str, Any]]]] = []
        self._known: set[str] = set()
        profile = msgspec.convert(PROFILE, Profile)
        self._person = person_of(profile, load_catalogue(), screen(profile))
        self._answered: Counter[str] = Counter()
        self._notes: list[str] = []

    async def begin(self) -> None:
        """The profile and the first plan."""
        await self.device.ask("PUT", "/api/profile", json=PROFILE)
        accepted = await self.device.ask("POST", "/api/plans", json={"reason": "initial", "seed": 7})
        await self.device.ended(accepted["job_id"])

    async def week(self, number: int) -> list[Told]:
        """Play a week (from 1) and give its days."""
        before = len(self.book.days)
        for weekday in range(7):
            await self._day(number, START + timedelta(weeks=number - 1, days=weekday))
        return self.book.days[before:]

    async def end(self) -> None:
        """Send what the phone still holds."""
        await self._deliver(START + timedelta(weeks=WEEKS + 1))

    # --- a day ---

    async def _day(self, number: int, day: date) -> None:
        self._notes = []
        happenings = HAPPENINGS.get((number, day.weekday()), ())
        self._at(day, _MORNING)
        await self._deliver(day)
        await self._morning(day, happenings)
        await self._look_at_changes(day)
        today = await self._today(day)
        text = ""
        makes_up = any(isinstance(each, MakeUp) for each in happenings)
        if today["kind"] == "train" and today["missed"] == makes_up:
            text = await self._training_day(number, day, today, happenings)
        if not text and not self._notes:
            return
        self._at(day, _NIGHT)
        game = await self.device.ask("GET", "/api/game")
        self.book.days.append(Told(day=day, text=text, notes=grouped(self._notes), xp=game["xp"], level=game["level"]))

    async def _training_day(
        self, number: int, day: date, today: dict[str, Any], happenings: tuple[Happening, ...]
    ) -> str:
        if today["deload"]:
            self.book.deload_weeks.add(number)
        if any(isinstance(each, Miss) for each in happenings):
            return f"{today['focus']}: not done"
        self._at(day, _BEFORE)
        today = await self._circumstances(day, today, happenings)
        self._at(day, _TRAINING)
        batch = self._session(day, today, happenings)
        self._at(day, time(19))
        late = next((each for each in happenings if isinstance(each, Late)), None)
        if late is not None:
            self._waiting.append((day + timedelta(days=late.days), batch[::-1]))
            self._notes.append(f"the phone is offline; the session is sent {late.days} days later, last set first")
        else:
            await self._send(batch)
            if any(isinstance(each, Twice) for each in happenings):
                await self._send(batch)
                await self._send(batch[::-1])
                self._notes.append("the batch is sent three times, by two phones")
            await self._look_at_changes(day)
        return summary(today)

    # --- what is said ---

    async def _morning(self, day: date, happenings: tuple[Happening, ...]) -> None:
        events = []
        for each in happenings:
            if isinstance(each, CheckIn):
                events.append(self.device.event(day, _MORNING, "checkin.given", **msgspec.to_builtins(each)))
                self._notes.append(f"check-in: {each.sleep_h:g} h of sleep, energy {each.energy} of 5")
            if isinstance(each, Pain):
                said = {"region": each.region, "score": each.score}
                events.append(self.device.event(day, _MORNING, "pain.reported", **said))
                self._notes.append(f"pain {each.score:g} in the {each.region}")
        if events:
            await self._send(events)

    async def _circumstances(
        self, day: date, today: dict[str, Any], happenings: tuple[Happening, ...]
    ) -> dict[str, Any]:
        events = []
        for each in happenings:
            if isinstance(each, Short):
                events.append(self.device.event(day, _BEFORE, "time.available", minutes=each.minutes))
                self._notes.append(f"only {each.minutes} minutes")
            if isinstance(each, Busy):
                events.append(self.device.event(day, _BEFORE, "equipment.busy", equipment="barbell"))
                self._notes.append("all barbells are taken")
        if not events:
            return today
        await self._send(events)
        return await self._today(day)

    def _session(self, day: date, today: dict[str, Any], happenings: tuple[Happening, ...]) -> list[dict[str, Any]]:
        """The session as told, in events."""
        first = today["exercises"][0]
        enjoyed = next((each.enjoyment for each in happenings if isinstance(each, Dislike)), None)
        if enjoyed is not None:
            self._notes.append(f"{first['name']}: no fun")
        events = session_events(self.device, day, today, self._person, weeks=(day - START).days / 7, enjoyed=enjoyed)
        self.book.sets += sum(event["what"]["type"] == "set.logged" for event in events)
        self.book.sessions += 1
        if today["referral"]:
            self.book.sore_sessions.append((day, tuple(each["exercise"] for each in today["exercises"])))
        return events

    # --- changes ---

    async def _look_at_changes(self, day: date) -> None:
        """Note what is new, and answer what waits."""
        for _ in range(10):
            page = await self.device.ask("GET", "/api/changes?limit=50")
            for change in reversed(page["items"]):
                self._note_change(day, change)
            waiting = [change for change in page["items"] if change["state"] == "proposed"]
            if not waiting:
                return
            await self._answer(day, waiting[-1])

    def _note_change(self, day: date, change: dict[str, Any]) -> None:
        if change["id"] in self._known:
            return
        self._known.add(change["id"])
        proposal = Proposal(
            day=day,
            id=change["id"],
            kind=change["change"]["kind"],
            rule=change["rule"],
            subject=change["subject"],
            state=change["state"],
            text=change["text"],
        )
        self.book.proposals.append(proposal)
        self._notes.append(f"{change['state']}: {change['text']}")
        if change["referral"]:
            self._notes.append(change["referral"])

    async def _answer(self, day: date, change: dict[str, Any]) -> None:
        kind = change["change"]["kind"]
        proposal = next(each for each in self.book.proposals if each.id == change["id"])
        first = not self._answered[kind]
        self._answered[kind] += 1
        if kind == DECLINED and first:
            await self.device.ask("POST", f"/api/changes/{change['id']}/decline")
            self.book.decisions.append((day, proposal, "declined"))
            self._notes.append("declined")
            return
        before = await self._plan()
        outcome = await self.device.ask("POST", f"/api/changes/{change['id']}/accept")
        self.book.decisions.append((day, proposal, "accepted"))
        self._notes.append("accepted")
        if outcome.get("job"):
            await self.device.ended(outcome["job"]["job"].rsplit("/", 1)[-1])
        if kind == UNDONE and first:
            changed = await self._plan()
            await self.device.ask("POST", f"/api/plans/{changed.id}/undo")
            restored = await self._plan()
            self.book.undone.append((bytes(before.document), bytes(restored.document)))
            self._notes.append(f"undone: version {restored.version} is version {before.version} again")

    async def _plan(self) -> _Plan:
        return msgspec.json.decode(await self.device.text("/api/plans/current"), type=_Plan)

    # --- sending ---

    async def _deliver(self, day: date) -> None:
        """Send what the phone could not send until today."""
        due = [entry for entry in self._waiting if entry[0] <= day]
        self._waiting = [entry for entry in self._waiting if entry[0] > day]
        for _, batch in due:
            before = (await self.device.ask("GET", "/api/game"))["xp"]
            await self._send(batch)
            after = (await self.device.ask("GET", "/api/game"))["xp"]
            late = day - date.fromisoformat(batch[0]["day"])
            self.book.late_xp.append((late.days, after - before))
            self._notes.append(f"the phone is back: {len(batch)} events of {late.days} days ago, {after - before} XP")

    async def _send(self, batch: list[dict[str, Any]]) -> None:
        sending = self.device.send(*batch, settled=self._settle)
        await sending

    def _settle(self) -> None:
        """Let the few seconds pass that an adaptation waits for more events."""
        self._clock.move_to(self._clock.now() + timedelta(seconds=_SETTLE_S))

    def _at(self, day: date, at: time) -> None:
        self._clock.move_to(datetime.combine(day, at, ZONE).astimezone(UTC))

    async def _today(self, day: date) -> dict[str, Any]:
        today: dict[str, Any] = await self.device.ask("GET", f"/api/today?date={day}")
        return today


def grouped(notes: list[str]) -> tuple[str, ...]:
    """Each note once, with how often it was there."""
    return tuple(note if count == 1 else f"{note} ({count} times)" for note, count in Counter(notes).items())
