"""The parts of a trigger: a row that watches for something, and the suggestion that it makes."""

from collections.abc import Callable, Iterable

from msgspec import Struct

from domain.adaptation.changes import Change, Suggestion
from domain.adaptation.scene import Scene
from domain.adaptation.summary import summary_of
from domain.coaching.programming.program import Session, WorkItem
from domain.text.messages import say


class Found(Struct, frozen=True, kw_only=True):
    """What a trigger saw: the change it asks for, whom it is about, the figures compared, and how strongly.

    `severity` is 0-1; `words` are the other parameters of the text; `referral` says whom to see.
    """

    change: Change
    severity: float
    subject: str = ""
    numbers: dict[str, float] = {}
    words: dict[str, str] = {}
    referral: str = ""


Check = Callable[[Scene], Iterable[Found]]


class Trigger(Struct, frozen=True, kw_only=True):
    """A row of the adaptation rules.

    `numbers` are its limits and `source` says where they come from. `at_once`: the change does not wait for an answer.
    `quiet_days`: how long it is silent about a subject after a change of its own was made; `pause_days`: how long about
    every subject after any decision on it. The person's sentence is `adaptation.why.<id>`.
    """

    id: str
    title: str
    source: str
    check: Check
    at_once: bool = False
    quiet_days: int = 14
    pause_days: int = 0
    numbers: dict[str, float] = {}

    def suggestion(self, found: Found, scene: Scene) -> Suggestion:
        """What was found as a suggestion in the scene's language."""
        shown = {name: f"{value:g}" for name, value in found.numbers.items()}
        return Suggestion(
            rule=self.id,
            change=found.change,
            at_once=self.at_once,
            text=say(scene.locale, f"adaptation.why.{self.id}", **{**shown, **found.words}),
            numbers=found.numbers,
            subject=found.subject,
            summary=summary_of(found.change, scene),
            referral=found.referral,
            severity=round(min(1.0, max(0.0, found.severity)), 3),
        )


def planned(scene: Scene) -> Iterable[tuple[Session, WorkItem]]:
    """Every item of the plan with its session."""
    return ((session, item) for session in scene.program.sessions for item in session.items)


def planned_once(scene: Scene) -> Iterable[tuple[Session, WorkItem]]:
    """Every exercise of the plan where it first stands."""
    seen: set[str] = set()
    for session, item in planned(scene):
        if item.exercise.id not in seen:
            seen.add(item.exercise.id)
            yield session, item
