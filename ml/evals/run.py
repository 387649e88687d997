"""Run a system over the held-out people; what is there already is not asked for again."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from adapters.model.client import HttpModelClient, embedded_server, new_http, server_of
from adapters.model.engine import EMBEDDED_LIMITS, EngineLimits
from adapters.settings import Settings
from domain.catalogue.loader import load_catalogue
from domain.errors import ConfigError
from domain.ports import ModelClient
from domain.profile import Profile
from ml.evals.people import HELD_OUT, HeldOut, held_out
from ml.evals.record import RunFile, RunHead
from ml.evals.systems import DirectSystem, MenuSystem, System
from ml.evals.variants import changed, variations
from ml.prompts.direct import direct_sha256
from ml.prompts.menu import prompt_sha256
from ml.serve.adapter import adapter_of
from ml.serve.launch import start_embedded

PLANNER, MENU, DIRECT = "planner", "menu", "direct"
MODES = (PLANNER, MENU, DIRECT)


class EvalOrder(Struct, frozen=True, kw_only=True):
    """What to run. `remote`: the model at MODEL_URL, else the embedded one with `adapter` (a file or `none`).

    `most`: so many people; `varied`: so many of them again with one field changed at a time. `total_s`: the longest a
    whole plan may take.
    """

    mode: str
    data: Path
    out: Path
    label: str
    remote: bool = False
    adapter: str = "none"
    grammar: bool = True
    most: int | None = None
    varied: int = 0
    seed: int = 0
    total_s: float = 600.0


async def evaluate(order: EvalOrder, settings: Settings, tick: Callable[[int, int], None]) -> Path:
    """Write `OUT/LABEL.jsonl` and return it; `tick` is told how many of how many are done.

    Raises `InvalidInput` when that file is of another run, `ConfigError` without MODEL_URL, `ModelNotInstalled`,
    `AdapterUnfit`.
    """
    people = held_out(order.data, order.most)
    tasks = [(each.person, "", each.profile) for each in people] + _varied(people[: order.varied])
    path = order.out / f"{order.label}.jsonl"
    async with _system(order, settings) as (system, head):
        file = RunFile(path, head)
        for number, (person, variant, profile) in enumerate(tasks, 1):
            if (person, variant) not in file.done:
                record = await system(person, profile)
                file.add(replace(record, variant=variant))
            tick(number, len(tasks))
    return path


def _varied(people: Sequence[HeldOut]) -> list[tuple[int, str, Profile]]:
    found = []
    for each in people:
        for variation in variations():
            profile = changed(each.profile, variation)
            if profile is not None:
                found.append((each.person, variation.name, profile))
    return found


@asynccontextmanager
async def _system(order: EvalOrder, settings: Settings) -> AsyncIterator[tuple[System, RunHead]]:
    """The system of an order with its servers running, and the head of its run file."""
    catalogue = load_catalogue()
    head = RunHead(
        label=order.label,
        mode=order.mode,
        grammar=order.grammar,
        seed=order.seed,
        data_sha256=hashlib.sha256((order.data / HELD_OUT).read_bytes()).hexdigest(),
    )
    if order.mode == PLANNER:
        yield MenuSystem(catalogue, seed=order.seed), head
        return
    sha = direct_sha256() if order.mode == DIRECT else prompt_sha256()
    async with _client(order, settings) as (client, limits, adapter_sha):
        head = replace(head, prompt_sha256=sha, model=client.model, adapter=client.adapter, adapter_sha256=adapter_sha)
        if order.mode == DIRECT:
            yield DirectSystem(catalogue, client, order.grammar, order.seed), head
        else:
            yield MenuSystem(catalogue, client, limits, order.grammar, order.seed), head


@asynccontextmanager
async def _client(order: EvalOrder, settings: Settings) -> AsyncIterator[tuple[ModelClient, EngineLimits, str]]:
    if order.remote:
        if not settings.model_url:
            raise ConfigError("MODEL_URL is not set; set it to a model server, or leave --remote out")
        async with new_http() as http:
            server = replace(server_of(settings), total_s=order.total_s)
            yield HttpModelClient(http, server), EngineLimits(total_s=order.total_s), ""
        return
    adapter = adapter_of(order.adapter)
    model = start_embedded(adapter=adapter, warm=order.mode == MENU)
    try:
        url = await asyncio.to_thread(model.ready)
        async with new_http() as http:
            server = embedded_server(
                url, adapter=adapter.name if adapter else "", first_token_s=order.total_s, total_s=order.total_s
            )
            limits = replace(EMBEDDED_LIMITS, total_s=order.total_s)
            yield HttpModelClient(http, server), limits, adapter.card.sha256 if adapter else ""
    finally:
        model.stop()
