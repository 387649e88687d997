"""A run from the command line: planner on a tiny data set, resumed, reported and held against another."""

import asyncio

import msgspec
import pytest
from click.testing import CliRunner

from adapters.model.client import HttpModelClient, ModelServer, new_http
from domain.catalogue.loader import load_catalogue
from domain.errors import InvalidInput
from ml.evals.command import command
from ml.evals.judge import Pair, judge
from ml.evals.record import Record, RunFile, RunHead, read_run
from ml.evals.systems import DirectSystem, MenuSystem
from ml.prompts.direct import compact_json
from ml.train.dataset.build import Order, build
from ml.train.dataset.rows import Format
from tests.contract.model.fake_server import Said, fake_server
from tests.unit.ml.evals.support import people, plan

HEAD = RunHead(label="a", mode="planner", grammar=True, seed=0, data_sha256="d")


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    build(Order(pairs=20, seed=4, formats=(Format.DIRECT,)), folder, processes=1, tick=lambda done: None)
    return folder


def fitai(*words):
    return CliRunner().invoke(command, [str(word) for word in words], catch_exceptions=False)


def test_runs_report_and_gate_from_the_command_line(data, tmp_path):
    for label, seed in (("one", 0), ("two", 7)):
        asked = ("run", "planner", "--data", data, "--out", tmp_path, "--label", label, "--seed", seed, "--varied", 1)
        assert fitai(*asked).exit_code == 0
    first = (tmp_path / "one.jsonl").read_bytes()
    fitai("run", "planner", "--data", data, "--out", tmp_path, "--label", "one", "--varied", 1)
    assert (tmp_path / "one.jsonl").read_bytes() == first
    head, records = read_run(tmp_path / "one.jsonl")
    assert head.label == "one"
    assert all(record.plan is not None and record.seconds > 0 for record in records)
    assert any(record.variant for record in records)

    runs = (tmp_path / "one.jsonl", tmp_path / "two.jsonl")
    done = fitai("report", *runs, "--data", data, "--out", tmp_path / "docs", "--gate", "two", "one")
    assert done.exit_code == 0, done.output
    page = (tmp_path / "docs/evaluation.md").read_text()
    assert "| ROUGE-Lsum |" in page
    assert "`two` against `one`" in page
    assert "$" not in page
    assert (tmp_path / "docs/model-card.md").is_file()
    assert {each.name for each in (tmp_path / "docs/evaluation").iterdir()} == {
        "systems.png", "fairness.png", "figures.json"
    }  # fmt: skip
    held = fitai("gate", *runs, "--data", data)
    assert held.exit_code == 1
    assert "at least 30 are needed" in held.output


def test_a_cut_line_is_asked_for_again_and_another_runs_file_is_refused(tmp_path):
    path = tmp_path / "a.jsonl"
    file = RunFile(path, HEAD)
    file.add(Record(person=1))
    file.add(Record(person=2))
    path.write_bytes(path.read_bytes()[:-3])
    again = RunFile(path, HEAD)
    assert again.done == {(1, "")}
    again.add(Record(person=3))
    assert [record.person for record in read_run(path)[1]] == [1, 3]
    with pytest.raises(InvalidInput, match="is of another run"):
        RunFile(path, msgspec.structs.replace(HEAD, seed=1))


@pytest.mark.parametrize("text", ["nothing\n", '{"label":"a"}\n', ""], ids=["no json", "half a head", "empty"])
def test_a_file_that_is_no_run_is_refused(tmp_path, text):
    path = tmp_path / "a.jsonl"
    path.write_text(text)
    with pytest.raises(InvalidInput, match=r"a\.jsonl line 1"):
        read_run(path)


def asked(script, use):
    """What `use` gives with a client of a fake server that answers by `script`, and the bodies it was sent."""

    async def go():
        async with fake_server("llamacpp", script) as fake, new_http() as http:
            client = HttpModelClient(http, ModelServer(url=fake.url, dialect="llamacpp", model="m"))
            return await use(client), fake.bodies

    return asyncio.run(go())


def test_a_direct_plan_is_read_judged_and_put_right():
    person = people()[0]
    text = compact_json(plan())
    record, bodies = asked((Said(pieces=(text,)),), lambda c: DirectSystem(load_catalogue(), c)(5, person.profile))
    assert record.plan == plan()
    assert record.raw == (text,)
    assert "response_format" in bodies[0]
    assert record.verified is not None
    assert record.verified.plan is not None
    assert not [seen for seen in record.after if seen.severity != "warn"]


def test_an_unknown_exercise_is_counted_and_gone_from_the_delivered_plan():
    text = compact_json(plan()).replace(plan().workout_plan.weekly_schedule[0].exercises[0].name, "Moon Hop")
    record, _ = asked((Said(pieces=(text,)),), lambda c: DirectSystem(load_catalogue(), c)(5, people()[0].profile))
    assert "Moon Hop" in record.unread
    assert record.before[0].rule == "MEN-1"
    assert "Moon Hop" not in compact_json(record.verified.plan)


def test_without_a_grammar_none_is_sent_and_prose_is_no_plan():
    script = (Said(pieces=("Here is your plan!",)),)
    record, bodies = asked(script, lambda c: DirectSystem(load_catalogue(), c, grammar=False)(5, people()[0].profile))
    assert "response_format" not in bodies[0]
    assert record.plan is None
    assert "not a plan" in record.error


def test_the_menu_counts_bad_answers_and_still_delivers():
    script = (Said(pieces=("no",)),)
    record, bodies = asked(script, lambda c: MenuSystem(load_catalogue(), c)(5, people()[0].profile))
    assert record.calls == len(bodies) == len(record.raw)
    assert record.bad_answers > 0
    assert record.plan is not None
    assert record.verified.provenance.model_picks == 0


@pytest.mark.parametrize(
    ("answers", "counts", "agreement"),
    [
        (("first", "second"), (1, 0, 0, 0), 1.0),
        (("second", "first"), (0, 1, 0, 0), 1.0),
        (("first", "first"), (0, 0, 1, 0), 0.0),
        (("neither",), (0, 0, 0, 1), 0.0),
    ],
    ids=["one wins", "two wins", "by place", "no answer"],
)
def test_the_judge_is_asked_in_both_orders(answers, counts, agreement):
    script = tuple(Said(pieces=(f'{{"better":"{answer}"}}',)) for answer in answers)
    pair = Pair(person=1, profile=people()[0].profile, one=plan(0), two=plan(1))
    verdicts, _ = asked(script, lambda client: judge(client, [pair]))
    assert (verdicts.one, verdicts.two, verdicts.undecided, verdicts.failed) == counts
    assert verdicts.agreement == agreement
