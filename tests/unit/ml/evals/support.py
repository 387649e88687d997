"""A few held-out people, made once."""

from functools import cache

from domain.catalogue.loader import load_catalogue
from domain.plan import Plan
from ml.evals.people import HeldOut
from ml.train.dataset.pairs import Dropped, example_of
from ml.train.dataset.people import profile_of

__all__ = ["people", "plan"]


@cache
def people(count: int = 4) -> tuple[HeldOut, ...]:
    """The first people of seed 3 who get a plan."""
    found: list[HeldOut] = []
    catalogue = load_catalogue()
    index = 0
    while len(found) < count:
        profile = profile_of(3, index)
        example = example_of(profile, catalogue, seed=3, tries=1)
        if not isinstance(example, Dropped):
            found.append(HeldOut(person=index, profile=profile, reference=example.document.plan))
        index += 1
    return tuple(found)


def plan(place: int = 0) -> Plan:
    """The reference of the person at that place."""
    return people()[place].reference
