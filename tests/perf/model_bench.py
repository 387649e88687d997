"""How long a plan with the embedded model takes, and how much of it is the model's own.

`python -m tests.perf.model_bench [plans]`. Starts the embedded server as the product does. The baseline is the planner
alone for the same people.
"""

import asyncio
import os
import platform
import statistics
import sys
from time import perf_counter

from adapters.model.client import HttpModelClient, embedded_server, new_http
from adapters.model.engine import EMBEDDED_LIMITS, ModelEngine
from domain.coaching.planner import PlannerEngine
from domain.coaching.proposal import Frame, Proposal
from domain.ports import ModelReply, ModelRequest
from domain.profile import Activity, FitnessLevel, Goal
from ml.serve.launch import start_embedded
from tests.contract.model.frames import frame

PEOPLE: tuple[tuple[str, Frame], ...] = (
    ("muscle, 3 days", frame(3)),
    ("muscle, 4 days", frame(4, minutes=75)),
    ("beginner, 3 days, bodyweight", frame(3, level=FitnessLevel.BEGINNER, equipment=frozenset(), minutes=40)),
    ("strength, 4 days, advanced", frame(4, level=FitnessLevel.ADVANCED, goals=(Goal.STRENGTH_INCREASE,))),
    (
        "weight loss, 3 days, with cardio",
        frame(3, goals=(Goal.WEIGHT_LOSS,), activities=(Activity.STRENGTH_TRAINING, Activity.CARDIO)),
    ),
    ("general, 4 days, 66 years", frame(4, goals=(Goal.GENERAL_FITNESS,), age=66, minutes=45)),
)


class Counting:
    """A `ModelClient` that keeps the replies of the one inside."""

    def __init__(self, inner: HttpModelClient) -> None:
        self.model, self.adapter, self.narrow_schemas = inner.model, inner.adapter, inner.narrow_schemas
        self.stream = inner.stream
        self.replies: list[ModelReply] = []
        self._inner = inner

    async def complete(self, request: ModelRequest) -> ModelReply:
        reply = await self._inner.complete(request)
        self.replies.append(reply)
        return reply


class FirstEvent:
    """A progress sink that notes when the first event came."""

    def __init__(self) -> None:
        self.start = perf_counter()
        self.first_ms: float | None = None

    async def __call__(self, stage: str, **data: object) -> None:
        if self.first_ms is None:
            self.first_ms = (perf_counter() - self.start) * 1000


def open_picks(proposal: Proposal) -> tuple[int, int, int]:
    """(picks, picks with a choice, those of them that are the model's own)."""
    slots = [
        (len(slot.candidates), who)
        for brief, choice in zip(proposal.briefs, proposal.choices, strict=True)
        for slot, who in zip(brief.slots, choice.chosen_by, strict=True)
    ]
    real = [who for size, who in slots if size > 1]
    return len(slots), len(real), real.count("model")


def spread(values: list[float]) -> str:
    """p50 and p95 of some seconds."""
    ordered = sorted(values)
    return f"p50 {statistics.median(ordered):6.2f}  p95 {ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]:6.2f}"


async def main(plans: int) -> None:
    """Run and print."""
    load = os.getloadavg()[0]
    print(
        f"machine: {platform.processor() or platform.machine()}, {os.cpu_count()} cores, load {load:.1f} at the start"
    )
    began = perf_counter()
    embedded = start_embedded()
    url = await asyncio.to_thread(embedded.ready)
    print(f"server up: {perf_counter() - began:.2f} s")
    seconds: list[float] = []
    first_tokens: list[float] = []
    events: list[float] = []
    planner: list[float] = []
    totals = [0, 0, 0]
    tokens = [0, 0]
    planned_days = again = 0
    try:
        async with new_http() as http:
            client = Counting(HttpModelClient(http, embedded_server(url)))
            engine = ModelEngine(client, EMBEDDED_LIMITS)
            for number in range(plans):
                name, person = PEOPLE[number % len(PEOPLE)]
                client.replies.clear()
                sink = FirstEvent()
                proposal = await engine.propose(person, seed=number, progress=sink)
                seconds.append(perf_counter() - sink.start)
                began = perf_counter()
                await PlannerEngine().propose(person, seed=number, progress=FirstEvent())
                planner.append(perf_counter() - began)
                first_tokens += [reply.first_token_s for reply in client.replies]
                events.append((sink.first_ms or 0.0) / 1000)
                tokens[0] += sum(reply.prompt_tokens for reply in client.replies)
                tokens[1] += sum(reply.completion_tokens for reply in client.replies)
                counts = open_picks(proposal)
                totals = [total + count for total, count in zip(totals, counts, strict=True)]
                planned_days += proposal.planner_days
                again += proposal.regenerated_days
                print(f"  {name:34} {seconds[-1]:6.2f} s, picks {counts[2]}/{counts[1]} open of {counts[0]}")
    finally:
        embedded.stop()
    print(f"plan, seconds:          {spread(seconds)}  (goal: p50 < 15)")
    print(f"first event, seconds:   {spread(events)}  (goal: < 0.3)")
    print(f"first token, seconds:   {spread(first_tokens)}")
    print(
        f"planner alone, seconds: {spread(planner)}; ratio {statistics.median(seconds) / statistics.median(planner):.0f}"
    )
    print(f"tokens a plan: {tokens[0] / plans:.0f} in, {tokens[1] / plans:.0f} out")
    print(f"the model's own picks that stayed: {totals[2]}/{totals[1]} = {totals[2] / totals[1]:.2f}")
    print(f"days asked again {again}, days planned without the model {planned_days}; load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 12))
