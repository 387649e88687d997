"""The planner: the same choices a model makes, from scores. The fallback, the baseline, the source of training pairs.

Deterministic in its seed. Seed 0 takes the best of everything; other seeds take other good choices, because the noise
they add is smaller than what separates a good candidate from a bad one.
"""

from collections import Counter
from collections.abc import Mapping
from zlib import crc32

from domain.catalogue.types import Exercise
from domain.coaching.planning.layout import layout
from domain.coaching.planning.proposal import (
    EMPTY,
    DayBrief,
    DayChoice,
    DayKind,
    Frame,
    Outline,
    Proposal,
    Role,
    Slot,
    Split,
)
from domain.ports import ProgressSink

_REPEAT = 0.45
"""What each earlier use in the week costs: the candidates' order speaks for variety, this makes a third use rare."""

_STEP_DOWN = 0.5
"""What each place further down a slot's candidates costs."""

_NOISE = 1.1
_DISLIKED = 10.0


def plan_outline(frame: Frame, seed: int) -> Outline:
    """The best split for seed 0; other seeds may take the second of the same kind (never one worse than that)."""
    splits = frame.splits[:2]
    if seed == 0 or len(splits) < 2 or splits[1] is Split.BODY_PART:
        return Outline(split=frame.splits[0])
    return Outline(split=splits[int(_noise(seed, "split") * 3 // 2)])


def plan_day(frame: Frame, brief: DayBrief, used: Mapping[str, int], seed: int) -> DayChoice:
    """One pick per slot of `brief`.

    `used` says how often each menu id is in the week already. Prefers the front of each slot's candidates, what the
    week does not have yet, a one-sided exercise among the accessories, and never what the person dislikes while
    anything else fits.
    """
    entries = frame.menu.by_id()
    picks: list[str] = []
    for slot in brief.slots:
        taken = [entries[pick].exercise for pick in picks if pick != EMPTY]
        picks.append(_pick(frame, brief, slot, used=used, taken=taken, seed=seed))
    return DayChoice(picks=tuple(picks), scheme=brief.schemes[0], chosen_by=("planner",) * len(picks))


def _pick(
    frame: Frame, brief: DayBrief, slot: Slot, *, used: Mapping[str, int], taken: list[Exercise], seed: int
) -> str:
    """The best candidate of a slot; `EMPTY` when each of them is in the day already."""
    entries = frame.menu.by_id()
    there = {exercise.id for exercise in taken}
    one_sided = any(exercise.unilateral for exercise in taken)

    def worth(place: int, menu_id: str) -> float:
        exercise = entries[menu_id].exercise
        score = -_STEP_DOWN * place - _REPEAT * used.get(menu_id, 0)
        score -= _DISLIKED * (exercise.id in frame.person.disliked)
        score -= 0.3 * sum(exercise.primary == other.primary for other in taken)
        if slot.role is Role.ACCESSORY and brief.kind is DayKind.STRENGTH:
            score += 0.3 * (exercise.unilateral and not one_sided)
        return score + (_NOISE * _noise(seed, brief.index, menu_id) if seed else 0.0)

    open_ = [
        (place, menu_id) for place, menu_id in enumerate(slot.candidates) if entries[menu_id].exercise.id not in there
    ]
    return max(open_, key=lambda choice: worth(*choice))[1] if open_ else EMPTY


def plan_week(frame: Frame, outline: Outline, seed: int) -> Proposal:
    """Every day of the week, each knowing what came before."""
    briefs = layout(frame, outline.split)
    used: Counter[str] = Counter()
    choices = []
    for brief in briefs:
        choice = plan_day(frame, brief, used, seed)
        used.update(pick for pick in choice.picks if pick != EMPTY)
        choices.append(choice)
    return Proposal(outline=outline, briefs=briefs, choices=tuple(choices), planner_days=len(choices))


def _noise(*parts: object) -> float:
    """A number in [0, 1) that only depends on `parts`."""
    return crc32(repr(parts).encode()) / 2**32


class PlannerEngine:
    """The planner as a `PlanEngine`: it needs no model and always answers."""

    name = "planner"

    async def propose(self, frame: Frame, *, seed: int, progress: ProgressSink) -> Proposal:
        """Outline, then every day; tells `progress` about both."""
        outline = plan_outline(frame, seed)
        await progress("outline", split=str(outline.split))
        proposal = plan_week(frame, outline, seed)
        for brief in proposal.briefs:
            await progress("day", index=brief.index + 1, of=len(proposal.briefs))
        return proposal
