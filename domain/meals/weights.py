"""Body weights from all that knows them: what the person told, and on other days what a tracker weighed."""

from datetime import date
from typing import Any, Protocol
from uuid import UUID

from domain.activity.records import Measure
from domain.catalogue.types import Catalogue
from domain.events.use_cases import Aside, EventSource, load_state
from domain.nutrition.expenditure import HISTORY_DAYS
from domain.readiness.use_cases import Tracked, days_before
from domain.training.fold import TrainingFold

Weights = tuple[tuple[date, float], ...]
"""Days and kg, oldest first, one a day."""


class Weighed(EventSource, Tracked, Protocol):
    """Where events and tracker records are read: `ports.Direct` or an open `ports.UnitOfWork`."""


async def weights_known(source: Weighed, owner: UUID, catalogue: Catalogue, day: date, aside: Aside[Any]) -> Weights:
    """The person's weights up to `day`; those of trackers reach as far back as the food log is looked at."""
    training = await load_state(source, owner, TrainingFold(catalogue), day, aside)
    tracked = await days_before(source, owner, day, span=HISTORY_DAYS)
    found = {each.day: each.measured[Measure.WEIGHT].value for each in tracked if Measure.WEIGHT in each.measured}
    found |= dict(training.weights)
    return tuple(sorted(found.items()))
