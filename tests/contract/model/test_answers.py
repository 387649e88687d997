"""What every server answers well: text, structure, ends, counts, adapters. One suite over the dialects."""

import json

import pytest

from adapters.model.errors import ModelDenied, ModelTruncated, UnknownAdapter
from domain.ports import Message, ModelRequest
from tests.contract.model.fake_server import Said

SCHEMA = {
    "type": "object",
    "properties": {"pick": {"type": "string", "enum": ["E01", "E02"]}},
    "required": ["pick"],
    "additionalProperties": False,
}
ASK = ModelRequest(messages=(Message(role="user", content="Choose."),), max_tokens=20)
ASK_JSON = ModelRequest(messages=ASK.messages, max_tokens=20, schema=SCHEMA, temperature=0.7, top_p=0.9, seed=3)
HELLO = Said(pieces=("Bon", "jour", " à tous"))


def nulls_in(value: object) -> bool:
    if isinstance(value, dict):
        return any(nulls_in(part) for part in value.values())
    if isinstance(value, list):
        return any(nulls_in(part) for part in value)
    return value is None


async def test_the_pieces_are_joined_and_counted(connect, dialect):
    async with connect(dialect, HELLO) as (client, _):
        reply = await client.complete(ASK)
    assert (reply.text, reply.finish, reply.model) == ("Bonjour à tous", "stop", "base-model")
    assert (reply.prompt_tokens, reply.completion_tokens, reply.attempts) == (7, 3, 1)
    assert 0 < reply.first_token_s <= reply.total_s


async def test_pieces_come_as_they_are_said(connect, dialect):
    async with connect(dialect, HELLO) as (client, _), client.stream(ASK) as answer:
        assert answer.reply is None
        assert [piece async for piece in answer] == ["Bon", "jour", " à tous"]
        assert answer.reply is not None
        assert [piece async for piece in answer] == []


async def test_every_request_streams_asks_for_usage_and_has_no_null(connect, dialect):
    async with connect(dialect, HELLO) as (client, fake):
        await client.complete(ASK_JSON)
        await client.complete(ASK)
    for body in fake.bodies:
        assert body["stream"] is True
        assert body["stream_options"] == {"include_usage": True}
        assert body["max_tokens"] == 20
        assert not nulls_in(body)
        assert "presence_penalty" not in body
    assert fake.connections == 1, "the connection goes back to the pool"


async def test_the_schema_is_sent_in_the_dialects_form(connect, dialect):
    async with connect(dialect, Said(pieces=('{"pick":', '"E02"}'))) as (client, fake):
        reply = await client.complete(ASK_JSON)
    assert json.loads(reply.text) == {"pick": "E02"}
    body = fake.bodies[0]
    if dialect == "tgi":
        assert body["response_format"] == {"type": "json_schema", "value": {"name": "answer", "schema": SCHEMA}}
    elif dialect == "embedded":
        grammar = body["grammar"]
        assert "response_format" not in body
        head, _, rest = grammar.partition("start: %json ")
        assert head == "%llguidance {}\n"
        assert json.loads(rest) == SCHEMA | {"x-guidance": {"whitespace_flexible": False}}
    else:
        assert body["response_format"] == {"type": "json_schema", "json_schema": {"name": "answer", "schema": SCHEMA}}


async def test_top_p_of_one_is_not_sent_to_tgi_and_is_sent_to_the_others(connect, dialect):
    async with connect(dialect, HELLO) as (client, fake):
        await client.complete(ASK)
        await client.complete(ASK_JSON)
    assert fake.bodies[0].get("top_p") == (None if dialect == "tgi" else 1.0)
    assert fake.bodies[1]["top_p"] == 0.9


@pytest.mark.parametrize("reason", ["stop", "stop_sequence", "eos_token"])
async def test_every_name_of_a_good_end_is_a_stop(connect, dialect, reason):
    async with connect(dialect, Said(pieces=("x",), finish=reason)) as (client, _):
        assert (await client.complete(ASK)).finish == "stop"


