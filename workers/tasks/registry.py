"""Which function does the work of which job kind."""

from collections.abc import Mapping

from domain.catalogue.loader import load_catalogue
from domain.jobs.job import JobKind
from domain.ports import PlanEngine
from workers.runtime.task import Task
from workers.tasks.plan import PlanTask


def tasks_of(engines: Mapping[str, PlanEngine]) -> Mapping[JobKind, Task]:
    """Every job kind's task; `engines` are the plan engines of this worker by the name a request asks for them."""
    return {JobKind.PLAN_CREATE: PlanTask(load_catalogue(), engines)}
