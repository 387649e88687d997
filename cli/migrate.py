"""`fitai migrate`."""

import click

from adapters.storage.migrate import migrate
from cli.settings import require, settings_from_environment


@click.command
def command() -> None:
    """Apply the migrations that DATABASE_URL does not have yet. Safe to run from several machines at once."""
    settings = settings_from_environment()
    require(settings, "DATABASE_URL")
    applied = migrate(settings.database_url)
    click.echo("\n".join(f"applied {each}" for each in applied) or "the schema is up to date")
