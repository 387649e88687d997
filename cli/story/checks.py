"""What must hold of the story, checked on what the API says; each check has a sentence and its figures."""

from collections import Counter
from datetime import timedelta
from typing import Any

from msgspec import Struct

from cli.story.play import Book
from cli.story.player import Device
from cli.story.plot import DECLINED
from domain.catalogue.loader import load_catalogue
from domain.catalogue.types import Joint

SILENT = timedelta(days=14)
_BATCH = 500
_LATE_DAYS = 2


class Check(Struct, frozen=True, kw_only=True):
    """A sentence, whether it holds, and the figures behind it."""

    says: str
    holds: bool
    figures: str


async def checks(device: Device, book: Book, game: dict[str, Any]) -> list[Check]:
    """All of them. Sends every event of the twelve weeks once more first: nothing may be new to the server."""
    before = len(device.accepted)
    made = list(device.made.values())
    for start in range(0, len(made), _BATCH):
        await device.send(*made[start : start + _BATCH], settled=lambda: None)
    again = len(device.accepted) - before
    sessions = await _sessions(device)
    return [
        _lost(device, again),
        _doubled(device),
        _counted(book, sessions),
        Check(says="levels were reached", holds=game["level"] > 1, figures=f"level {game['level']}, {game['xp']} XP"),
        _declined(book),
        _undone(book),
        _deloads(book),
        _pain(book),
        _late(book),
    ]


def _lost(device: Device, again: int) -> Check:
    lost = set(device.made) - set(device.accepted)
    return Check(
        says="no event is lost",
        holds=not lost and not again,
        figures=f"{len(device.made)} made, {len(device.accepted)} recorded, {len(lost)} lost",
    )


def _doubled(device: Device) -> Check:
    doubled = [id_ for id_, count in Counter(device.accepted).items() if count > 1]
    return Check(
        says="no event counts twice",
        holds=not doubled and device.duplicates > 0,
        figures=f"{device.duplicates} sent again, {len(doubled)} doubled",
    )


async def _sessions(device: Device) -> list[dict[str, Any]]:
    """The whole history, session by session."""
    found: list[dict[str, Any]] = []
    cursor = ""
    while True:
        page = await device.ask("GET", f"/api/history?limit=20{cursor}")
        found += page["sessions"]
        if page["next"] is None:
            return found
        cursor = f"&cursor={page['next']}"


def _counted(book: Book, history: list[dict[str, Any]]) -> Check:
    sets = sum(len(exercise["sets"]) for session in history for exercise in session["exercises"])
    return Check(
        says="the history counts what was done",
        holds=(len(history), sets) == (book.sessions, book.sets),
        figures=f"{len(history)} of {book.sessions} sessions, {sets} of {book.sets} sets",
    )


def _declined(book: Book) -> Check:
    """A declined proposal stays silent for two weeks."""
    declined = [(day, proposal) for day, proposal, decision in book.decisions if decision == "declined"]
    again = [
        later
        for day, proposal in declined
        for later in book.proposals
        if (later.rule, later.subject) == (proposal.rule, proposal.subject)
        and later.id != proposal.id
        and day <= later.day < day + SILENT
    ]
    return Check(
        says="what was declined is not proposed again for two weeks",
        holds=bool(declined) and declined[0][1].kind == DECLINED and not again,
        figures=f"{len(declined)} declined, {len(again)} proposed again",
    )


def _undone(book: Book) -> Check:
    exact = sum(before == after for before, after in book.undone)
    size = sum(len(before) for before, _ in book.undone)
    return Check(
        says="undo restores the plan byte for byte",
        holds=bool(book.undone) and exact == len(book.undone),
        figures=f"{exact} of {len(book.undone)} documents equal, {size:,} bytes",
    )


def _deloads(book: Book) -> Check:
    weeks = ", ".join(map(str, sorted(book.deload_weeks)))
    return Check(says="deload weeks came", holds=bool(book.deload_weeks), figures=f"weeks {weeks or 'none'}")


def _pain(book: Book) -> Check:
    """Sessions on days with a referral for the shoulder hold nothing that loads it."""
    exercises = load_catalogue().exercises
    loading = [
        id_
        for _, ids in book.sore_sessions
        for id_ in ids
        if Joint.SHOULDER in exercises[id_].joints and exercises[id_].category == "strength"
    ]
    applied = [proposal for proposal in book.proposals if proposal.state == "applied"]
    return Check(
        says="pain of 6 changed the plan at once, and nothing loaded the shoulder",
        holds=bool(applied) and bool(book.sore_sessions) and not loading,
        figures=f"{len(applied)} changes at once, {len(book.sore_sessions)} sessions, {len(loading)} exercises",
    )


def _late(book: Book) -> Check:
    """Within two days it earns XP, later it is history only."""
    right = all((xp > 0) == (days <= _LATE_DAYS) for days, xp in book.late_xp)
    told = ", ".join(f"{days} days late: {xp} XP" for days, xp in book.late_xp)
    return Check(says="late work is kept, and earns XP for two days", holds=bool(book.late_xp) and right, figures=told)
