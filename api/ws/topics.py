"""What a socket may follow: the client's name of a topic, and whose stream it is."""

from uuid import UUID

import msgspec
from msgspec import Raw, Struct

from api.schemas.coaching import job_view
from domain.errors import InvalidInput, NotAllowed, NotFound
from domain.identity.account import Principal, Role
from domain.jobs.events import topic as job_topic
from domain.ports import UnitOfWorkFactory


class Stream(Struct, frozen=True, kw_only=True):
    """A topic as the stream log names it. `job_id` is set for jobs, which have a stored state too."""

    key: str
    job_id: UUID | None = None


def stream_of(topic: str, principal: Principal) -> Stream:
    """The stream behind a topic. Raises `InvalidInput` for an unknown one, `NotAllowed` for another role's."""
    kind, _, rest = topic.partition(":")
    if topic == "me":
        return Stream(key=f"user:{principal.user_id}")
    if topic == "admin.jobs":
        if principal.role is not Role.ADMIN:
            raise NotAllowed("This topic is for administrators.")
        return Stream(key=topic)
    if kind == "job":
        try:
            job_id = UUID(rest)
        except ValueError as error:
            raise NotFound("There is no such job.") from error
        return Stream(key=job_topic(job_id), job_id=job_id)
    raise InvalidInput("The topic is unknown; allowed: job:ID, me, admin.jobs.")


async def ended_state(uow: UnitOfWorkFactory, principal: Principal, job_id: UUID) -> Raw | None:
    """The stored state of the caller's job when it has ended, None while it has not. Raises `NotFound`."""
    async with uow() as work:
        job = await work.jobs.get(principal.user_id, job_id)
    if job is None:
        raise NotFound("There is no such job.")
    return Raw(msgspec.json.encode(job_view(job))) if job.state.ended else None
