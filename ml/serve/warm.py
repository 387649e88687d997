"""Warm-up: the first plan finds the prompt's static part in the prefix cache and the grammar compiled."""

from typing import Any, Protocol

from adapters.model.dialects import DIALECTS, Call
from domain.ports import ModelRequest
from ml.prompts.menu import static_prompts


class Server(Protocol):
    """What is used of `xllamacpp.Server`."""

    def handle_chat_completions(self, request: dict[str, object]) -> Any: ...


def warm_up(server: Server, slots: int, adapter: str = "") -> None:
    """Ask every slot for one token of a day, inside the server's process: the engine is asked for days only.

    `adapter` is the one that plans are asked of: what is cached without it is of no use with it.
    """
    _, day = static_prompts()
    for slot in range(slots):
        request = ModelRequest(messages=day.messages, max_tokens=1, schema=day.schema)
        call = Call(model="", adapter=adapter, adapters=(adapter,) if adapter else (), messages=day.messages)
        body = DIALECTS["embedded"].body(request, call) | {"stream": False, "id_slot": slot}
        body.pop("stream_options")
        server.handle_chat_completions(body)
