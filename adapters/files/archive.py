"""The records inside the archive that the phone exports. Names and paths in it mean nothing: they differ by language.

Only one member is read, straight from the archive; nothing is ever unpacked to disk.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError  # noqa: N812 -- an exception, named like one

from adapters.files.limits import MEMBER_BYTES, MEMBERS, MIB, RATIO
from adapters.files.refused import FileRefused, Reason

_CANDIDATES: Final = 20
_HEAD: Final = 4096
_ENCRYPTED: Final = 0x1
_SMALL: Final = 10 * MIB


@contextmanager
def health_member(path: Path) -> Iterator[tuple[IO[bytes], int]]:
    """The member that holds the records, open, and its size. Raises `FileRefused`, also while it is read."""
    try:
        with ZipFile(path) as archive:
            member = _member(archive)
            _check(member)
            with archive.open(member) as opened:
                yield opened, member.file_size
    except BadZipFile as error:
        text = str(error)
        reason = Reason.CHECKSUM if "CRC" in text else Reason.TRUNCATED if "not a zip" in text else Reason.MALFORMED
        raise FileRefused(reason, "The archive is damaged or cut short.") from error
    except (ZlibError, EOFError, OSError, ValueError, OverflowError, LargeZipFile) as error:
        # Also for offsets that lead nowhere: zipfile seeks to them as they are.
        raise FileRefused(Reason.MALFORMED, "The archive is damaged.") from error
    except (NotImplementedError, RuntimeError) as error:
        raise FileRefused(Reason.FORBIDDEN, "The archive is encrypted or packed in a way that is not read.") from error


def _member(archive: ZipFile) -> ZipInfo:
    members = archive.infolist()
    if len(members) > MEMBERS:
        raise FileRefused(Reason.TOO_LARGE, f"The archive has more than {MEMBERS} members.")
    readable = [each for each in members if each.file_size and not each.flag_bits & _ENCRYPTED]
    for each in sorted(readable, key=lambda info: -info.file_size)[:_CANDIDATES]:
        with archive.open(each) as opened:
            if b"HealthData" in opened.read(_HEAD):
                return each
    raise FileRefused(
        Reason.UNKNOWN_KIND, "The archive holds no Apple Health records; allowed: the export.zip of Apple Health."
    )


def _check(member: ZipInfo) -> None:
    if member.file_size > MEMBER_BYTES:
        raise FileRefused(Reason.TOO_LARGE, f"The records are larger than {MEMBER_BYTES // MIB} MiB unpacked.")
    if member.file_size > max(_SMALL, RATIO * member.compress_size):
        raise FileRefused(Reason.BOMB, f"The archive unpacks to more than {RATIO} times its size.")
