"""What a file is, by its content: names and declared types are the sender's word."""

import re
from enum import StrEnum

from adapters.files.refused import FileRefused, Reason


class FileKind(StrEnum):
    """The values are the names of the sources that the records get."""

    FIT = "fit"
    TCX = "tcx"
    GPX = "gpx"
    APPLE_HEALTH = "apple_health"


HEAD_BYTES = 4096
"""How much of the beginning `kind_of` wants."""

_ALLOWED = "allowed: a FIT, TCX or GPX file, or the export.zip of Apple Health"
_ROOT = re.compile(rb"<\s*(?:\w+:)?(TrainingCenterDatabase|gpx)[\s/>]", re.IGNORECASE)


def kind_of(head: bytes) -> FileKind:
    """The kind of a file that begins with `head`. Raises `FileRefused`."""
    if not head:
        raise FileRefused(Reason.EMPTY, f"The file is empty; {_ALLOWED}.")
    if head[8:12] == b".FIT":
        return FileKind.FIT
    if head[:4] == b"PK\x03\x04":
        return FileKind.APPLE_HEALTH
    root = _ROOT.search(head.replace(b"\0", b""))  # UTF-16 has a zero beside each ASCII character
    if root is None:
        raise FileRefused(Reason.UNKNOWN_KIND, f"The file is of no kind that is read here; {_ALLOWED}.")
    return FileKind.GPX if root[1].lower() == b"gpx" else FileKind.TCX
