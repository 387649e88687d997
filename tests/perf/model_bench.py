"""How long a plan with the embedded model takes, and how much of it is the model's own.

`python -m tests.perf.model_bench [plans]`. Starts the embedded server as the product does. The baseline is the planner
alone for the same people.
"""

import asyncio
import math
import os
import statistics
import sys
from time import perf_counter

from adapters.model.client import HttpModelClient, embedded_server, new_http
from adapters.model.engine import EMBEDDED_LIMITS, ModelEngine
from domain.coaching.planning.planner import PlannerEngine
from domain.coaching.planning.proposal import Frame, Proposal
from domain.ports import ModelReply, ModelRequest
from domain.profile import Activity, FitnessLevel, Goal
from ml.serve.launch import start_embedded
from tests.contract.model.frames import frame
from tests.perf.machine import machine

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
    """A progress sink that notes after how many seconds the first event came."""

    def __init__(self) -> None:
        self.start = perf_counter()
        self.first_s = math.inf

    async def __call__(self, stage: str, **data: object) -> None:
        self.first_s = min(self.first_s, perf_counter() - self.start)


def open_picks(proposal: Proposal) -> tuple[int, int]:
    """Picks where the slot had more than one candidate, and those of them that are the model's own."""
    who = [
        chosen_by
        for brief, choice in zip(proposal.briefs, proposal.choices, strict=True)
        for slot, chosen_by in zip(brief.slots, choice.chosen_by, strict=True)
        if len(slot.candidates) > 1
    ]
    return len(who), who.count("model")


def spread(values: list[float]) -> str:
    """p50 and p95 of some seconds."""
    ordered = sorted(values)
    return f"p50 {statistics.median(ordered):6.2f}  p95 {ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]:6.2f}"


def say(line: str) -> None:
    """Print at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


class Totals:
    """What is summed over the plans; seconds unless named otherwise."""

    def __init__(self) -> None:
        self.plans: list[float] = []
        self.planner: list[float] = []
        self.first_events: list[float] = []
        self.first_tokens: list[float] = []
        self.tokens_in = self.tokens_out = 0
        self.open = self.own = 0
        self.asked_again = self.planned_days = 0

    def report(self) -> None:
        """Print it."""
        count = len(self.plans)
        ratio = statistics.median(self.plans) / statistics.median(self.planner)
        say(f"plan, seconds:          {spread(self.plans)}  (goal: p50 < 15)")
        say(f"first event, seconds:   {spread(self.first_events)}  (goal: < 0.3)")
        say(f"first token, seconds:   {spread(self.first_tokens)}")
        say(
            f"planner alone, seconds: p50 {statistics.median(self.planner):.4f}; the model takes {ratio:.0f} times that"
        )
        say(f"tokens a plan: {self.tokens_in / count:.0f} in, {self.tokens_out / count:.0f} out")
        say(f"the model's own picks that stayed, where there was a choice: {self.own}/{self.open}")
        say(f"days asked again: {self.asked_again}; days planned without the model: {self.planned_days}")


async def one_plan(engine: ModelEngine, client: Counting, person: Frame, seed: int, totals: Totals) -> tuple[int, int]:
    """Make a plan with the model and one without; returns (open picks, the model's own of them)."""
    client.replies.clear()
    sink = FirstEvent()
    proposal = await engine.propose(person, seed=seed, progress=sink)
    totals.plans.append(perf_counter() - sink.start)
    began = perf_counter()
    await PlannerEngine().propose(person, seed=seed, progress=FirstEvent())
    totals.planner.append(perf_counter() - began)
    totals.first_events.append(sink.first_s)
    totals.first_tokens += [reply.first_token_s for reply in client.replies]
    totals.tokens_in += sum(reply.prompt_tokens for reply in client.replies)
    totals.tokens_out += sum(reply.completion_tokens for reply in client.replies)
    totals.asked_again += proposal.regenerated_days
    totals.planned_days += proposal.planner_days
    available, own = open_picks(proposal)
    totals.open += available
    totals.own += own
    return available, own


async def main(plans: int) -> None:
    """Run and print."""
    say(machine())
    began = perf_counter()
    embedded = start_embedded()
    totals = Totals()
    try:
        url = await asyncio.to_thread(embedded.ready)
        say(f"server up: {perf_counter() - began:.2f} s")
        async with new_http() as http:
            client = Counting(HttpModelClient(http, embedded_server(url)))
            engine = ModelEngine(client, EMBEDDED_LIMITS)
            for number in range(plans):
                name, person = PEOPLE[number % len(PEOPLE)]
                available, own = await one_plan(engine, client, person, number, totals)
                say(f"  {name:34} {totals.plans[-1]:6.2f} s, {own} of {available} open picks are the model's")
    finally:
        embedded.stop()
    totals.report()
    say(f"load {os.getloadavg()[0]:.1f} at the end")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 12))
