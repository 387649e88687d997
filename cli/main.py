"""`fitai`: one command for people, operators and scripts. Subcommands are imported when they are called."""

import importlib
import sys
from pathlib import Path

import click

from domain.errors import ConfigError, FitaiError

_COMMANDS = {
    "api": "serve the HTTP API and the socket",
    "chat": "talk to the coach in the terminal",
    "demo": "make one plan through the whole stack, and print it",
    "doctor": "say what is set up, what is missing, and what to do about it",
    "meals": "plan a week of meals from a profile file, without servers",
    "migrate": "bring the database to the newest schema",
    "plan": "make a plan from a profile file, without servers",
    "preferences": "write what consenting people chose, as training data",
    "rules": "print the rules that change a plan, shape a session and read readiness",
    "story": "play twelve weeks of one person through the whole stack, and check them",
    "trackers": "play the signed traffic of tracker providers against a running API",
    "up": "serve everything on this machine, with embedded services where no URL is set",
    "user": "create accounts and give the admin role",
    "worker": "run jobs",
}

_RESEARCH = {
    "dataset": ("ml.train.dataset.command", "make, check and review training pairs"),
    "train": ("ml.train.command", "fine-tune the model on training pairs"),
    "eval": ("ml.evals.command", "measure plans on held-out people, report, and gate a candidate"),
    "replay": ("ml.evals.replay.command", "let simulated trainees live with the engine, against two baselines"),
}
"""Commands of researchers, by module: found by name, because nothing that serves people may import training."""


class _Lazy(click.Group):
    """Finds `cli.<name>` at the moment it is asked for, so that `--help` and `plan` do not load the servers."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return [*_COMMANDS, *_RESEARCH]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name in _COMMANDS:
            module = f"cli.{cmd_name}"
        elif cmd_name in _RESEARCH:
            module = _RESEARCH[cmd_name][0]
        else:
            return None
        command: click.Command = importlib.import_module(module).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))
        with formatter.section("Research"):
            formatter.write_dl([(name, text) for name, (_, text) in _RESEARCH.items()])


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="fitai")
def fitai() -> None:
    """FitAI, an AI gym coach: the model proposes, readable rules decide."""


def main() -> None:
    """Entry point. Errors of ours end with one clear message: 2 for what the caller can mend, 1 for the rest."""
    try:
        fitai(standalone_mode=False)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
    except FitaiError as error:
        click.echo(f"fitai: {error.message}", err=True)
        sys.exit(2 if isinstance(error, ConfigError) else 1)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    main()
