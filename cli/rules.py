"""`fitai rules`: every rule of the adaptive half as a Markdown table, read from the code that applies it."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from domain.adaptation.engine import TRIGGERS
from domain.errors import ConfigError
from domain.profile import Locale
from domain.readiness.rules import RULES
from domain.text.messages import texts

BEGIN, END = "<!-- rules: begin -->", "<!-- rules: end -->"
_TODAY = "today.why."


@click.command
@click.option("--page", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Bring the tables of this page (docs/adaptation.md) up to date instead.")  # fmt: skip
def command(page: Path | None) -> None:
    """Print the rules that change a plan, shape today's session and read readiness."""
    if page is None:
        click.echo(tables(), nl=False)
        return
    text = page.read_text()
    if BEGIN not in text or END not in text:
        raise ConfigError(f"{page} has no lines {BEGIN!r} and {END!r}")
    before, after = text.partition(BEGIN)[0], text.partition(END)[2]
    page.write_text(f"{before}{BEGIN}\n{tables()}{END}{after}")


def tables() -> str:
    """The three tables; docs/adaptation.md holds the same."""
    return "\n".join(
        [
            "### What may change the plan",
            "",
            *_table(("rule", "when", "made at once", "numbers", "source"), _changes()),
            "",
            "### What shapes today's session",
            "",
            *_table(("rule", "what the person reads"), _today()),
            "",
            "### What readiness asks for",
            "",
            *_table(("rule", "looks at", "limit", "asks for", "source"), _readiness()),
            "",
        ]
    )


def _changes() -> Iterator[tuple[str, ...]]:
    for trigger in TRIGGERS:
        numbers = ", ".join(f"{name} {value:g}" for name, value in trigger.numbers.items())
        yield f"`{trigger.id}`", trigger.title, "yes" if trigger.at_once else "", numbers, trigger.source


def _today() -> Iterator[tuple[str, ...]]:
    for key, text in texts(Locale.EN).items():
        if key.startswith(_TODAY) and isinstance(text, str):
            yield f"`{key.removeprefix(_TODAY)}`", text


def _readiness() -> Iterator[tuple[str, ...]]:
    for rule in RULES.values():
        yield f"`{rule.id}`", rule.input, f"{rule.limit:g} {rule.unit}", str(rule.asks), rule.source


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield _row(head)
    yield _row(("---",) * len(head))
    for row in rows:
        yield _row(row)


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
