"""One tree of errors. Every error has a stable `code`; the HTTP edge and the CLI map codes, never messages."""

from typing import ClassVar

import msgspec


class FieldProblem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing wrong with one field of an input.

    `field` is a dotted path (`personal_info.age`, `goals[1]`), `message` says what is wrong with the value that was
    given, `allowed` says what would be accepted.
    """

    field: str
    message: str
    allowed: str


class FitaiError(Exception):
    """Base of every error this project raises on purpose."""

    code: ClassVar[str] = "internal"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class InvalidInput(FitaiError):
    """The input cannot be used; `problems` names each field and what is allowed."""

    code = "invalid_input"

    def __init__(self, message: str, problems: tuple[FieldProblem, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems


class NotFound(FitaiError):
    """The thing does not exist, or does not belong to the caller: the two look the same from outside."""

    code = "not_found"


class Conflict(FitaiError):
    """The state of the thing does not allow this now."""

    code = "conflict"


class NoProfile(Conflict):
    """A plan was asked for by a person who has stored no profile yet."""

    code = "no_profile"


class NoMenu(Conflict):
    """Nothing that the person may eat meets the medical limits of a day, whatever else gives way."""

    code = "no_menu"


class NotAuthenticated(FitaiError):
    """No valid session or token came with the request."""

    code = "not_authenticated"


class NotAllowed(FitaiError):
    """The caller is known and may not do this."""

    code = "not_allowed"


class RateLimited(FitaiError):
    """Too many requests in a zone; `retry_after` is in seconds."""

    code = "rate_limited"

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(FitaiError):
    """A service this request needs does not answer now; trying again later is right."""

    code = "unavailable"


class LeaseLost(FitaiError):
    """A write came from a worker whose lease was taken over; the write was refused."""

    code = "lease_lost"


class CatalogueError(FitaiError):
    """A data file of the project breaks its own rules; names file, row and column."""

    code = "catalogue"


class ConfigError(FitaiError):
    """A setting is wrong; the message names the variable, the value and what is allowed."""

    code = "config"
