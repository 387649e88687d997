"""Every setting of the product: one frozen object read from the environment, once, at start.

A wrong value stops the start with a message that names the variable, the value and what is allowed. `FIELDS` is the one
list that the loader, the README's table and `fitai doctor` read.
"""

import base64
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from domain.errors import ConfigError


class Settings(Struct, frozen=True, kw_only=True):
    """See `FIELDS` for what each one means. Empty URLs mean: start the embedded service."""

    database_url: str
    redis_url: str
    model_url: str
    model_dialect: str
    model_name: str
    model_adapters: tuple[str, ...]
    model_api_key: str
    model_adapter_path: str
    engine: str
    data_dir: Path
    host: str
    port: int
    metrics_port: int
    web_dir: Path | None
    public_origin: str
    allowed_origins: tuple[str, ...]
    worker_slots: int
    db_pool: int
    lease_s: float
    job_timeout_s: float
    job_max_attempts: int
    drain_s: float
    model_first_token_s: float
    model_total_s: float
    body_limit_bytes: int
    session_idle_h: float
    session_max_d: float
    log_level: str
    log_format: str
    otel: bool
    trackers: Path | None
    token_keys: tuple[str, ...]


class Field(Struct, frozen=True, kw_only=True):
    """One setting: its variable, default text, parser, what is allowed (for the message) and what it is for.

    `secret` values never appear in messages or in `doctor`.
    """

    name: str
    default: str
    parse: Callable[[str], object]
    allowed: str
    meaning: str
    secret: bool = False


