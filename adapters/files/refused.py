"""Why a file is not read: one stable reason, and a sentence that says what is allowed."""

from enum import StrEnum

from domain.errors import InvalidInput


class Reason(StrEnum):
    EMPTY = "empty"
    UNKNOWN_KIND = "unknown_kind"
    TRUNCATED = "truncated"
    CHECKSUM = "checksum"
    MALFORMED = "malformed"
    FORBIDDEN = "forbidden"
    BOMB = "bomb"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    CRASHED = "crashed"


class FileRefused(InvalidInput):
    """The file cannot be used. Nothing of it is kept."""

    code = "file_refused"

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason
