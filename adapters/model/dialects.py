"""The Messages API (`POST /v1/chat/completions`) as TGI, vLLM and llama.cpp speak it.

Sources: the servers' own sources and documents at TGI 3.3.7, vLLM and llama.cpp of 2026. Fields that a server does not
know are not sent and nothing is ever sent as null: TGI answers 422 to many nulls.
"""

from collections.abc import Callable, Sequence

import msgspec
from msgspec import Struct

from domain.ports import Message, ModelRequest

Body = dict[str, object]
TGI_BASE = "tgi"
"""The one `model` that TGI does not take for an adapter's name."""


class Call(Struct, frozen=True, kw_only=True):
    """What a dialect needs to know beside the request: the base model's name, the adapter asked for (empty: none), the
    adapters loaded in the server's order, and the turns in the form the model's chat template takes."""

    model: str
    adapter: str
    adapters: tuple[str, ...]
    messages: Sequence[Message]


class Dialect(Struct, frozen=True, kw_only=True):
    """One server's way of the API. `name` is the setting's value and the metrics' label.

    `stop_in_text`: the stop string stands at the end of the text. `narrow_schemas`: a new schema costs next to nothing
    and holds for an answer of any length, so a request may carry one made for this person. TGI compiles 1-200 s for
    each new schema, keeps 32, and starts the grammar anew after 1,024 tokens.
    """

    name: str
    body: Callable[[ModelRequest, Call], Body]
    stop_in_text: bool = False
    narrow_schemas: bool = False


def _common(request: ModelRequest, call: Call) -> Body:
    body: Body = {
        "messages": [{"role": turn.role, "content": turn.content} for turn in call.messages],
        "max_tokens": request.max_tokens,
        "temperature": request.temperature,
        "seed": request.seed,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if request.stop:
        body["stop"] = list(request.stop)
    return body


def _named(schema: dict[str, object]) -> Body:
    return {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}}


def _tgi(request: ModelRequest, call: Call) -> Body:
    # top_p must lie inside (0, 1); presence_penalty would be mapped to a repetition penalty of 2 and is never sent.
    body = _common(request, call) | {"model": call.adapter or TGI_BASE}
    if request.top_p < 1.0:
        body["top_p"] = request.top_p
    if request.schema is not None:
        body["response_format"] = {"type": "json_schema", "value": {"name": "answer", "schema": request.schema}}
    return body


def _vllm(request: ModelRequest, call: Call) -> Body:
    # top_p is sent even when it is 1: otherwise the model's generation_config.json decides.
    body = _common(request, call) | {"model": call.adapter or call.model, "top_p": request.top_p}
    if request.schema is not None:
        body["response_format"] = _named(request.schema)
    return body


def _llamacpp(request: ModelRequest, call: Call) -> Body:
    body = _common(request, call) | {"model": call.model, "top_p": request.top_p}
    if call.adapters:
        body["lora"] = [{"id": index, "scale": float(name == call.adapter)} for index, name in enumerate(call.adapters)]
    if request.schema is not None:
        body["response_format"] = _named(request.schema)
    return body


def _embedded(request: ModelRequest, call: Call) -> Body:
    # `response_format` lets the model pretty-print; the same schema as an llguidance grammar without white space takes
    # a third fewer tokens. A build without llguidance ignores or refuses it, so this is for our own server only.
    body = _llamacpp(request, call)
    body.pop("response_format", None)
    if request.schema is not None:
        schema = request.schema | {"x-guidance": {"whitespace_flexible": False}}
        body["grammar"] = "%llguidance {}\nstart: %json " + msgspec.json.encode(schema).decode() + "\n"
    return body


DIALECTS: dict[str, Dialect] = {
    dialect.name: dialect
    for dialect in (
        Dialect(name="tgi", body=_tgi, stop_in_text=True),
        Dialect(name="vllm", body=_vllm, narrow_schemas=True),
        Dialect(name="llamacpp", body=_llamacpp, narrow_schemas=True),
        Dialect(name="embedded", body=_embedded, narrow_schemas=True),
    )
}


class _ErrorBody(Struct):
    error: object = None
    message: object = None
    detail: object = None


def error_message(content: bytes) -> tuple[str, int | None]:
    """The text, and the code when there is one, of any server's error body; plain text and an empty body included.

    TGI: `{"error": text}`, and in a chat stream `{"error": {"message", "http_status_code"}}`. vLLM and llama.cpp:
    `{"error": {"message", "code"}}`; older vLLM: `{"message"}`.
    """
    try:
        body = msgspec.json.decode(content, type=_ErrorBody)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return content.decode(errors="replace").strip()[:500], None
    found = next((part for part in (body.error, body.message, body.detail) if part), "")
    if isinstance(found, dict):
        code = found.get("code")
        return str(found.get("message", found))[:500], code if isinstance(code, int) else None
    return str(found)[:500], None
