"""The body of every error: RFC 9457 problem details, with our stable `code`."""

from msgspec import Struct

from domain.errors import FieldProblem

MEDIA_TYPE = "application/problem+json"


class Problem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`code` is stable and for programs; `detail` is for people. `errors` names each field and what is allowed."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    request_id: str = ""
    errors: tuple[FieldProblem, ...] = ()