async def test_a_stop_string_is_a_list_and_never_in_the_text(connect, dialect):
    said = Said(pieces=("one", "END" if dialect == "tgi" else ""), finish="stop_sequence")
    ask = ModelRequest(messages=ASK.messages, max_tokens=20, stop=("END",))
    async with connect(dialect, said) as (client, fake):
        reply = await client.complete(ask)
    assert fake.bodies[0]["stop"] == ["END"]
    assert reply.text == "one"


async def test_text_cut_at_max_tokens_is_text_and_a_structure_cut_there_is_none(connect, dialect):
    async with connect(dialect, Said(pieces=('{"pick"',), finish="length")) as (client, _):
        assert (await client.complete(ASK)).finish == "length"
        with pytest.raises(ModelTruncated, match="max_tokens = 20"):
            await client.complete(ASK_JSON)


async def test_an_end_without_done_counts_when_the_finish_reason_came(connect, dialect):
    async with connect(dialect, Said(pieces=("all",), done=False)) as (client, _):
        assert (await client.complete(ASK)).text == "all"


async def test_an_empty_answer_is_an_answer(connect, dialect):
    async with connect(dialect, Said()) as (client, _):
        assert (await client.complete(ASK)).text == ""


async def test_an_adapter_is_asked_for_by_name_or_by_place(connect, dialect):
    adapters = ("coach", "chef")
    ask = ModelRequest(messages=ASK.messages, max_tokens=5, adapter="chef")
    async with connect(dialect, HELLO, fake={"adapters": adapters}, adapters=adapters) as (client, fake):
        reply = await client.complete(ask)
        await client.complete(ASK)
    assert reply.adapter == "chef"
    with_adapter, without = fake.bodies
    if dialect in {"tgi", "vllm"}:
        assert (with_adapter["model"], without["model"]) == ("chef", "tgi" if dialect == "tgi" else "base-model")
    else:
        assert with_adapter["lora"] == [{"id": 0, "scale": 0.0}, {"id": 1, "scale": 1.0}]
        assert without["lora"] == [{"id": 0, "scale": 0.0}, {"id": 1, "scale": 0.0}]


async def test_an_unknown_adapter_is_refused_before_it_is_sent(connect, dialect):
    ask = ModelRequest(messages=ASK.messages, max_tokens=5, adapter="chef")
    async with connect(dialect, HELLO, adapters=("coach",)) as (client, fake):
        with pytest.raises(UnknownAdapter, match="'chef' is not loaded; allowed: coach"):
            await client.complete(ask)
    assert fake.bodies == []


async def test_the_key_is_sent_as_a_bearer_and_a_wrong_one_is_denied(connect, dialect):
    async with connect(dialect, HELLO, fake={"api_key": "k1"}, api_key="k1") as (client, _):
        assert (await client.complete(ASK)).text == "Bonjour à tous"
    async with connect(dialect, HELLO, fake={"api_key": "k1"}, api_key="k2") as (client, fake):
        with pytest.raises(ModelDenied, match="answered 401"):
            await client.complete(ASK)
    assert len(fake.bodies) == 1, "a wrong key is not tried again"


async def test_system_text_is_folded_unless_the_template_takes_it(connect, dialect):
    talk = (Message(role="system", content="Rules."), Message(role="user", content="Hi."))
    ask = ModelRequest(messages=talk, max_tokens=5)
    async with connect(dialect, HELLO) as (client, fake):
        await client.complete(ask)
    async with connect(dialect, HELLO, system_role=True) as (client, other):
        await client.complete(ask)
    assert fake.bodies[0]["messages"] == [{"role": "user", "content": "Rules.\n\nHi."}]
    assert [turn["role"] for turn in other.bodies[0]["messages"]] == ["system", "user"]
