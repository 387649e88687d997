"""The whole product on this machine: embedded services, model, API and worker as children of one process."""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from msgspec import Struct

from adapters.local.process import Child, free_port, spawn
from adapters.local.services import LocalServices, local_services
from adapters.settings import Settings
from adapters.storage.migrate import migrate
from domain.errors import Unavailable
from ml.serve.adapter import Adapter, adapter_of
from ml.serve.launch import EmbeddedModel, start_embedded
from ml.serve.weights import EMBEDDED_MODEL

_READY_PATIENCE_S = 60.0

_PROGRAMS = {
    "api": ("api",),
    "worker": ("worker",),
    "chat": ("worker", "--queue", "chat"),
    "ingest": ("worker", "--queue", "ingest"),
}
_OVER = {"ingest": {"MODEL_URL": "", "FITAI_METRICS_PORT": "0"}, "chat": {"FITAI_METRICS_PORT": "0"}}
"""What a program's environment has other than the rest: reading trackers takes no model."""


class Stack(Struct, kw_only=True):
    """What runs. `url` is the API's; `started_s` how long it took until it was ready."""

    url: str
    services: LocalServices
    model: EmbeddedModel | None
    programs: dict[str, Child]
    env: dict[str, str]
    data_dir: Path
    log: Path | None
    adapter: Adapter | None = None
    started_s: float = 0.0

    def revive(self) -> list[str]:
        """Start again what has ended, on the same ports; returns the names. The job rows make this safe."""
        revived = []
        for name, server in (("postgres", self.services.postgres), ("valkey", self.services.valkey)):
            if server is not None and not server.running:
                server.stop()
                server.start(server.port)
                revived.append(name)
        if self.model is not None and not self.model.running():
            self.model.stop()
            self.model = _start_model(self.env, self.data_dir, self.adapter)
            revived.append("model")
        for name, child in self.programs.items():
            if not child.running:
                self.programs[name] = _program(name, self.env, self.log)
                revived.append(name)
        return revived

    def stop(self) -> None:
        """Stop the programs: the workers first, so that they can hand their jobs back while the rest still runs."""
        for name in ("worker", "chat", "ingest", "api"):
            if name in self.programs:
                self.programs[name].stop(patience_s=30)
        if self.model is not None:
            self.model.stop()


@contextlib.contextmanager
def running_stack(settings: Settings, *, engine: str, log: Path | None = None) -> Iterator[Stack]:
    """Start everything, wait until the API is ready, and stop it all on the way out, newest first.

    `engine` is auto (MODEL_URL, else the embedded model) or none. The children's output goes to `log`, or to ours.
    """
    began = time.monotonic()
    with contextlib.ExitStack() as stack:
        services = stack.enter_context(
            local_services(settings.data_dir, database_url=settings.database_url, redis_url=settings.redis_url)
        )
        port = settings.port or free_port()
        env = {
            "DATABASE_URL": services.database_url,
            "REDIS_URL": services.redis_url,
            "FITAI_PORT": str(port),
            "FITAI_ENGINE": engine,
            "FITAI_METRICS_PORT": str(settings.metrics_port or free_port()),
        }
        running = Stack(
            url=f"http://{settings.host}:{port}",
            services=services,
            model=None,
            programs={},
            env=env,
            data_dir=settings.data_dir,
            log=log,
        )
        stack.callback(running.stop)
        if engine == "auto" and not settings.model_url:
            env |= {"MODEL_URL": f"http://127.0.0.1:{free_port()}", "MODEL_NAME": EMBEDDED_MODEL}
            running.adapter = adapter_of(settings.model_adapter_path)
            running.model = _start_model(env, settings.data_dir, running.adapter)
        migrate(services.database_url)
        for name in _PROGRAMS:
            running.programs[name] = _program(name, env, log)
        _wait_ready(running)
        running.started_s = time.monotonic() - began
        yield running


def _start_model(env: dict[str, str], data_dir: Path, adapter: Adapter | None) -> EmbeddedModel:
    return start_embedded(port=urlsplit(env["MODEL_URL"]).port or 0, adapter=adapter, log=data_dir / "model.log")


def _program(name: str, env: dict[str, str], log: Path | None) -> Child:
    command = [sys.executable, "-m", "cli.main", *_PROGRAMS[name]]
    return spawn(command, log=log, stop_signal=signal.SIGTERM, env={**_here(), **env, **_OVER.get(name, {})})


def _here() -> dict[str, str]:
    """The children find our packages wherever they are started from."""
    root = str(Path(__file__).resolve().parent.parent)
    return {"PYTHONPATH": os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))}


def _wait_ready(stack: Stack) -> None:
    deadline = time.monotonic() + _READY_PATIENCE_S
    while time.monotonic() < deadline:
        ended = [name for name, child in stack.programs.items() if not child.running]
        if ended:
            raise Unavailable(f"{ended[0]} ended while starting; its log says why")
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{stack.url}/health/ready", timeout=2.0, trust_env=False).status_code == httpx.codes.OK:
                return
        time.sleep(0.02)
    raise Unavailable(f"{stack.url} was not ready after {_READY_PATIENCE_S:.0f} s")
