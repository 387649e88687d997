"""What the model answered, read strictly, and the planner's hand where it is wrong."""

from collections.abc import Mapping

import msgspec
from msgspec import Struct

from domain.coaching.planning.proposal import EMPTY, DayBrief, DayChoice, Frame, Outline, Scheme, Split
from domain.errors import FitaiError
from ml.prompts.menu import MenuPrompt
from ml.prompts.schemas import SLOT_KEYS
from ml.prompts.texts import fit_text

MODEL = "model"
PLANNER = "planner"


class BadAnswer(FitaiError):
    """The answer is not what was asked for; the message says how. A grammar that was dropped silently ends here too."""

    code = "model_bad_answer"


class DayAnswer(Struct, frozen=True, kw_only=True):
    """A day as the model answered: a scheme, and one id a slot, each on the menu or `EMPTY`."""

    scheme: Scheme
    picks: tuple[str, ...]


def read_outline(text: str, prompt: MenuPrompt, frame: Frame) -> tuple[Outline, tuple[str, ...]]:
    """The outline, and notes about what was dropped. Raises `BadAnswer` when it cannot be read or the split is not
    allowed. A name or overview that fails `fit_text` becomes empty, and the code writes it."""
    answer = _read(text, prompt)
    if answer["split"] not in frame.splits:
        raise BadAnswer(f"split is {answer['split']!r}; allowed: {', '.join(frame.splits)}")
    notes: list[str] = []
    texts: dict[str, str] = {}
    for key in ("name", "overview"):
        problem = fit_text(key, answer[key], frame.person)
        texts[key] = "" if problem else answer[key].strip()
        if problem:
            notes.append(f"outline: the model's {key} was not used: {problem}")
    return Outline(split=Split(answer["split"]), **texts), tuple(notes)


def read_day(text: str, prompt: MenuPrompt, brief: DayBrief, on_menu: Mapping[str, object]) -> DayAnswer:
    """The day's answer. Raises `BadAnswer` when it cannot be read, or an id is not on this person's menu."""
    answer = _read(text, prompt)
    if answer["scheme"] not in tuple(Scheme):
        raise BadAnswer(f"scheme is {answer['scheme']!r}; allowed: {', '.join(Scheme)}")
    picks = tuple(answer[key] for key, _ in zip(SLOT_KEYS, brief.slots, strict=False))
    for key, pick in zip(SLOT_KEYS, picks, strict=False):
        if pick != EMPTY and pick not in on_menu:
            raise BadAnswer(f"{key} is {pick!r}, which is not on the menu")
    return DayAnswer(scheme=Scheme(answer["scheme"]), picks=picks)


def _read(text: str, prompt: MenuPrompt) -> dict[str, str]:
    try:
        answer = msgspec.json.decode(text, type=dict[str, str])
    except (msgspec.DecodeError, UnicodeError) as error:
        raise BadAnswer(f"the answer is not the JSON asked for: {error}") from error
    if set(answer) != set(prompt.keys):
        raise BadAnswer(f"the answer has the keys {', '.join(sorted(answer))}; allowed: {', '.join(prompt.keys)}")
    return answer


def settle(brief: DayBrief, answer: DayAnswer, planned: DayChoice) -> DayChoice:
    """The model's picks where they fit; else the planner's for that slot.

    A pick fits when it is one of the slot's candidates and not yet in the day. Where the planner's own pick is already
    in the day too, the slot's best free candidate is taken, and the slot stays empty when there is none. A slot that
    the model leaves out is filled: its number of slots is what the person's minutes allow. A scheme that the brief
    does not allow gives way to the planner's.
    """
    fits = [
        pick if pick in slot.candidates and pick not in answer.picks[:index] else ""
        for index, (slot, pick) in enumerate(zip(brief.slots, answer.picks, strict=True))
    ]
    taken = {pick for pick in fits if pick}
    picks: list[str] = []
    for slot, fitting, own in zip(brief.slots, fits, planned.picks, strict=True):
        pick = fitting or next((one for one in (own, *slot.candidates) if one not in taken and one != EMPTY), EMPTY)
        taken.add(pick)
        picks.append(pick)
    chosen_by = tuple(MODEL if pick else PLANNER for pick in fits)
    scheme = answer.scheme if answer.scheme in brief.schemes else planned.scheme
    return DayChoice(picks=tuple(picks), scheme=scheme, chosen_by=chosen_by)
