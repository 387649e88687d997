"""What every server does badly: status codes, errors inside a 200, cuts, silence, nonsense; for all dialects."""

import asyncio
import json

import httpx
import pytest

from adapters.model.client import HttpModelClient, ModelServer, new_http
from adapters.model.errors import (
    ModelDenied,
    ModelFailed,
    ModelIncomplete,
    ModelMalformed,
    ModelOverloaded,
    ModelRejected,
    ModelTimeout,
    ModelUnreachable,
)
from adapters.telemetry.metrics import MODEL_REQUESTS
from domain.ports import Message, ModelRequest
from tests.contract.model.fake_server import Said

ASK = ModelRequest(messages=(Message(role="user", content="Choose."),), max_tokens=20)
ASK_JSON = ModelRequest(messages=ASK.messages, max_tokens=20, schema={"type": "object", "properties": {}})
GOOD = Said(pieces=("fine",))


def error_body(dialect: str, status: int, text: str, kind: str) -> str:
    if dialect == "tgi":
        return json.dumps({"error": text, "error_type": kind})
    return json.dumps({"error": {"message": text, "type": kind, "code": status}})


@pytest.mark.parametrize(
    ("status", "text", "kind"),
    [(429, "Model is overloaded", "overloaded"), (503, "Loading model", "unavailable_error"), (500, "oops", "x")],
)
async def test_trouble_that_passes_is_tried_again(connect, dialect, status, text, kind):
    bad = Said(status=status, body=error_body(dialect, status, text, kind))
    async with connect(dialect, bad, bad, GOOD) as (client, fake):
        reply = await client.complete(ASK)
    assert (reply.text, reply.attempts, len(fake.bodies)) == ("fine", 3, 3)


@pytest.mark.parametrize(
    ("status", "error"), [(429, ModelOverloaded), (424, ModelFailed), (500, ModelFailed), (503, ModelFailed)]
)
async def test_trouble_that_stays_ends_after_three_tries(connect, dialect, status, error):
    async with connect(dialect, Said(status=status, body=error_body(dialect, status, "why", "x"))) as (client, fake):
        with pytest.raises(error, match=f"answered {status}: why"):
            await client.complete(ASK)
    assert len(fake.bodies) == 3


async def test_a_failed_generation_with_a_grammar_is_tried_once_more_only(connect, dialect):
    text = "Request failed during generation: Server error: bad regex"
    async with connect(dialect, Said(status=424, body=error_body(dialect, 424, text, "generation"))) as (client, fake):
        with pytest.raises(ModelFailed, match="bad regex"):
            await client.complete(ASK_JSON)
    assert len(fake.bodies) == 2


@pytest.mark.parametrize("status", [400, 404, 413, 422])
async def test_a_refused_request_is_not_sent_again(connect, dialect, status):
    async with connect(dialect, Said(status=status, body=error_body(dialect, status, "no", "x"))) as (client, fake):
        with pytest.raises(ModelRejected, match=f"answered {status}: no") as caught:
            await client.complete(ASK)
    assert caught.value.status == status
    assert len(fake.bodies) == 1


@pytest.mark.parametrize("body", ["", "Failed to deserialize the JSON body into the target type", '{"odd": 1}', '"x"'])
async def test_an_error_body_of_any_shape_is_read(connect, dialect, body):
    async with connect(dialect, Said(status=422, body=body)) as (client, _):
        with pytest.raises(ModelRejected, match="answered 422"):
            await client.complete(ASK)


@pytest.mark.parametrize(
    ("message", "error", "tries"),
    [
        ("Model is overloaded", ModelOverloaded, 3),
        ("Request failed during generation: Server error: CUDA", ModelFailed, 3),
        ("Incomplete generation", ModelFailed, 3),
        ("Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096", ModelRejected, 1),
        ("Template error: System role not supported", ModelRejected, 1),
        ("Tool error: Grammar and tools are mutually exclusive", ModelRejected, 1),
    ],
)
async def test_an_error_inside_a_200_is_told_by_its_words(connect, message, error, tries):
    said = Said(error={"message": message, "http_status_code": 422})
    async with connect("tgi", said) as (client, fake):
        with pytest.raises(error):
            await client.complete(ASK)
    assert len(fake.bodies) == tries


@pytest.mark.parametrize(("code", "error"), [(400, ModelRejected), (500, ModelFailed), (401, ModelDenied)])
async def test_an_error_inside_a_200_is_told_by_its_code_where_there_is_one(connect, code, error):
    said = Said(error={"message": "so it is", "code": code, "type": "x"})
    async with connect("vllm", said) as (client, _):
        with pytest.raises(error, match="so it is"):
            await client.complete(ASK)


async def test_nothing_is_tried_again_once_text_has_come(connect, dialect):
    said = Said(pieces=("half",), error={"message": "Model is overloaded", "code": 429})
    async with connect(dialect, said, GOOD) as (client, fake):
        with pytest.raises(ModelOverloaded):
            await client.complete(ASK)
    assert len(fake.bodies) == 1


@pytest.mark.parametrize(
    "said",
    [
        Said(pieces=("half",), cut=True),
        Said(cut=True),
        Said(pieces=("half",), finish=None),
        Said(pieces=("half",), finish=None, done=False),
    ],
)
async def test_a_stream_without_its_end_is_incomplete(connect, dialect, said):
    async with connect(dialect, said) as (client, _):
        with pytest.raises(ModelIncomplete):
            await client.complete(ASK)


