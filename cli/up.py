"""`fitai up`."""

import contextlib
import signal
import threading

import click

from cli.settings import settings_from_environment
from cli.show import error_console
from cli.stack import running_stack

_LOOK_EVERY_S = 1.0


@click.command
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=None,
    help="Port of the API; 0 takes a free one. Default: FITAI_PORT.",
)
@click.option(
    "--engine",
    type=click.Choice(["auto", "none"]),
    default=None,
    help="none: plans without a model. Default: FITAI_ENGINE.",
)
def command(port: int | None, engine: str | None) -> None:
    """Serve everything on this machine until Ctrl-C.

    PostgreSQL, Valkey and the model are started where DATABASE_URL, REDIS_URL and MODEL_URL are not set. What ends by
    accident is started again.
    """
    over = {} if port is None else {"FITAI_PORT": str(port)}
    settings = settings_from_environment(**over)
    console = error_console()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with contextlib.ExitStack() as exits:
        stack = exits.enter_context(running_stack(settings, engine=engine or settings.engine))
        console.print(
            f"FitAI is ready at {stack.url} after {stack.started_s:.1f} s. Ctrl-C stops it.", style="bold green"
        )
        worker_metrics = f"http://{settings.host}:{stack.env['FITAI_METRICS_PORT']}/metrics"
        console.print(
            f"API description: {stack.url}/schema; metrics: {stack.url}/metrics, {worker_metrics}", soft_wrap=True
        )
        while not stop.wait(_LOOK_EVERY_S):
            for name in stack.revive():
                console.print(f"{name} had ended and was started again", style="bold yellow")
        console.print("stopping: jobs in hand are finished or handed back")
