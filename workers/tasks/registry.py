"""Which function does the work of which job kind."""

from collections.abc import Mapping

from adapters.solver.highs import HighsSolver
from domain.catalogue.loader import load_catalogue
from domain.jobs.job import JobKind
from domain.meals.diary import Larder
from domain.meals.dishes import load_dishes
from domain.ports import PlanEngine
from workers.runtime.task import Task
from workers.tasks.meals import MealTask
from workers.tasks.plan import PlanTask


def tasks_of(engines: Mapping[str, PlanEngine]) -> Mapping[JobKind, Task]:
    """Every job kind's task; `engines` are the plan engines of this worker by the name a request asks for them."""
    catalogue = load_catalogue()
    return {
        JobKind.PLAN_CREATE: PlanTask(catalogue, engines),
        JobKind.MEALS_WEEK: MealTask(Larder(catalogue=catalogue, dishes=load_dishes()), HighsSolver()),
    }
