"""A pair is verified, and its prompt is the one that the engine sends."""

from contextlib import asynccontextmanager

import msgspec
import pytest

from adapters.model.engine import EMBEDDED_LIMITS, ModelEngine
from adapters.model.errors import ModelUnreachable
from domain.catalogue.loader import load_catalogue
from domain.catalogue.types import Catalogue
from domain.plan import Plan
from domain.ports import ModelRequest
from domain.profile import Profile, Symptom
from ml.prompts.direct import direct_messages
from ml.train.dataset.pairs import ALLOWED, Dropped, Example, direct_row, example_of, menu_rows
from ml.train.dataset.people import profile_of
from ml.train.dataset.rows import MenuInput, Split, turns_of


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def examples(catalogue: Catalogue) -> list[Example]:
    found = [example_of(profile_of(7, index), catalogue, seed=index) for index in range(15)]
    return [each for each in found if isinstance(each, Example)]


def test_examples_are_verified_plans(examples: list[Example]) -> None:
    assert len(examples) >= 12
    for each in examples:
        assert each.document.plan is not None
        assert {finding.rule for finding in each.document.findings} == set(each.warnings) <= ALLOWED
        assert not any(finding.repaired for finding in each.document.findings)


def test_who_is_stopped_by_screening_gives_no_pair(catalogue: Catalogue) -> None:
    profile = profile_of(7, 0)
    stopped = msgspec.structs.replace(
        profile, health=msgspec.structs.replace(profile.health, symptoms=(Symptom.CHEST_PAIN,))
    )
    found = example_of(stopped, catalogue, seed=1)
    assert isinstance(found, Dropped)
    assert found.why == "screened"
    assert "SCR-3" in found.rules


def test_a_direct_row_is_the_dissertations_pair(examples: list[Example]) -> None:
    row = direct_row(examples[0], 3, Split.TRAIN)
    turns = turns_of(row)
    assert [dict(turn) for turn in turns.prompt] == [
        {"role": message.role, "content": message.content} for message in direct_messages(examples[0].profile)
    ]
    assert msgspec.json.decode(turns.completion[0]["content"], type=Plan) == examples[0].document.plan
    assert msgspec.json.decode(row.input, type=Profile) == examples[0].profile


class _Listening:
    """A client that notes what it is asked and is out of reach."""

    model, adapter, narrow_schemas = "none", "", True

    def __init__(self) -> None:
        self.asked: list[ModelRequest] = []

    @asynccontextmanager
    async def stream(self, request: ModelRequest):
        raise NotImplementedError
        yield

    async def complete(self, request: ModelRequest):
        self.asked.append(request)
        raise ModelUnreachable("not here")


async def test_menu_prompts_are_what_the_engine_sends(examples: list[Example]) -> None:
    async def silent(stage: str, **data: object) -> None: ...

    for each in examples[:8]:
        client, seed = _Listening(), each.document.provenance.seed
        await ModelEngine(client, EMBEDDED_LIMITS).propose(each.frame, seed=seed, progress=silent)
        prompts = {msgspec.json.decode(row.input, type=MenuInput).user for row in menu_rows(each, 1, Split.TRAIN)}
        assert client.asked  # the days in flight when the first call fails
        assert {request.messages[1].content for request in client.asked} <= prompts


def test_menu_answers_are_within_the_grammar(examples: list[Example]) -> None:
    for each in examples:
        for row in menu_rows(each, 1, Split.TRAIN):
            answer = msgspec.json.decode(row.output, type=dict[str, str])
            user = msgspec.json.decode(row.input, type=MenuInput).user
            picks = [pick for key, pick in answer.items() if key != "scheme"]
            assert len(set(picks)) == len(picks)
            for key, pick in answer.items():
                line = next(line for line in user.splitlines() if line.startswith(f"{key} ") or key == "scheme")
                assert key == "scheme" or f"{pick} " in line
