"""Both embedded services on one data directory, held by one process at a time."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from adapters.local.postgres import EmbeddedPostgres
from adapters.local.valkey import EmbeddedValkey
from domain.errors import Conflict


class LocalServices(Struct, frozen=True, kw_only=True):
    """The running services. A URL that was given from outside has no service here."""

    database_url: str
    redis_url: str
    postgres: EmbeddedPostgres | None
    valkey: EmbeddedValkey | None


@contextlib.contextmanager
def local_services(data_dir: Path, *, database_url: str = "", redis_url: str = "") -> Iterator[LocalServices]:
    """Start what has no URL, give both URLs, and stop what was started. Main thread only.

    Raises `Conflict` when another process holds `data_dir`, `Unavailable` when a service does not start.
    """
    with contextlib.ExitStack() as stack:
        postgres = valkey = None
        if not database_url or not redis_url:
            stack.enter_context(_held(data_dir))
        if not redis_url:
            valkey = EmbeddedValkey(data_dir)
            stack.callback(valkey.stop)
            valkey.start()
            redis_url = valkey.url
        if not database_url:
            postgres = EmbeddedPostgres(data_dir)
            stack.callback(postgres.stop)
            postgres.start()
            database_url = postgres.url
        yield LocalServices(database_url=database_url, redis_url=redis_url, postgres=postgres, valkey=valkey)


@contextlib.contextmanager
def _held(data_dir: Path) -> Iterator[None]:
    """Hold the data directory. The kernel lets go of the lock when this process ends, however it ends."""
    data_dir.mkdir(parents=True, exist_ok=True)
    handle = os.open(data_dir / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(handle, 32, 0).decode().strip() or "unknown"
            raise Conflict(
                f"{data_dir} is in use by process {holder}; stop it, or set FITAI_DATA_DIR to another folder"
            ) from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(handle)
