"""`documents.index`: read what the parts of a document mean; store that and the job's end together."""

import asyncio

import msgspec

from adapters.retrieval.embedder import Embedder
from domain.knowledge.document_use_cases import IndexArgs, IndexResult
from domain.knowledge.documents import Vector
from workers.runtime.task import TaskContext

AT_ONCE = 16
"""Parts between two words on progress."""


class DocumentTask:
    """The task function. A document that was deleted meanwhile, and a worker without a model, are no failure."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    async def __call__(self, ctx: TaskContext) -> None:
        args, owner = msgspec.json.decode(ctx.job.args, type=IndexArgs), ctx.job.user_id
        async with ctx.uow() as uow:
            parts = await uow.documents.parts(owner, args.document)
        vectors: list[Vector] = []
        for at in range(0, len(parts) if self._embedder.available else 0, AT_ONCE):
            some = parts[at : at + AT_ONCE]
            rows = await asyncio.to_thread(self._embedder.passages, [f"{part.title}. {part.text}" for part in some])
            vectors += [
                Vector(number=part.number, values=tuple(row.tolist())) for part, row in zip(some, rows, strict=True)
            ]
            await ctx.progress("read", parts=len(vectors), of=len(parts))
        async with ctx.uow() as uow:
            if vectors:
                await uow.documents.store_vectors(owner, args.document, vectors, ctx.clock.now())
            await ctx.complete(uow, IndexResult(parts=len(vectors)))
