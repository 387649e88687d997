"""`fitai worker`."""

import click

from cli.settings import require, settings_from_environment
from workers.main import run_worker
from workers.runtime.config import QUEUE_CLASSES


@click.command
@click.option("--queue", type=click.Choice(sorted(QUEUE_CLASSES)), default="plans", help="Whose jobs to run.")
def command(queue: str) -> None:
    """Run jobs until SIGTERM. Needs DATABASE_URL and REDIS_URL.

    The queue `chat` answers questions to the coach, and `ingest` reads from trackers and imports their files; every
    other job is in `plans`. Without MODEL_URL plans are made by the planner alone.
    """
    settings = settings_from_environment()
    require(settings, "DATABASE_URL", "REDIS_URL")
    run_worker(settings, queue)
