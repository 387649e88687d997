"""Pages of lists: `limit` and an opaque `cursor`."""

from collections.abc import Callable
from typing import Annotated, TypeVar

from litestar.params import QueryParameter

from domain.errors import FieldProblem, InvalidInput

PageLimit = Annotated[int, QueryParameter(ge=1, le=100, description="Most entries of the page.")]
PageCursor = Annotated[str | None, QueryParameter(max_length=64, description="`next` of the page before.")]

T = TypeVar("T")


def position(cursor: str | None, read: Callable[[str], T]) -> T | None:
    """Where the page begins. Raises `InvalidInput` for a cursor that no page gave."""
    if cursor is None:
        return None
    try:
        return read(cursor)
    except ValueError as error:
        problem = FieldProblem(field="cursor", message="not a cursor", allowed="`next` of an earlier page")
        raise InvalidInput("The cursor cannot be used.", (problem,)) from error