@pytest.mark.parametrize(
    "said",
    [
        Said(pieces=("x",), finish="content_filter"),
        Said(raw=b"data: {not json}\n\n"),
        Said(raw=b'data: {"choices": {"delta": 1}}\n\n'),
        Said(raw=b"data: \xff\xfe\n\n"),
        Said(raw=b"data: " + b"x" * (1 << 21)),
        Said(pieces=("x" * 9000,)),
        Said(pieces=("spam ",), endless=True),
        Said(body='{"choices":[{"message":{"content":"hi"}}]}'),
        Said(body="<html>sign in</html>", content_type="text/html"),
    ],
    ids=["finish", "json", "shape", "utf8", "line", "huge", "endless", "not-a-stream", "html"],
)
async def test_what_is_not_the_contract_is_malformed(connect, dialect, said):
    async with connect(dialect, said) as (client, _):
        with pytest.raises(ModelMalformed):
            await client.complete(ASK)


async def test_keep_alive_comments_are_no_tokens(connect, dialect):
    never = asyncio.Event()
    async with connect(dialect, Said(comments=3, wait=never), first_token_s=0.2) as (client, fake):
        with pytest.raises(ModelTimeout, match=r"the first token did not come within 0\.2 s"):
            await client.complete(ASK)
        await fake.gone.wait()
    assert len(fake.bodies) == 1


async def test_comments_before_an_answer_are_skipped(connect, dialect):
    async with connect(dialect, Said(comments=3, pieces=("ok",))) as (client, _):
        assert (await client.complete(ASK)).text == "ok"


async def test_the_whole_answer_has_a_deadline(connect, dialect):
    async with connect(dialect, Said(pieces=("slow",), hang=True), total_s=0.3) as (client, fake):
        with pytest.raises(ModelTimeout, match=r"the whole answer did not come within 0\.3 s"):
            await client.complete(ASK)
        await fake.gone.wait()


async def test_a_request_can_shorten_the_deadline_and_not_stretch_it(connect):
    shorter = ModelRequest(messages=ASK.messages, max_tokens=5, total_s=0.1)
    longer = ModelRequest(messages=ASK.messages, max_tokens=5, total_s=900.0)
    async with connect("tgi", Said(hang=True), total_s=0.2) as (client, _):
        with pytest.raises(ModelTimeout, match=r"within 0\.1 s"):
            await client.complete(shorter)
        with pytest.raises(ModelTimeout, match=r"within 0\.2 s"):
            await client.complete(longer)


async def test_cancelling_closes_the_socket_and_spares_the_pool(connect, dialect):
    async with connect(dialect, Said(pieces=("tick",), hang=True), GOOD) as (client, fake):
        started = asyncio.Event()

        async def listen() -> None:
            async with client.stream(ASK) as answer:
                async for _ in answer:
                    started.set()

        task = asyncio.create_task(listen())
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await fake.gone.wait()
        assert (await client.complete(ASK)).text == "fine"


async def test_leaving_a_stream_early_closes_the_socket(connect, dialect):
    async with connect(dialect, Said(pieces=("tick",), endless=True)) as (client, fake):
        async with client.stream(ASK) as answer:
            await anext(answer)
        await fake.gone.wait()


async def test_a_server_that_is_down_is_unreachable():
    async with new_http() as http:
        client = HttpModelClient(http, ModelServer(url="http://127.0.0.1:1", dialect="tgi"), jitter=lambda: -0.49)
        with pytest.raises(ModelUnreachable, match=r"no answer from http://127\.0\.0\.1:1"):
            await client.complete(ASK)


async def test_the_wait_between_tries_never_passes_the_deadline(connect):
    busy = Said(status=429, body='{"error":"Model is overloaded","error_type":"overloaded"}')
    async with connect("tgi", busy) as (_, fake), new_http() as http:
        client = HttpModelClient(http, ModelServer(url=fake.url, dialect="tgi", first_token_s=5), jitter=lambda: 1e6)
        with pytest.raises(ModelOverloaded):
            await client.complete(ASK)
    assert len(fake.bodies) == 1


async def test_outcomes_are_counted(connect):
    def count(outcome: str) -> float:
        return MODEL_REQUESTS.labels("tgi", outcome)._value.get()

    before = {name: count(name) for name in ("ok", "rejected", "left")}
    async with connect("tgi", GOOD, Said(status=422, body="no"), Said(pieces=("a", "b"))) as (client, _):
        await client.complete(ASK)
        with pytest.raises(ModelRejected):
            await client.complete(ASK)
        async with client.stream(ASK) as answer:
            await anext(answer)
    assert {name: count(name) - before[name] for name in before} == {"ok": 1, "rejected": 1, "left": 1}


async def test_a_server_that_hangs_up_without_a_word_is_unreachable():
    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, httpx.AsyncClient(trust_env=False) as http:
        place = ModelServer(url=f"http://127.0.0.1:{port}", dialect="vllm")
        with pytest.raises(ModelUnreachable):
            await HttpModelClient(http, place, jitter=lambda: -0.49).complete(ASK)
