"""`ModelClient` over HTTP: one thin client for every server with the Messages API."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from time import monotonic

import httpx
from msgspec import Struct

from adapters.model.answer import Answer, Deadlines, outcome_of, within
from adapters.model.dialects import DIALECTS, TGI_BASE, Call
from adapters.model.errors import ModelError, ModelUnreachable, UnknownAdapter
from adapters.settings import Settings
from adapters.telemetry.metrics import MODEL_FIRST_TOKEN_SECONDS, MODEL_REQUESTS, MODEL_SECONDS, MODEL_TOKENS
from domain.errors import ConfigError, FieldProblem
from domain.ports import ModelReply, ModelRequest
from ml.prompts.templates import fold_system
from ml.serve.weights import EMBEDDED_MODEL

MAX_ATTEMPTS = 3
_BACKOFF_S = 0.25
_JITTER = random.SystemRandom().random
# TGI sends a keep-alive comment every 15 s, so a longer silence means that the server is gone. Connecting is quick or
# not at all: servers listen only once they are ready.
_TIMEOUT = httpx.Timeout(connect=3.0, write=10.0, pool=5.0, read=30.0)


class ModelServer(Struct, frozen=True, kw_only=True):
    """Where a model is and how to talk to it; deadlines in seconds.

    `adapters` are the names the server has loaded, in its order; `adapter` is the one used when a request names none.
    `system_role` is False where the chat template may refuse a system turn (Gemma); then it is folded into the user's.
    """

    url: str
    dialect: str
    model: str = TGI_BASE
    adapters: tuple[str, ...] = ()
    adapter: str = ""
    api_key: str = ""
    system_role: bool = False
    first_token_s: float = 30.0
    total_s: float = 90.0


def server_of(settings: Settings) -> ModelServer:
    """The server that the settings name. Raises `ConfigError` when MODEL_NAME would not mean what it says.

    TGI answers an unknown name with its base model and echoes the name, so there MODEL_NAME is `tgi` or one of
    MODEL_ADAPTERS.
    """
    is_adapter = settings.model_name in settings.model_adapters
    if settings.model_dialect == "tgi" and not is_adapter and settings.model_name != TGI_BASE:
        allowed = ", ".join((TGI_BASE, *settings.model_adapters))
        raise ConfigError(f"MODEL_NAME is {settings.model_name!r}; allowed with MODEL_DIALECT=tgi: {allowed}")
    return ModelServer(
        url=settings.model_url,
        dialect=settings.model_dialect,
        model=settings.model_name,
        adapters=settings.model_adapters,
        adapter=settings.model_name if is_adapter else "",
        api_key=settings.model_api_key,
        first_token_s=settings.model_first_token_s,
        total_s=settings.model_total_s,
    )


def embedded_server(url: str, *, adapter: str = "", first_token_s: float = 30.0, total_s: float = 90.0) -> ModelServer:
    """The server that `ml.serve` runs, at `url`; `adapter` is the name of the one it was started with."""
    return ModelServer(
        url=url,
        dialect="embedded",
        model=EMBEDDED_MODEL,
        adapters=(adapter,) if adapter else (),
        adapter=adapter,
        system_role=True,
        first_token_s=first_token_s,
        total_s=total_s,
    )


def new_http(connections: int = 16) -> httpx.AsyncClient:
    """A connection pool for `HttpModelClient`; the caller closes it. `connections` is this process's share of what the
    server admits (TGI: 128). Proxies in the environment are not used."""
    limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
    return httpx.AsyncClient(timeout=_TIMEOUT, limits=limits, trust_env=False)


class HttpModelClient:
    """See `domain.ports.ModelClient`. Makes at most `MAX_ATTEMPTS` tries, none after the first piece of text."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        server: ModelServer,
        jitter: Callable[[], float] = _JITTER,
    ) -> None:
        self.model = server.model
        self.adapter = server.adapter
        self.dialect = DIALECTS[server.dialect]
        self.narrow_schemas = self.dialect.narrow_schemas
        self._http = http
        self._server = server
        self._jitter = jitter
        self._headers = {"accept": "text/event-stream"}
        if server.api_key:
            self._headers["authorization"] = f"Bearer {server.api_key}"

    @asynccontextmanager
    async def stream(self, request: ModelRequest) -> AsyncIterator[Answer]:
        """Send the request and yield the answer once its first piece is there. Raises `ModelError`, `UnknownAdapter`.

        Leaving the block early closes the connection; that is how all servers are told to stop.
        """
        adapter = self._checked_adapter(request)
        server = self._server
        deadlines = Deadlines.from_now(
            min(server.first_token_s, request.first_token_s or server.first_token_s),
            min(server.total_s, request.total_s or server.total_s),
        )
        outcome = "left"
        try:
            answer = await self._start(request, adapter, deadlines)
            try:
                yield answer
            finally:
                await answer.aclose()
            if answer.reply is not None:
                outcome = "ok"
                self._count(answer.reply)
        except BaseException as error:
            outcome = outcome_of(error)
            raise
        finally:
            MODEL_REQUESTS.labels(self.dialect.name, outcome).inc()
            MODEL_SECONDS.labels(self.dialect.name).observe(monotonic() - deadlines.start)

    async def complete(self, request: ModelRequest) -> ModelReply:
        """The whole answer. Raises as `stream` does."""
        async with self.stream(request) as answer:
            async for _ in answer:
                pass
            assert answer.reply is not None, "an answer ends with a reply or an error"  # noqa: S101
            return answer.reply

    def _checked_adapter(self, request: ModelRequest) -> str:
        adapter = request.adapter or self._server.adapter
        if adapter and adapter not in self._server.adapters:
            allowed = ", ".join(self._server.adapters) or "none is configured (MODEL_ADAPTERS)"
            problem = FieldProblem(field="adapter", message=f"{adapter!r} is not loaded", allowed=allowed)
            raise UnknownAdapter(f"adapter {adapter!r} is not loaded; allowed: {allowed}", (problem,))
        return adapter

    async def _start(self, request: ModelRequest, adapter: str, deadlines: Deadlines) -> Answer:
        for attempt in range(1, MAX_ATTEMPTS + 1):
            try:
                return await self._attempt(request, adapter, deadlines, attempt)
            except ModelError as error:
                wait = _BACKOFF_S * 2 ** (attempt - 1) * (0.5 + self._jitter())
                # A 424 is mostly another request's fault, but with a grammar it may be this one's: once more is enough.
                grammar_fault = error.status == 424 and request.schema is not None and attempt >= 2
                too_late = monotonic() + wait >= deadlines.first_token_at
                if not error.retryable or grammar_fault or too_late or attempt == MAX_ATTEMPTS:
                    raise
            await asyncio.sleep(wait)
        raise AssertionError("the last attempt returns or raises")

    async def _attempt(self, request: ModelRequest, adapter: str, deadlines: Deadlines, attempt: int) -> Answer:
        call = Call(
            model=self._server.model,
            adapter=adapter,
            adapters=self._server.adapters,
            messages=request.messages if self._server.system_role else fold_system(request.messages),
        )
        message = self._http.build_request(
            "POST",
            f"{self._server.url}/v1/chat/completions",
            json=self.dialect.body(request, call),
            headers=self._headers,
        )
        try:
            async with within(deadlines.first_token_at, "the answer", deadlines.start):
                response = await self._http.send(message, stream=True)
        except httpx.TransportError as error:
            raise ModelUnreachable(f"no answer from {self._server.url}: {error!r}") from error
        answer = Answer(response, request, self.dialect, adapter, deadlines)
        answer.attempts = attempt
        try:
            await answer.begin()
        except BaseException:
            await answer.aclose()
            raise
        return answer

    def _count(self, reply: ModelReply) -> None:
        name = self.dialect.name
        MODEL_FIRST_TOKEN_SECONDS.labels(name).observe(reply.first_token_s)
        MODEL_TOKENS.labels(name, "in").inc(reply.prompt_tokens)
        MODEL_TOKENS.labels(name, "out").inc(reply.completion_tokens)