def _url(*schemes: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text and (urlsplit(text).scheme not in schemes or not urlsplit(text).hostname):
            raise ValueError
        return text.rstrip("/")

    return parse


def _int(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        value = int(text)
        if not low <= value <= high:
            raise ValueError
        return value

    return parse


def _float(low: float, high: float) -> Callable[[str], float]:
    def parse(text: str) -> float:
        value = float(text)
        if not low <= value <= high:
            raise ValueError
        return value

    return parse


def _one_of(*values: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in values:
            raise ValueError
        return text

    return parse


def _flag(text: str) -> bool:
    return {"0": False, "1": True, "false": False, "true": True, "": False}[text.lower()]


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _path_or_none(text: str) -> Path | None:
    return Path(text) if text else None


def _fernet_keys(text: str) -> tuple[str, ...]:
    keys = _words(text)
    for key in keys:
        if len(base64.urlsafe_b64decode(key)) != 32:
            raise ValueError
    return keys


FIELDS: tuple[Field, ...] = (
    Field(
        name="DATABASE_URL",
        default="",
        parse=_url("postgresql", "postgres"),
        secret=True,
        allowed="postgresql://user:password@host:port/database, or empty",
        meaning="PostgreSQL server (16 or newer). Empty: `fitai up` starts its own.",
    ),
    Field(
        name="REDIS_URL",
        default="",
        parse=_url("redis", "rediss"),
        secret=True,
        allowed="redis://:password@host:port/0, or empty",
        meaning="Redis or Valkey server. Empty: `fitai up` starts its own.",
    ),
    Field(
        name="MODEL_URL",
        default="",
        parse=_url("http", "https"),
        allowed="http://host:port, https://host:port, or empty",
        meaning="Model server with the Messages API (TGI, vLLM, llama.cpp). Empty: the embedded model.",
    ),
    Field(
        name="MODEL_DIALECT",
        default="tgi",
        parse=_one_of("tgi", "vllm", "llamacpp"),
        allowed="tgi, vllm, llamacpp",
        meaning="Which server MODEL_URL is.",
    ),
    Field(
        name="MODEL_NAME",
        default="tgi",
        parse=str,
        allowed="any text",
        meaning="`model` of each request: the base model's name, or an adapter's.",
    ),
    Field(
        name="MODEL_ADAPTERS",
        default="",
        parse=_words,
        allowed="names separated by commas",
        meaning="Adapter names the server is known to have loaded. Any other name is refused before it is sent.",
    ),
    Field(
        name="MODEL_API_KEY",
        default="",
        parse=str,
        allowed="any text",
        secret=True,
        meaning="Bearer key for the model server.",
    ),
    Field(
        name="MODEL_ADAPTER_PATH",
        default="",
        parse=str,
        allowed="a .gguf file with its card beside it, none, or empty",
        meaning="Adapter of the embedded model. Empty: the one shipped, if there is one. none: the model as it is.",
    ),
    Field(
        name="FITAI_ENGINE",
        default="auto",
        parse=_one_of("auto", "none"),
        allowed="auto, none",
        meaning="auto: the model chooses and the planner stands behind it. none: the planner alone.",
    ),
    Field(
        name="FITAI_DATA_DIR",
        default=".data",
        parse=Path,
        allowed="a path that can be written",
        meaning="Where the embedded PostgreSQL and Valkey keep their data.",
    ),
    Field(
        name="FITAI_HOST",
        default="127.0.0.1",
        parse=str,
        allowed="an address to listen on",
        meaning="Address of the API.",
    ),
    Field(
        name="FITAI_PORT",
        default="8000",
        parse=_int(0, 65535),
        allowed="0 to 65535 (0: any free port)",
        meaning="Port of the API.",
    ),
    Field(
        name="FITAI_METRICS_PORT",
        default="0",
        parse=_int(0, 65535),
        allowed="0 to 65535 (0: none)",
        meaning="Port of a worker's own /metrics, on FITAI_HOST. The API serves its own under /metrics.",
    ),
    Field(
        name="FITAI_WEB_DIR",
        default="",
        parse=_path_or_none,
        allowed="the path of a folder, or empty",
        meaning="The built web app, which the API serves. Empty: `web/dist` beside the code.",
    ),
    Field(
        name="FITAI_PUBLIC_ORIGIN",
        default="",
        parse=_url("http", "https"),
        allowed="https://name, http://name:port, or empty",
        meaning="Origin that browsers use. Cookies are Secure unless it is loopback or empty.",
    ),
    Field(
        name="FITAI_ALLOWED_ORIGINS",
        default="",
        parse=_words,
        allowed="origins separated by commas",
        meaning="Further origins whose pages may open the socket.",
    ),
    Field(
        name="FITAI_WORKER_SLOTS",
        default="10",
        parse=_int(1, 200),
        allowed="1 to 200",
        meaning="Jobs one worker process runs at a time.",
    ),
    Field(
        name="FITAI_DB_POOL",
        default="10",
        parse=_int(2, 100),
        allowed="2 to 100",
        meaning="Most PostgreSQL connections of one process.",
    ),
    Field(
        name="FITAI_LEASE_S",
        default="15",
        parse=_float(1, 600),
        allowed="1 to 600",
        meaning="Seconds a worker owns a job without a heartbeat.",
    ),
    Field(
        name="FITAI_JOB_TIMEOUT_S",
        default="180",
        parse=_float(1, 3600),
        allowed="1 to 3600",
        meaning="Seconds one attempt of a job may take.",
    ),
    Field(
        name="FITAI_JOB_MAX_ATTEMPTS",
        default="4",
        parse=_int(1, 20),
        allowed="1 to 20",
        meaning="Attempts before a job is a dead letter.",
    ),
    Field(
        name="FITAI_DRAIN_S",
        default="20",
        parse=_float(0, 600),
        allowed="0 to 600",
        meaning="Seconds a stopping worker lets its jobs go on before it hands them back.",
    ),
    Field(
        name="FITAI_MODEL_FIRST_TOKEN_S",
        default="30",
        parse=_float(0.1, 600),
        allowed="0.1 to 600",
        meaning="Deadline for the model's first token.",
    ),
    Field(
        name="FITAI_MODEL_TOTAL_S",
        default="90",
        parse=_float(0.5, 1800),
        allowed="0.5 to 1800",
        meaning="Deadline for one answer of the model.",
    ),
    Field(
        name="FITAI_BODY_LIMIT_BYTES",
        default="1048576",
        parse=_int(1024, 104857600),
        allowed="1024 to 104857600",
        meaning="Largest request body.",
    ),
    Field(
        name="FITAI_SESSION_IDLE_H",
        default="72",
        parse=_float(0.01, 8760),
        allowed="0.01 to 8760",
        meaning="Hours without a request after which a session ends.",
    ),
    Field(
        name="FITAI_SESSION_MAX_D",
        default="30",
        parse=_float(0.01, 365),
        allowed="0.01 to 365",
        meaning="Days after which a session ends whatever happens.",
    ),
    Field(
        name="FITAI_LOG_LEVEL",
        default="info",
        parse=_one_of("debug", "info", "warning", "error"),
        allowed="debug, info, warning, error",
        meaning="Least severe log line that is written.",
    ),
    Field(
        name="FITAI_LOG_FORMAT",
        default="json",
        parse=_one_of("json", "console"),
        allowed="json, console",
        meaning="Log lines as JSON, or coloured for a terminal.",
    ),
    Field(
        name="FITAI_OTEL",
        default="0",
        parse=_flag,
        allowed="0, 1, false, true",
        meaning="Send OpenTelemetry traces (extra `otel`; the OTEL_* variables say where to).",
    ),
    Field(
        name="FITAI_TRACKERS",
        default="",
        parse=_path_or_none,
        allowed="the path of a TOML file, or empty",
        meaning="Clients and webhook secrets of tracker providers, a table for each. Empty: none is available.",
    ),
    Field(
        name="FITAI_TOKEN_KEYS",
        default="",
        parse=_fernet_keys,
        secret=True,
        allowed="Fernet keys (32 bytes, URL-safe base64) separated by commas, the newest first; or empty",
        meaning="What the tokens of tracker providers are encrypted with; needed with FITAI_TRACKERS.",
    ),
)


def _attribute(variable: str) -> str:
    return variable.removeprefix("FITAI_").lower()


def load(env: Mapping[str, str]) -> Settings:
    """Read settings from `env`. Raises `ConfigError` naming the variable, the value and what is allowed."""
    values: dict[str, object] = {}
    for field in FIELDS:
        text = env.get(field.name, field.default).strip()
        try:
            values[_attribute(field.name)] = field.parse(text)
        except (ValueError, KeyError) as error:
            shown = "(hidden)" if field.secret else repr(text)
            raise ConfigError(f"{field.name} is {shown}; allowed: {field.allowed}") from error
    return Settings(**values)  # type: ignore[arg-type]
