"""Files that mean harm."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from tests.recordings.apple import HEAD, TAIL, zipped


def laughs(root: str) -> str:
    """Ten levels of ten entities each: ten thousand million laughs."""
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 11))
    return f'<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY l0 "ha">{levels}]><{root}><time>&l10;</time></{root}>'


def outside(root: str) -> str:
    """Asks for a file of the machine."""
    return (
        f'<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        f"<{root}><trk><type>&x;</type></trk></{root}>"
    )


def outside_type(root: str) -> str:
    """Asks for a document type on another machine, and for a parameter entity."""
    entity = '<!ENTITY % p SYSTEM "file:///etc/hosts"> %p;'
    return f'<!DOCTYPE {root} SYSTEM "http://localhost:1/evil.dtd" [{entity}]><{root}/>'


def defaulted(root: str) -> str:
    """A default value that would stand in every element."""
    return f'<!DOCTYPE {root} [<!ATTLIST Record value CDATA "{"9" * 1000}">]><{root}/>'


def bomb(megabytes: int = 100) -> bytes:
    """A small archive of one member that is nothing but spaces."""
    held = BytesIO()
    with ZipFile(held, "w", ZIP_DEFLATED) as archive, archive.open("export.xml", "w") as member:
        member.write(HEAD.encode())
        for _ in range(megabytes):
            member.write(b" " * 1024 * 1024)
        member.write(TAIL.encode())
    return held.getvalue()


def long_field(root: str, size: int) -> bytes:
    return f'<{root} version="'.encode() + b"x" * size + f'"></{root}>'.encode()


def million_workouts(count: int = 1_000_000) -> bytes:
    """Each a second long, all of one day."""
    one = (
        ' <Workout workoutActivityType="HKWorkoutActivityTypeRunning" sourceName="w" '
        'startDate="2026-11-20 10:00:00 +0100" endDate="2026-11-20 10:00:01 +0100"/>\n'
    )
    return zipped([HEAD, *(one * 1000 for _ in range(count // 1000)), TAIL])
