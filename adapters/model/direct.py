"""Direct mode: the model writes the dissertation's whole plan. For evaluation and comparison, not for delivery.

What comes back has been through no rule: nothing of it may reach a person unverified.
"""

import msgspec
from msgspec import Struct

from adapters.model.errors import ModelError
from adapters.model.picks import BadAnswer
from domain.errors import FitaiError
from domain.plan import Plan
from domain.ports import ModelClient, ModelReply, ModelRequest
from domain.profile import Profile
from ml.prompts.direct import direct_messages, plan_schema

DIRECT_TOKENS = 3072
"""Most tokens of a plan; the dissertation trained on 4,096 tokens of profile and plan together."""


class DirectPlan(Struct, frozen=True, kw_only=True):
    """What the model wrote. Exactly one of `plan` and `error` is there; `raw` is the text as far as it came.

    `reply` holds token counts and seconds when the answer ended well.
    """

    raw: str
    plan: Plan | None = None
    error: FitaiError | None = None
    reply: ModelReply | None = None


async def write_plan(client: ModelClient, profile: Profile, *, seed: int = 0, temperature: float = 0.0) -> DirectPlan:
    """Ask for the whole plan, under the plan's grammar where the server can hold one that long (not TGI).

    Never raises for a bad answer or a server that fails: `error` says what went wrong. Cancellation goes up.
    """
    request = ModelRequest(
        messages=direct_messages(profile),
        max_tokens=DIRECT_TOKENS,
        schema=plan_schema(profile.preferences.days_per_week) if client.narrow_schemas else None,
        temperature=temperature,
        seed=seed,
    )
    raw = ""
    try:
        async with client.stream(request) as answer:
            async for piece in answer:
                raw += piece
            reply = answer.reply
        return DirectPlan(raw=raw, plan=read_plan(raw), reply=reply)
    except (ModelError, BadAnswer) as error:
        return DirectPlan(raw=raw, error=error)


def read_plan(text: str) -> Plan:
    """The plan in `text`. Raises `BadAnswer` when it is not exactly one plan in the dissertation's schema."""
    try:
        return msgspec.json.decode(text, type=Plan)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise BadAnswer(f"the answer is not a plan: {error}") from error
