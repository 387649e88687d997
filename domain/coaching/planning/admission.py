"""What a proposer answered, held against what it was asked: nothing it was not offered goes any further.

Days and slots are laid out again from the split, so an answer cannot bring its own; a pick that is no candidate of its
slot gives way to the first candidate the day does not have yet.
"""

from msgspec.structs import replace

from domain.coaching.planning.layout import layout
from domain.coaching.planning.proposal import EMPTY, DayBrief, DayChoice, Frame, Outline, Proposal

PLANNER = "planner"
NAME_MOST, OVERVIEW_MOST = 200, 1000
"""Longer wording is cut before it is read; the rules on texts refuse it anyway."""


def admitted(proposal: Proposal, frame: Frame) -> Proposal:
    """The proposal with every answer inside the frame; `chosen_by` of replaced picks says planner."""
    given = proposal.outline
    split = given.split if given.split in frame.splits else frame.splits[0]
    outline = Outline(split=split, name=given.name[:NAME_MOST], overview=given.overview[:OVERVIEW_MOST])
    briefs = layout(frame, split)
    kept = split is given.split
    choices = tuple(
        _choice(brief, proposal.choices[index] if kept and index < len(proposal.choices) else None)
        for index, brief in enumerate(briefs)
    )
    return replace(proposal, outline=outline, briefs=briefs, choices=choices)


def _choice(brief: DayBrief, given: DayChoice | None) -> DayChoice:
    picks: list[str] = []
    chosen_by: list[str] = []
    for index, slot in enumerate(brief.slots):
        pick = given.picks[index] if given is not None and index < len(given.picks) else None
        offered = pick == EMPTY or (pick in slot.candidates and pick not in picks)
        if pick is None or not offered:
            pick = next((candidate for candidate in slot.candidates if candidate not in picks), EMPTY)
            chosen_by.append(PLANNER)
        else:
            by = given.chosen_by if given is not None else ()
            chosen_by.append(by[index] if index < len(by) else PLANNER)
        picks.append(pick)
    scheme = given.scheme if given is not None and given.scheme in brief.schemes else brief.schemes[0]
    return DayChoice(picks=tuple(picks), scheme=scheme, chosen_by=tuple(chosen_by))
