"""Warm-up of a model server: static grammars compiled and static prefixes cached before the first person asks."""

from adapters.model.errors import ModelError, ModelTruncated
from domain.ports import ModelClient, ModelRequest
from ml.prompts.menu import static_prompts


async def warm_up(client: ModelClient) -> ModelError | None:
    """Ask for one token under each static schema. Returns what went wrong, if anything; meant for the background.

    TGI compiles a grammar inside the first request that uses it (1-200 s) and serves nobody meanwhile.
    """
    for prompt in static_prompts():
        request = ModelRequest(messages=prompt.messages, max_tokens=1, schema=prompt.schema)
        try:
            await client.complete(request)
        except ModelTruncated:
            continue  # one token is never a whole answer
        except ModelError as error:
            return error
    return None
