"""The systems under test: the planner, the menu format and the direct format, each with any model behind it."""

import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager

from msgspec import Struct
from msgspec.structs import replace

from adapters.model.direct import write_plan
from adapters.model.engine import EngineLimits, ModelEngine
from domain.adaptation.restore import program_of
from domain.catalogue.types import Catalogue
from domain.coaching.planning.planner import PlannerEngine
from domain.coaching.planning.proposal import Frame, Proposal
from domain.coaching.programming.compiler import compile_program
from domain.coaching.service import make_plan
from domain.coaching.verifier.rule import Context
from domain.errors import FitaiError
from domain.nutrition.targets import targets_of
from domain.plan import PlanDocument
from domain.ports import ModelClient, ModelReply, ModelRequest, ModelStream, PlanEngine, ProgressSink
from domain.profile import Profile
from ml.evals.record import Record, Seen
from ml.evals.scene import context_of, faults_read, findings_in, read_back, verified

System = Callable[[int, Profile], Awaitable[Record]]
"""A person's number and profile in, a record out."""


class Heard:
    """A `ModelClient` that keeps every reply, and takes the grammar away when `grammar` is False."""

    def __init__(self, inner: ModelClient, *, grammar: bool) -> None:
        self.model, self.adapter, self.narrow_schemas = inner.model, inner.adapter, inner.narrow_schemas
        self.calls = 0
        self.replies: list[ModelReply] = []
        self._inner = inner
        self._grammar = grammar

    def stream(self, request: ModelRequest) -> AbstractAsyncContextManager[ModelStream]:
        """See `ModelClient`."""
        return self._inner.stream(self._asked(request))

    async def complete(self, request: ModelRequest) -> ModelReply:
        """See `ModelClient`."""
        self.calls += 1
        reply = await self._inner.complete(self._asked(request))
        self.replies.append(reply)
        return reply

    def _asked(self, request: ModelRequest) -> ModelRequest:
        if self._grammar:
            return request
        return ModelRequest(
            messages=request.messages,
            max_tokens=request.max_tokens,
            temperature=request.temperature,
            top_p=request.top_p,
            seed=request.seed,
            total_s=request.total_s,
        )


class _Noted:
    """A `PlanEngine` that remembers the last frame and proposal."""

    def __init__(self, inner: PlanEngine) -> None:
        self.name = inner.name
        self.frame: Frame | None = None
        self.proposal: Proposal | None = None
        self._inner = inner

    async def propose(self, frame: Frame, *, seed: int, progress: ProgressSink) -> Proposal:
        """See `PlanEngine`."""
        self.frame = frame
        self.proposal = await self._inner.propose(frame, seed=seed, progress=progress)
        return self.proposal


class MenuSystem(Struct, frozen=True):
    """Choices from the menu, compiled and verified: by the model behind `client`, or by the planner when it is None."""

    catalogue: Catalogue
    client: ModelClient | None = None
    limits: EngineLimits = EngineLimits()
    grammar: bool = True
    seed: int = 0

    async def __call__(self, person: int, profile: Profile) -> Record:
        """`before` is of the choices compiled; a bad answer is one that was asked for again or left to the planner."""
        heard = None if self.client is None else Heard(self.client, grammar=self.grammar)
        noted = _Noted(PlannerEngine() if heard is None else ModelEngine(heard, self.limits))
        began = time.perf_counter()
        try:
            document = await make_plan(
                profile,
                catalogue=self.catalogue,
                engine=noted,
                seed=self.seed,
                progress=_silent,
                ticks=time.perf_counter,
            )
        except FitaiError as error:
            return Record(person=person, error=f"{error.code}: {error.message}", seconds=time.perf_counter() - began)
        seconds = time.perf_counter() - began
        told = replies_of(heard)
        if document.plan is None or noted.frame is None or noted.proposal is None:
            return Record(person=person, error="screened", verified=document, seconds=seconds)
        context = context_of(profile, self.catalogue)
        compiled = compile_program(noted.frame, noted.proposal, targets_of(context.person, profile), self.catalogue)
        return Record(
            person=person,
            raw=told.raw,
            calls=told.calls,
            bad_answers=document.provenance.regenerated_days + document.provenance.planner_days if heard else 0,
            plan=document.plan,
            verified=document,
            before=findings_in(compiled, context),
            after=delivered(document, context),
            repairs=sum(bool(each.repaired) for each in document.findings),
            prompt_tokens=told.prompt_tokens,
            completion_tokens=told.completion_tokens,
            seconds=round(seconds, 4),
            first_token_s=told.first_token_s,
        )


class DirectSystem(Struct, frozen=True):
    """The whole plan in the model's own words (the dissertation's way), then read back and put right by the rules."""

    catalogue: Catalogue
    client: ModelClient
    grammar: bool = True
    seed: int = 0

    async def __call__(self, person: int, profile: Profile) -> Record:
        """`plan` is the model's own; an answer that is no plan has none, and nothing can be verified of it."""
        began = time.perf_counter()
        written = await write_plan(Heard(self.client, grammar=self.grammar), profile, seed=self.seed)
        seconds = round(time.perf_counter() - began, 4)
        reply = written.reply
        told = Record(
            person=person,
            raw=(written.raw,),
            calls=1,
            bad_answers=int(written.plan is None),
            prompt_tokens=reply.prompt_tokens if reply else 0,
            completion_tokens=reply.completion_tokens if reply else 0,
            first_token_s=reply.first_token_s if reply else 0.0,
            seconds=seconds,
        )
        if written.plan is None:
            return replace(told, error=written.error.message[:300] if written.error else "no plan")
        context = context_of(profile, self.catalogue)
        read = read_back(written.plan, profile, context)
        unread = tuple(Seen("MEN-1", "block", name) for name in read.unread)
        told = replace(told, plan=written.plan, before=(*unread, *faults_read(read, context)), unread=read.unread)
        try:
            document, repairs = verified(read.program, profile, context)
        except FitaiError as error:
            return replace(told, error=f"{error.code}: {error.message}"[:300])
        return replace(told, verified=document, repairs=repairs + len(read.unread), after=delivered(document, context))


def delivered(document: PlanDocument, context: Context) -> tuple[Seen, ...]:
    """What the rules see in a stored document, judged afresh."""
    return findings_in(program_of(document, context), context)


class _Told(Struct, frozen=True, kw_only=True):
    raw: tuple[str, ...] = ()
    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    first_token_s: float = 0.0


def replies_of(heard: Heard | None) -> _Told:
    """Everything the model said for one plan, summed."""
    if heard is None:
        return _Told()
    return _Told(
        raw=tuple(reply.text for reply in heard.replies),
        calls=heard.calls,
        prompt_tokens=sum(reply.prompt_tokens for reply in heard.replies),
        completion_tokens=sum(reply.completion_tokens for reply in heard.replies),
        first_token_s=round(min((reply.first_token_s for reply in heard.replies), default=0.0), 4),
    )


async def _silent(stage: str, **data: object) -> None:
    """A progress sink that keeps nothing."""
