"""`fitai rules` and the page that holds what it prints."""

from pathlib import Path

from click.testing import CliRunner

from cli.rules import BEGIN, END, command, tables
from domain.adaptation.engine import TRIGGERS
from domain.errors import ConfigError
from domain.readiness.rules import RULES

PAGE = Path(__file__).resolve().parents[3] / "docs" / "adaptation.md"


def test_every_rule_is_in_the_tables_with_its_source() -> None:
    text = tables()
    for rule in (*TRIGGERS, *RULES.values()):
        assert f"| `{rule.id}` |" in text
        assert rule.source in text


def test_the_command_prints_the_tables() -> None:
    assert CliRunner().invoke(command).output == tables()


def test_the_page_says_what_the_code_does() -> None:
    page = PAGE.read_text()
    held = page[page.index(BEGIN) + len(BEGIN) : page.index(END)]
    assert held.strip() == tables().strip(), "run `fitai rules --page docs/adaptation.md`"


def test_a_page_is_brought_up_to_date(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    assert CliRunner().invoke(command, ["--page", str(page)]).exit_code == 0
    assert page.read_text() == f"before\n{BEGIN}\n{tables()}{END}\nafter\n"
    page.write_text("no place for it")
    assert isinstance(CliRunner().invoke(command, ["--page", str(page)]).exception, ConfigError)


def test_the_pages_pictures_exist_and_are_small() -> None:
    named = [part.split(")")[0] for part in PAGE.read_text().split("](images/")[1:]]
    assert named
    for name in named:
        assert (PAGE.parent / "images" / name).stat().st_size < 120_000, name
