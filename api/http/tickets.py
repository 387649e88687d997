"""Tickets for the socket."""

from litestar import Router, post

from api.openapi import problems
from api.request import ApiRequest
from api.schemas.accounts import Ticket
from domain.errors import NotAuthenticated
from domain.identity.policies import TICKET_S


@post(
    "/ticket",
    operation_id="createSocketTicket",
    summary="A ticket that opens one socket",
    responses=problems(),
    opt={"zone": "socket"},
)
async def create_ticket(request: ApiRequest) -> Ticket:
    presented = request.wiring.authenticator.presented(request)
    if presented is None:
        raise NotAuthenticated("Log in, or send an access token.")
    return Ticket(ticket=await request.wiring.tickets.issue(presented), expires_in_s=TICKET_S)


router = Router("/api/ws", route_handlers=[create_ticket], tags=["socket"])
