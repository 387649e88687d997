"""Preference rows of simulated people: a taste that the prompt tells, the answer that follows it, and answers that do
not; and valid answers against answers with a fault.

A person likes and dislikes a few features of exercises, with hidden weights. The prompt tells the features as it does
for a real person (`domain.coaching.taste.model.told`), not the weights. In every slot the chosen answer takes the shown
id of most utility; the rejected one takes the first shown where that is worse, else the worst: so neither the first nor
the last place is always right. Features are drawn among those that tell the shown exercises of the person's week apart.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from adapters.model.engine import EMBEDDED_LIMITS
from domain.catalogue.types import Catalogue, Exercise
from domain.coaching.planning.proposal import EMPTY, DayBrief, Frame, Scheme
from domain.coaching.taste.features import features
from domain.coaching.taste.model import LEAST_VARIANCE, Belief, Taste
from ml.prompts.menu import day_prompt
from ml.prompts.schemas import PICK_IDS
from ml.train.dataset.pairs import Dropped, example_of
from ml.train.dataset.people import profile_of
from ml.train.dataset.rows import MenuInput
from ml.train.prefer.answers import Shown, shown_in, written
from ml.train.prefer.rows import FAULTS, PreferenceRow, Source

STATED: Final = ("kind:", "family:", "position:", "with:", "bodyweight", "compound", "one side", "timed")
"""Features whose words say by themselves what is liked. Left out: `low` impact and `beginner` level, which do not, and
activities, whose words (`yoga`, `bodyweight`) are those of other features too."""

LIKES, DISLIKES = 2, 2
"""Features liked and disliked, at most: `told` names up to three of each."""

Picks = Mapping[str, str]


class _Day(Struct, frozen=True, kw_only=True):
    """One day's prompt, what it shows, and the utility of each shown id."""

    prompt: MenuInput
    shown: Shown
    utility: Mapping[str, float]


def rows_of(seed: int, index: int, catalogue: Catalogue) -> Iterator[PreferenceRow]:
    """The rows of person `index` of `seed`: for each day one of taste, where taste decides anything, and one fault."""
    example = example_of(profile_of(seed, index), catalogue, seed=index, tries=1)
    if isinstance(example, Dropped):
        return
    chance = random.Random(f"{seed}:{index}")  # noqa: S311 - a simulation
    kinds = list(FAULTS)
    for number, day in enumerate(_days(example.frame, example.proposal.briefs, chance), 1):
        best = _picked(day, _best)
        if best is None:
            continue
        scheme = day.shown.schemes[0]
        found: dict[Source, str | None] = {Source.TASTE: _against(day, scheme, best)}
        kind = kinds[(index + number) % len(kinds)]
        found[kind] = _broken(kind, day.shown, scheme, best, chance)
        for source, rejected in found.items():
            if rejected is not None:
                yield PreferenceRow(
                    id=f"{source}-{index}-{number}",
                    person=f"simulated-{index}",
                    source=source,
                    prompt=day.prompt,
                    chosen=written(scheme, best),
                    rejected=rejected,
                )


def _days(frame: Frame, briefs: Sequence[DayBrief], chance: random.Random) -> Iterator[_Day]:
    exercises = {entry.id: entry.exercise for entry in frame.menu.entries}
    plain = [day_prompt(frame, brief, narrow=True, shown=EMBEDDED_LIMITS.shown) for brief in briefs]
    slots = [ids for prompt in plain for ids in shown_in(prompt.messages[1].content).slots.values()]
    taste = _taste([[exercises[pick] for pick in ids] for ids in slots], chance)
    told = replace(frame, person=replace(frame.person, taste=taste))
    for brief in briefs:
        system, user = day_prompt(told, brief, narrow=True, shown=EMBEDDED_LIMITS.shown).messages
        shown = shown_in(user.content)
        ids = {pick for slot in shown.slots.values() for pick in slot}
        yield _Day(
            prompt=MenuInput(system=system.content, user=user.content),
            shown=shown,
            utility={pick: taste.of(exercises[pick]).mean for pick in ids},
        )


def _taste(slots: Sequence[Sequence[Exercise]], chance: random.Random) -> Taste:
    """A few features that some but not all exercises of a slot have, liked or disliked with weights of their own."""
    telling: set[str] = set()
    for exercises in slots:
        held = Counter(name for each in exercises for name in features(each) if name.startswith(STATED))
        telling |= {name for name, times in held.items() if times < len(exercises)}
    drawn = chance.sample(sorted(telling), min(len(telling), LIKES + DISLIKES))
    weights = {
        name: Belief((1 if place % 2 == 0 else -1) * chance.uniform(0.5, 1.5), LEAST_VARIANCE)
        for place, name in enumerate(drawn)
    }
    return Taste(weights=weights, choices=len(weights))


def _best(ids: Sequence[str], utility: Mapping[str, float]) -> str:
    return max(ids, key=utility.__getitem__)


def _first(ids: Sequence[str], utility: Mapping[str, float]) -> str:  # noqa: ARG001 - one of three alike
    return ids[0]


def _worst(ids: Sequence[str], utility: Mapping[str, float]) -> str:
    return min(ids, key=utility.__getitem__)


def _picked(day: _Day, choose: Callable[[Sequence[str], Mapping[str, float]], str]) -> dict[str, str] | None:
    """One id a slot, none twice; None where a slot has none left. Ties go to the prompt's order, best for the goals."""
    picks: dict[str, str] = {}
    for key, ids in day.shown.slots.items():
        left = [pick for pick in ids if pick not in picks.values()]
        if not left:
            return None
        picks[key] = choose(left, day.utility)
    return picks


def _against(day: _Day, scheme: str, best: Picks) -> str | None:
    """A valid answer that follows the taste less; None where there is none."""
    total = sum(day.utility[pick] for pick in best.values())
    for choose in (_first, _worst):
        worse = _picked(day, choose)
        if worse is not None and sum(day.utility[pick] for pick in worse.values()) < total - 1e-9:
            return written(scheme, worse)
    return None


def _broken(kind: Source, shown: Shown, scheme: str, best: Picks, chance: random.Random) -> str | None:
    """The answer with one fault of this kind; None where the prompt leaves no room for it."""
    picks, keys = dict(best), list(best)
    place = chance.randrange(len(keys))
    if kind is Source.EMPTY:
        return written(scheme, picks | {keys[place]: EMPTY})
    if kind is Source.SCHEME:
        return written(chance.choice([each.value for each in Scheme if each.value not in shown.schemes]), picks)
    if kind is Source.STRANGER:
        anywhere = {pick for ids in shown.slots.values() for pick in ids}
        others = [pick for pick in PICK_IDS if pick != EMPTY and pick not in anywhere]
        return written(scheme, picks | {keys[place]: chance.choice(others)})
    if len(keys) < 2:
        return None
    sharing = [(one, other) for one in keys for other in keys if one != other and picks[one] in shown.slots[other]]
    one, other = chance.choice(sharing) if sharing else chance.sample(keys, 2)
    return written(scheme, picks | {other: picks[one]})
