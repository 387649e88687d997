"""A real worker of the queue `chat` for the fault tests: `python -m tests.faults.chat_worker`.

Its answer is different in each attempt, so that words of two attempts cannot be taken for one text.
"""

import asyncio
import os
from uuid import UUID

import uvloop
from msgspec.structs import replace

from adapters.settings import load
from domain.chat.answer import Answer, Question, Teller, Written
from domain.chat.turn import TurnState
from domain.jobs.job import JobKind
from domain.jobs.rules import Backoff
from domain.ports import UnitOfWorkFactory
from workers.chat.teller import Pace
from workers.runtime.build import build_worker
from workers.runtime.config import runtime_config
from workers.tasks.chat import ChatTask


async def count(_: UnitOfWorkFactory, owner: UUID, question: Question, teller: Teller) -> Answer:
    """Counts for two seconds, under a name of its own."""
    for state in (TurnState.TRIAGED, TurnState.RETRIEVING, TurnState.GENERATING):
        await teller.enter(state)
    words = [f"{os.getpid()}:{number} " for number in range(100)]
    for word in words:
        await teller.say(word)
        await asyncio.sleep(0.02)
    return Answer(text="".join(words).strip(), locale=question.locale, written=Written.RULES)


async def _serve() -> None:
    settings = load(os.environ)
    config = replace(
        runtime_config(settings, "chat"), wait_s=0.1, relay_s=0.2, backoff=Backoff(base_s=0.1, cap_s=0.2), cleanup_s=1.0
    )
    tasks = {JobKind.CHAT_TURN: ChatTask(count, Pace(save_lost_s=0.3))}
    async with build_worker(settings, tasks, config) as worker:
        await worker.main()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve())
