"""The API process: listens, serves, and drains when told to stop."""

import asyncio
import gc
import logging
import socket
from collections.abc import Callable
from types import FrameType

import structlog
import uvicorn
import uvloop

from adapters.settings import Settings
from adapters.telemetry import logs, tracing
from api.app import create_app
from api.wiring import Wiring, wiring_from
from domain.errors import ConfigError

_log = structlog.get_logger(__name__)

_BACKLOG = 2048
_SOCKET_DRAIN_S = 3.0
_MAX_FRAME_BYTES = 64 * 1024
_PING_S = 20.0


_STUCK_MS = 30_000
_NO_HANDSHAKE = "ASGI callable returned without completing handshake."


class _Server(uvicorn.Server):
    """Uvicorn that tells sockets to reconnect before it closes them."""

    def __init__(self, config: uvicorn.Config, wiring: Wiring) -> None:
        super().__init__(config)
        self._wiring = wiring

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002
        """Stop; at the second signal at once. Uvicorn would raise the signal again at the end, before we close."""
        self.force_exit = self.should_exit
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Drain the sockets, then let requests in progress end."""
        _log.info("draining", sockets=len(self._wiring.sockets))
        await self._wiring.sockets.drain(_SOCKET_DRAIN_S)
        await super().shutdown(sockets)


def run_api(settings: Settings, announce: Callable[[str], None] | None = None) -> None:
    """Serve until SIGTERM or SIGINT. `announce` is called with the URL once it listens (port 0 takes any free one).

    Raises `ConfigError` when the address cannot be listened on or a URL is missing, `Unavailable` without PostgreSQL.
    """
    logs.configure(settings.log_level, settings.log_format)
    if settings.otel:
        tracing.configure("fitai-api")
    with listen(settings.host, settings.port) as listener:
        uvloop.run(_run(settings, listener, announce))


async def _run(settings: Settings, listener: socket.socket, announce: Callable[[str], None] | None) -> None:
    async with wiring_from(settings) as wiring:
        await run_server(make_server(wiring), listener, announce)


def make_server(wiring: Wiring) -> uvicorn.Server:
    """A server of the application; `should_exit` stops it as SIGTERM does."""
    return _Server(_config(wiring), wiring)


async def run_server(
    server: uvicorn.Server, listener: socket.socket, announce: Callable[[str], None] | None = None
) -> None:
    """Serve on a socket that listens, until told to stop; then drain."""
    logging.getLogger("uvicorn.error").addFilter(_is_news)
    gc.freeze()  # modules, routes and schemas stay: the collector need not walk them again and again
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    # The socket listens already: whoever connects now is served as soon as the loop runs.
    url = _url(listener)
    _log.info("listening", url=url)
    if announce is not None:
        announce(url)
    await serving


def _is_news(record: logging.LogRecord) -> bool:
    # Uvicorn takes a refused handshake, answered with a problem document, for one that was never answered.
    return record.getMessage() != _NO_HANDSHAKE


def _config(wiring: Wiring) -> uvicorn.Config:
    return uvicorn.Config(
        create_app(wiring),
        http="httptools",
        ws="websockets-sansio",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        ws_per_message_deflate=False,  # events are small, and a compressor takes 300 kB a socket
        ws_max_size=_MAX_FRAME_BYTES,
        ws_ping_interval=_PING_S,
        ws_ping_timeout=_PING_S,
        backlog=_BACKLOG,
        timeout_graceful_shutdown=max(1, round(wiring.settings.drain_s)),
    )


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes any free one. Raises `ConfigError`."""
    try:
        listener = socket.create_server((host, port), family=_family(host), backlog=_BACKLOG)
    except OSError as error:
        where = f"FITAI_HOST={host!r}, FITAI_PORT={port}"
        raise ConfigError(f"{where}: this address cannot be listened on: {error.strerror or error}") from error
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        # Inherited by every connection: a peer that takes no bytes for this long is gone, whatever is left to send.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _STUCK_MS)
    return listener


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
