"""Who may operate: administrators. The guard of every route below /api/admin."""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from api.request import ApiRequest
from domain.errors import NotAllowed
from domain.identity.account import Role
from domain.operations.use_cases import OperatorDesk


def administrators_only(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Raises `NotAllowed` for everybody else; whether a thing exists is not told."""
    if connection.user.role is not Role.ADMIN:
        raise NotAllowed("This is for administrators.")


def desk_of(request: ApiRequest) -> OperatorDesk:
    """The ports of operating, for who is calling."""
    wiring = request.wiring
    return OperatorDesk(
        uow=wiring.uow,
        direct=wiring.direct,
        streams=wiring.streams,
        clock=wiring.clock,
        actor=request.user.user_id,
    )
