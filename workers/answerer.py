"""What answers chat turns in a worker: the rules of `domain.chat.coach` with this process's ports and model."""

import asyncio
import time
from collections.abc import Callable
from uuid import UUID

from domain.catalogue.types import Catalogue
from domain.chat.answer import Answer, Passages, Question, Teller
from domain.chat.coach import Writer, answer
from domain.chat.facts import Facts, load_facts
from domain.chat.writing import ModelWriter
from domain.ports import Clock, ModelClient, UnitOfWorkFactory
from domain.profile import Locale
from ml.prompts.chat import chat_messages


class CoachAnswerer:
    """`domain.chat.ports.Answerer`. Without a `model` answers are composed by rules, and say so."""

    def __init__(
        self,
        catalogue: Catalogue,
        clock: Clock,
        passages: Passages,
        model: ModelClient | None = None,
        ticks: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._catalogue, self._clock, self._passages, self._ticks = catalogue, clock, passages, ticks
        self._writer: Writer | None = None if model is None else ModelWriter(model, chat_messages)

    async def __call__(self, uow: UnitOfWorkFactory, owner: UUID, question: Question, teller: Teller) -> Answer:
        async def facts(locale: Locale) -> Facts:
            async with uow() as work:
                return await load_facts(
                    work, owner, locale, catalogue=self._catalogue, clock=self._clock, aside=asyncio.to_thread
                )

        return await answer(
            question,
            owner=owner,
            facts=facts,
            passages=self._passages,
            catalogue=self._catalogue,
            teller=teller,
            ticks=self._ticks,
            aside=asyncio.to_thread,
            writer=self._writer,
        )
