"""Pairs of one person: the planner's plans with varied style, scored, verified; the best becomes the example.

A plan is taken when its rules had nothing to repair and no finding stays but `ALLOWED`: what tells that the person's
time is short, which no choice of exercises changes. Among the plans tried, the one with the best choices wins: liked
exercises, variety over the week, and the front places of the candidates.
"""

import asyncio
import time
from collections import Counter
from typing import Final

import msgspec
from msgspec import Raw, Struct

from adapters.model.engine import EMBEDDED_LIMITS, EngineLimits
from domain.catalogue.types import Catalogue
from domain.coaching.planning.planner import PlannerEngine
from domain.coaching.planning.proposal import EMPTY, Frame, Proposal
from domain.coaching.service import make_plan
from domain.errors import FitaiError
from domain.plan import PlanDocument
from domain.ports import ProgressSink
from domain.profile import Profile
from ml.prompts.menu import day_prompt
from ml.prompts.schemas import SLOT_KEYS
from ml.train.dataset.rows import Format, MenuInput, Row, Split

ALLOWED: Final = frozenset({"VOL-1"})
"""Fewer sets than the useful range for want of time: it is said to the person, and the example teaches to fit it in."""

TRIES: Final = 3
"""Plans made for one person; the first is the planner's best (seed 0), the others vary its style."""


class Dropped(Struct, frozen=True):
    """Why a person gave no pair: `screened`, `findings` or `unsettled`, with the rules that were broken."""

    why: str
    rules: tuple[str, ...] = ()


class Example(Struct, frozen=True, kw_only=True):
    """A person with the plan chosen for them, and the choices behind it."""

    profile: Profile
    document: PlanDocument
    frame: Frame
    proposal: Proposal
    warnings: tuple[str, ...]


class _Recorder(PlannerEngine):
    """The planner, remembering what it was asked and what it answered."""

    frame: Frame
    proposal: Proposal

    async def propose(self, frame: Frame, *, seed: int, progress: ProgressSink) -> Proposal:
        self.frame = frame
        self.proposal = await super().propose(frame, seed=seed, progress=progress)
        return self.proposal


async def _silent(stage: str, **data: object) -> None:
    """A progress sink that keeps nothing."""


def example_of(profile: Profile, catalogue: Catalogue, *, seed: int, tries: int = TRIES) -> Example | Dropped:
    """The best of `tries` plans for this person, or why there is none."""
    with asyncio.Runner() as runner:
        return runner.run(_example(profile, catalogue, seed=seed, tries=tries))


async def _example(profile: Profile, catalogue: Catalogue, *, seed: int, tries: int) -> Example | Dropped:
    found: list[tuple[float, Example]] = []
    broken: Counter[str] = Counter()
    for turn in range(tries):
        engine = _Recorder()
        try:
            document = await make_plan(
                profile,
                catalogue=catalogue,
                engine=engine,
                seed=0 if turn == 0 else (seed * TRIES + turn) % 2**31,
                progress=_silent,
                ticks=time.perf_counter,
            )
        except FitaiError as error:
            return Dropped("unsettled", (error.code,))
        if document.plan is None:
            return Dropped("screened", tuple(finding.rule for finding in document.screening.findings))
        rules = tuple(sorted({finding.rule for finding in document.findings}))
        if set(rules) <= ALLOWED:
            example = Example(
                profile=profile, document=document, frame=engine.frame, proposal=engine.proposal, warnings=rules
            )
            found.append((score(example), example))
        broken.update(rules)
    if not found:
        return Dropped("findings", tuple(rule for rule, _ in broken.most_common() if rule not in ALLOWED))
    return max(found, key=lambda scored: scored[0])[1]


def score(example: Example) -> float:
    """How good the choices are, higher is better: menu score of each pick, less what repeats, less each warning."""
    entries = example.frame.menu.by_id()
    person = example.frame.person
    picks = [pick for choice in example.proposal.choices for pick in choice.picks if pick != EMPTY]
    fit = sum(entries[pick].score + 0.5 * (entries[pick].exercise.id in person.liked) for pick in picks)
    repeats = sum(count - 1 for count in Counter(picks).values())
    return fit / max(1, len(picks)) - 0.6 * repeats / max(1, len(picks)) - 0.5 * len(example.warnings)


def direct_row(example: Example, person: int, split: Split) -> Row:
    """Profile to plan, both as the direct format writes them."""
    return Row(
        id=f"direct-{person}",
        person=person,
        format=Format.DIRECT,
        split=split,
        locale=str(example.profile.locale),
        input=Raw(msgspec.json.encode(example.profile)),
        output=Raw(msgspec.json.encode(example.document.plan)),
        warnings=example.warnings,
    )


def menu_rows(example: Example, person: int, split: Split, limits: EngineLimits = EMBEDDED_LIMITS) -> list[Row]:
    """One row a day, with the prompt that the engine would send under `limits`.

    A slot's answer is the chosen exercise; where the prompt does not show it, the first shown that the day does not
    have yet. So every answer is one that the grammar allows and that fits.
    """
    rows = []
    week = example.proposal
    planned = [frozenset(choice.picks) for choice in week.choices]
    disliked = frozenset(
        entry.id for entry in example.frame.menu.entries if entry.exercise.id in example.frame.person.disliked
    )
    for index, (brief, choice) in enumerate(zip(week.briefs, week.choices, strict=True)):
        others = frozenset().union(*planned[:index], *planned[index + 1 :]) - planned[index]
        prompt = day_prompt(example.frame, brief, narrow=True, shown=limits.shown, skip=others | disliked)
        allowed = _allowed(prompt.schema)
        answer = {"scheme": str(choice.scheme)}
        for key, pick in zip(SLOT_KEYS, choice.picks, strict=False):
            used = set(answer.values())
            fitting = [pick, *allowed[key]] if pick in allowed[key] else allowed[key]
            answer[key] = next((one for one in fitting if one not in used and one != EMPTY), EMPTY)
        if EMPTY in answer.values() or not all(answer[key] in allowed[key] for key in allowed):
            continue
        system, user = prompt.messages
        rows.append(
            Row(
                id=f"menu-{person}-{brief.index + 1}",
                person=person,
                format=Format.MENU,
                split=split,
                locale=str(example.profile.locale),
                input=Raw(msgspec.json.encode(MenuInput(system=system.content, user=user.content))),
                output=Raw(msgspec.json.encode(answer)),
            )
        )
    return rows


def _allowed(schema: dict[str, object]) -> dict[str, list[str]]:
    """The ids of each slot of a narrow day schema."""
    properties = schema["properties"]
    assert isinstance(properties, dict)  # noqa: S101 - what `flat_object` makes
    return {key: part["enum"] for key, part in properties.items() if key != "scheme"}
