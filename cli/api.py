"""`fitai api`."""

import click

from api.server import run_api
from cli.settings import require, settings_from_environment


@click.command
def command() -> None:
    """Serve the HTTP API and the socket on FITAI_HOST:FITAI_PORT. Needs DATABASE_URL and REDIS_URL."""
    settings = settings_from_environment()
    require(settings, "DATABASE_URL", "REDIS_URL")
    run_api(settings)
