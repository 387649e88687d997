"""A model as judge of what no code can see: of two plans for one person, which one speaks to this person better.

Each pair is asked twice, in both orders. Only a judge that names the same plan both times has said something; how often
that happens is reported, because small models mostly name a place and not a plan.
"""

from collections.abc import Sequence
from typing import Final

import msgspec
from msgspec import Struct

from domain.errors import FitaiError
from domain.plan import Plan
from domain.ports import Message, ModelClient, ModelRequest
from domain.profile import Profile
from ml.prompts.direct import compact_json
from ml.prompts.schemas import flat_object, one_of

QUESTION: Final = (
    "You compare two training plans that were written for one person. Judge only which one fits the person's goals, "
    "likes and time better and is clearer to follow. Their safety is checked elsewhere. "
    "Answer with one JSON object: better is first or second."
)
_SCHEMA: Final = flat_object({"better": one_of(("first", "second"))})


class Pair(Struct, frozen=True, kw_only=True):
    """One person and the plans of two systems."""

    person: int
    profile: Profile
    one: Plan
    two: Plan


class Verdicts(Struct, frozen=True, kw_only=True):
    """Of `asked` pairs: won by one, won by two, named by place alone (`undecided`), and without a usable answer."""

    asked: int
    one: int
    two: int
    undecided: int
    failed: int

    @property
    def agreement(self) -> float:
        """The share of the answered pairs where both orders named the same plan."""
        answered = self.one + self.two + self.undecided
        return (self.one + self.two) / answered if answered else 0.0


class _Answer(Struct, frozen=True):
    better: str


async def judge(client: ModelClient, pairs: Sequence[Pair]) -> Verdicts:
    """Ask for every pair in both orders; a failed call counts as `failed` and the next pair is asked."""
    counts = {"one": 0, "two": 0, "undecided": 0, "failed": 0}
    for pair in pairs:
        try:
            straight = await _first_better(client, pair.profile, pair.one, pair.two)
            turned = await _first_better(client, pair.profile, pair.two, pair.one)
        except (FitaiError, msgspec.DecodeError):
            counts["failed"] += 1
            continue
        if straight == turned:
            counts["undecided"] += 1
        else:
            counts["one" if straight else "two"] += 1
    return Verdicts(asked=len(pairs), **counts)


async def _first_better(client: ModelClient, profile: Profile, first: Plan, second: Plan) -> bool:
    told = f"Person: {compact_json(profile)}\nFirst plan: {compact_json(first)}\nSecond plan: {compact_json(second)}"
    request = ModelRequest(
        messages=(Message(role="system", content=QUESTION), Message(role="user", content=told)),
        max_tokens=20,
        schema=dict(_SCHEMA),
    )
    answer = msgspec.json.decode((await client.complete(request)).text, type=_Answer)
    if answer.better not in ("first", "second"):
        raise msgspec.ValidationError(f"better is {answer.better!r}; allowed: first, second")
    return answer.better == "first"
