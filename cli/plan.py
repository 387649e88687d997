"""`fitai plan`: a profile file in, a plan on standard output; no servers, no database."""

import asyncio
import sys
import time
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.status import Status

from adapters.settings import Settings
from cli.profile_file import read_profile_file
from cli.settings import settings_from_environment
from cli.show import document_view, error_console
from domain.catalogue.loader import load_catalogue
from domain.coaching.service import make_plan
from domain.plan import PlanDocument
from domain.profile_reader import ReadProfile
from workers.engines import plan_engine


@click.command
@click.argument("profile", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--engine", type=click.Choice(["local", "remote", "none"]), default=None,
              help="local: the embedded model; remote: MODEL_URL; none: the planner alone. "
                   "Default: remote when MODEL_URL is set, else local.")  # fmt: skip
@click.option("--format", "shape", type=click.Choice(["plan", "full"]), default="plan",
              help="plan: the plan's JSON; full: with numbers, reasons, findings and provenance.")  # fmt: skip
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, help="Another seed, another good plan.")
@click.option("--quiet", is_flag=True, help="Nothing on standard error but errors.")
def command(profile: Path, engine: str | None, shape: str, seed: int, quiet: bool) -> None:  # noqa: FBT001 - click's
    """Make a plan from PROFILE (a JSON file, or - for standard input).

    The plan's JSON alone goes to standard output; progress and explanations go to standard error.
    Exit status: 0 a plan, 2 a profile that cannot be used, 3 stopped by screening (the referral is printed).
    """
    console = error_console()
    read = read_profile_file(profile, console)
    settings = settings_from_environment()
    document = asyncio.run(
        _make(read, settings, engine or ("remote" if settings.model_url else "local"), seed, console, quiet=quiet)
    )
    if not quiet:
        console.print(document_view(document))
    if document.plan is None:
        console.print(document.screening.referral, style="bold red")
        if shape == "full":
            _print_json(document)
        sys.exit(3)
    _print_json(document if shape == "full" else document.plan)


async def _make(
    read: ReadProfile, settings: Settings, engine: str, seed: int, console: Console, *, quiet: bool
) -> PlanDocument:
    with Status("reading the catalogue", console=console) as status:
        if quiet:
            status.stop()

        async def progress(stage: str, **data: object) -> None:
            status.update(" ".join([stage, *(f"{name} {value}" for name, value in data.items())]))

        async with plan_engine(settings, engine) as chosen:
            return await make_plan(
                read.profile,
                catalogue=load_catalogue(),
                engine=chosen,
                seed=seed,
                progress=progress,
                ticks=time.perf_counter,
            )


def _print_json(value: msgspec.Struct) -> None:
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n")
