"""Warm-up: the first plan finds the prompts' static parts in the prefix cache and the grammars compiled."""

from typing import Any, Protocol

from adapters.model.dialects import DIALECTS, Call
from domain.ports import ModelRequest
from ml.prompts.menu import static_prompts


class Server(Protocol):
    """What is used of `xllamacpp.Server`."""

    def handle_chat_completions(self, request: dict[str, object]) -> Any: ...


def warm_up(server: Server, slots: int) -> None:
    """Run the static prompts, one token long, inside the server's process; the day's comes last, in every slot."""
    outline, day = static_prompts()
    for slot, prompt in ((0, outline), *((slot, day) for slot in range(slots))):
        request = ModelRequest(messages=prompt.messages, max_tokens=1, schema=prompt.schema)
        call = Call(model="", adapter="", adapters=(), messages=prompt.messages)
        body = DIALECTS["embedded"].body(request, call) | {"stream": False, "id_slot": slot}
        body.pop("stream_options")
        server.handle_chat_completions(body)
