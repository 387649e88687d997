"""What a socket may follow: the client's name of a topic, whose stream it is, and what is stored of it."""

from collections.abc import Awaitable, Callable
from typing import Final
from uuid import UUID

import msgspec
from msgspec import Raw, Struct

from api.schemas.chats import turn_view
from api.schemas.coaching import job_view
from domain.chat.use_cases import topic as turn_topic
from domain.errors import InvalidInput, NotAllowed, NotFound
from domain.identity.account import Principal, Role
from domain.jobs.events import topic as job_topic
from domain.ports import Direct

SILENT_JOB_S: Final = 20.0
SILENT_TURN_S: Final = 3.0
"""Seconds without an event after which the stored state is looked at: the stream may be lost."""


class Stored(Struct, frozen=True, kw_only=True):
    """What the database has of a topic. `mark` rises with it; `ended`: nothing more will happen."""

    data: Raw
    ended: bool
    mark: tuple[int, int] = (0, 0)


class Stream(Struct, frozen=True, kw_only=True):
    """A topic as the stream log names it. `stored` looks its state up, for jobs and turns; it raises `NotFound`.

    `lively`: events come many a second, so a short silence may mean that the stream is lost.
    """

    key: str
    stored: Callable[[Direct], Awaitable[Stored]] | None = None
    lively: bool = False


def stream_of(topic: str, principal: Principal) -> Stream:
    """The stream behind a topic. Raises `InvalidInput` for an unknown one, `NotAllowed` for another role's."""
    kind, _, rest = topic.partition(":")
    owner = principal.user_id
    if topic == "me":
        return Stream(key=f"user:{owner}")
    if topic == "admin.jobs":
        if principal.role is not Role.ADMIN:
            raise NotAllowed("This topic is for administrators.")
        return Stream(key=topic)
    if kind == "job":
        job_id = _id(rest, kind)
        return Stream(key=job_topic(job_id), stored=lambda direct: _job(direct, owner, job_id))
    if kind == "turn":
        turn_id = _id(rest, kind)
        return Stream(key=turn_topic(turn_id), stored=lambda direct: _turn(direct, owner, turn_id), lively=True)
    raise InvalidInput("The topic is unknown; allowed: job:ID, turn:ID, me, admin.jobs.")


def _id(text: str, kind: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound(f"There is no such {kind}.") from error


async def _job(direct: Direct, owner: UUID, job_id: UUID) -> Stored:
    job = await direct.jobs.get(owner, job_id)
    if job is None:
        raise NotFound("There is no such job.")
    return Stored(data=Raw(msgspec.json.encode(job_view(job))), ended=job.state.ended)


async def _turn(direct: Direct, owner: UUID, turn_id: UUID) -> Stored:
    turn = await direct.chats.turn(owner, turn_id)
    if turn is None:
        raise NotFound("There is no such turn.")
    return Stored(data=Raw(msgspec.json.encode(turn_view(turn))), ended=turn.state.ended, mark=(turn.attempt, turn.seq))
