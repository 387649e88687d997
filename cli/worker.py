"""`fitai worker`."""

import click

from cli.settings import require, settings_from_environment
from workers.main import run_worker


@click.command
def command() -> None:
    """Run jobs until SIGTERM. Needs DATABASE_URL and REDIS_URL.

    Without MODEL_URL plans are made by the planner alone.
    """
    settings = settings_from_environment()
    require(settings, "DATABASE_URL", "REDIS_URL")
    run_worker(settings)
