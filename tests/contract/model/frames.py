"""Frames of made-up people over the real catalogue, and a model client that answers from a function."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from domain.catalogue.loader import load_catalogue
from domain.coaching.person import Person
from domain.coaching.planning.layout import frame_of
from domain.coaching.planning.menu import build_menu
from domain.coaching.planning.proposal import Frame
from domain.ports import ModelReply, ModelRequest
from domain.profile import Activity, FitnessLevel, Gender, Goal, Locale, Weekday

_WEEKDAYS = (Weekday.MONDAY, Weekday.TUESDAY, Weekday.THURSDAY, Weekday.FRIDAY, Weekday.SATURDAY, Weekday.SUNDAY)
_GYM = frozenset({"barbell", "dumbbell", "cable", "machine", "bench", "pull_up_bar"})


def person(days: int = 3, **changes: Any) -> Person:
    """An intermediate 30-year-old who wants muscle and has a gym; `changes` replace facts."""
    facts: dict[str, Any] = {
        "age": 30,
        "gender": Gender.FEMALE,
        "height_cm": 170.0,
        "weight_kg": 68.0,
        "level": FitnessLevel.INTERMEDIATE,
        "goals": (Goal.MUSCLE_GAIN,),
        "minutes": 60,
        "days": days,
        "weekdays": _WEEKDAYS[:days],
        "equipment": _GYM,
        "activities": (Activity.STRENGTH_TRAINING,),
        "regions": frozenset(),
        "unmapped": (),
        "conditions": {},
        "flags": frozenset(),
        "pregnancy": None,
        "medicine_classes": frozenset(),
        "one_rep_max": {},
        "disliked": frozenset(),
        "liked": frozenset(),
        "too_hard": frozenset(),
        "too_easy": frozenset(),
        "completion_rate": None,
        "body_fat": None,
        "locale": Locale.EN,
    }
    return Person(**facts | changes)


def frame(days: int = 3, **changes: Any) -> Frame:
    """What a proposer is told about `person(days, **changes)`."""
    someone = person(days, **changes)
    return frame_of(someone, build_menu(someone, load_catalogue()))


class Sink:
    """Collects progress; `fail` is raised at the first event of that stage."""

    def __init__(self, fail: tuple[str, Exception] | None = None) -> None:
        self.events: list[tuple[str, dict[str, object]]] = []
        self._fail = fail

    async def __call__(self, stage: str, **data: object) -> None:
        self.events.append((stage, data))
        if self._fail is not None and self._fail[0] == stage:
            raise self._fail[1]


Answer = Callable[[ModelRequest, int], str | Awaitable[str]]


class SaysClient:
    """A `ModelClient` whose answers are a function of the request and of how many came before it."""

    model = "says"
    adapter = ""

    def __init__(self, answer: Answer, *, narrow_schemas: bool = False) -> None:
        self.narrow_schemas = narrow_schemas
        self.requests: list[ModelRequest] = []
        self._answer = answer

    async def complete(self, request: ModelRequest) -> ModelReply:
        self.requests.append(request)
        said = self._answer(request, len(self.requests) - 1)
        text = said if isinstance(said, str) else await said
        return ModelReply(
            text=text,
            finish="stop",
            model=self.model,
            adapter="",
            prompt_tokens=1,
            completion_tokens=1,
            first_token_s=0.001,
            total_s=0.002,
            attempts=1,
        )

    @asynccontextmanager
    async def stream(self, request: ModelRequest) -> AsyncIterator[Any]:
        raise NotImplementedError("the engine asks for whole answers")
        yield


def shown_slots(request: ModelRequest) -> dict[str, list[str]]:
    """The ids that a day prompt shows, by slot key."""
    lines = [line.split(": ", 1) for line in request.messages[-1].content.splitlines() if line.startswith("s")]
    return {head.split()[0]: [item.split()[0] for item in rest.split("; ")] for head, rest in lines}


def is_outline(request: ModelRequest) -> bool:
    """Whether the request asks for the outline."""
    return "Allowed splits" in request.messages[-1].content


def offered(request: ModelRequest, label: str) -> list[str]:
    """The values after `label` in the prompt, such as `Allowed schemes`."""
    line = next(line for line in request.messages[-1].content.splitlines() if line.startswith(label))
    return line.removeprefix(f"{label}: ").split(", ")


def good_answer(request: ModelRequest, _: int = 0, *, place: int = 0) -> str:
    """A perfect answer to either prompt in the static form: in each slot the id at `place` (or the last)."""
    if is_outline(request):
        overview = "Upper and lower body take turns, with strength work and easy finishes for each session."
        answer = {"split": offered(request, "Allowed splits")[0], "name": "Strong Turns", "overview": overview}
    else:
        slots = shown_slots(request)
        picks = {f"s{n}": ids[min(place, len(ids) - 1)] if (ids := slots.get(f"s{n}")) else "E00" for n in range(1, 9)}
        answer = {"scheme": offered(request, "Allowed schemes")[0]} | picks
    wanted = (request.schema or {})["properties"]
    return json.dumps({key: value for key, value in answer.items() if key in wanted})


async def never(_: ModelRequest | None = None) -> str:
    """An answer that does not come."""
    await asyncio.Event().wait()
    raise AssertionError("nobody sets the event")
