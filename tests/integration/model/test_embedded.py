"""The embedded model for real: grammars bite, closing stops it, plans come out, nobody is orphaned."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from urllib.parse import urlsplit

import httpx
import msgspec
import pytest

from adapters.model.engine import EMBEDDED_LIMITS, ModelEngine
from adapters.model.errors import ModelRejected
from domain.coaching.planning.layout import layout
from domain.ports import Message, ModelRequest
from ml.prompts.menu import day_prompt, outline_prompt
from ml.prompts.schemas import DAY_SCHEMA, flat_object, one_of
from ml.serve.weights import EMBEDDED_MODEL
from tests.contract.model.frames import Sink, frame

pytestmark = pytest.mark.model

TALE = (Message(role="user", content="Write a long tale about a river."),)


async def test_a_request_is_answered_with_counts(client):
    reply = await client.complete(ModelRequest(messages=TALE, max_tokens=8))
    assert (reply.finish, reply.completion_tokens, reply.model) == ("length", 8, EMBEDDED_MODEL)
    assert reply.prompt_tokens > 5


@pytest.mark.parametrize("answer", ["E17", "zebra crossing", "été", "قوة"])
async def test_the_grammar_bites_whatever_the_prompt_wants(client, answer):
    schema = flat_object({"only": one_of([answer])})
    reply = await client.complete(ModelRequest(messages=TALE, max_tokens=60, schema=schema, temperature=1.0))
    assert reply.text == msgspec.json.encode({"only": answer}).decode(), "compact, and nothing but the schema"


async def test_the_static_day_schema_bites_too(client):
    reply = await client.complete(ModelRequest(messages=TALE, max_tokens=200, schema=DAY_SCHEMA, temperature=1.0))
    assert list(json.loads(reply.text)) == DAY_SCHEMA["required"]


async def test_the_outlines_texts_follow_their_patterns(client):
    someone = frame(3)
    prompt = outline_prompt(someone, narrow=True)
    reply = await client.complete(
        ModelRequest(messages=prompt.messages, max_tokens=400, schema=prompt.schema, temperature=0.7, seed=1)
    )
    answer = json.loads(reply.text)
    assert answer["split"] in someone.splits
    assert answer["overview"].endswith(".")


async def test_a_day_is_answered_from_its_own_slots_in_few_tokens(client):
    someone = frame(4)
    brief = layout(someone, someone.splits[0])[0]
    prompt = day_prompt(someone, brief, narrow=True, shown=3)
    reply = await client.complete(
        ModelRequest(messages=prompt.messages, max_tokens=prompt.max_tokens, schema=prompt.schema, seed=1)
    )
    answer = json.loads(reply.text)
    assert answer["scheme"] in brief.schemes
    for number, slot in enumerate(brief.slots, start=1):
        assert answer[f"s{number}"] in slot.candidates[:3]
    assert reply.completion_tokens < 100


async def test_a_plan_is_made_by_the_model(client):
    sink = Sink()
    proposal = await ModelEngine(client, EMBEDDED_LIMITS).propose(frame(3), seed=5, progress=sink)
    assert proposal.notes == ()
    assert (proposal.planner_days, proposal.regenerated_days) == (0, 0)
    assert {who for choice in proposal.choices for who in choice.chosen_by} == {"model"}
    assert [stage for stage, _ in sink.events] == ["outline", "outline", "day", "day", "day"]


async def test_leaving_the_stream_frees_the_slot(client):
    for _ in range(8):
        async with client.stream(ModelRequest(messages=TALE, max_tokens=2000)) as answer:
            await anext(answer)
    reply = await client.complete(ModelRequest(messages=TALE, max_tokens=2))
    assert reply.finish == "length"


async def test_a_prompt_longer_than_the_context_is_refused(client):
    long = (Message(role="user", content="river " * 20_000),)
    with pytest.raises(ModelRejected, match="context"):
        await client.complete(ModelRequest(messages=long, max_tokens=2))


async def test_it_listens_on_loopback_lets_no_other_site_in_and_shows_no_page(embedded):
    assert urlsplit(embedded.url).hostname == "127.0.0.1"
    async with httpx.AsyncClient(base_url=embedded.url, trust_env=False) as http:
        health = await http.get("/health", headers={"origin": "http://elsewhere.example"})
        assert health.json() == {"status": "ok"}
        assert health.headers.get("access-control-allow-origin", "") == ""
        assert (await http.get("/")).status_code == 404
        assert (await http.get("/metrics")).status_code == 200
        models = (await http.get("/v1/models")).text
        assert ".gguf" not in models, "the file's path is nobody's business"


PARENT = """
import sys
from ml.serve.launch import start_embedded
model = start_embedded(warm=False)
print(model.ready(), model.pid, flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
async def test_no_server_outlives_its_parent(how):
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PARENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    line = await parent.stdout.readline()
    pid = int(line.split()[1])
    ended = asyncio.Event()
    handle = os.pidfd_open(pid)
    asyncio.get_running_loop().add_reader(handle, ended.set)
    try:
        assert not ended.is_set()
        parent.send_signal(how)
        await parent.wait()
        async with asyncio.timeout(10):
            await ended.wait()
    finally:
        asyncio.get_running_loop().remove_reader(handle)
        os.close(handle)


async def test_sigterm_ends_it_cleanly_in_the_middle_of_an_answer():
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "ml.serve",
        "--no-warm",
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    said = json.loads(await process.stdout.readline())
    assert said["pid"] == process.pid
    body = {"messages": [{"role": "user", "content": "Tell a long tale."}], "max_tokens": 2000, "stream": True}
    async with (
        httpx.AsyncClient(trust_env=False) as http,
        http.stream("POST", f"{said['url']}/v1/chat/completions", json=body) as answer,
    ):
        await anext(answer.aiter_bytes())
        process.terminate()
        async with asyncio.timeout(10):
            assert await process.wait() == 0
