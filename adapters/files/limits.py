"""How much of a file is read, and what reading may cost. Beyond it a file is refused, with the limit in the reason."""

from typing import Final

MIB: Final = 1024 * 1024

UPLOAD_BYTES: Final = 500 * MIB
"""The largest file that is taken; Apple's archives are compressed about twenty-fold."""

ACTIVITY_BYTES: Final = 100 * MIB
"""The largest FIT, TCX or GPX file: a day recorded every second is under 10 MiB as FIT and under 60 as TCX."""

MOST_RECORDS: Final = 100_000
"""Told by one file. Ten years of a watch and a phone tell about thirty thousand."""

TOKEN_BYTES: Final = MIB
"""The longest name, attribute or comment of XML."""

DEPTH: Final = 64
TEXT_CHARS: Final = 200
"""How deep elements nest, and how long the text is of those that are read."""

MEMBERS: Final = 100_000
MEMBER_BYTES: Final = 8 * 1024 * MIB
RATIO: Final = 200
"""Of a zip archive: members (each route is one), the uncompressed size of the one read, and how far it may expand.
XML of records compresses ten- to fortyfold; the deflate of a bomb a thousandfold."""

MEMORY_BYTES: Final = 400 * MIB
CPU_SECONDS: Final = 240
WALL_SECONDS: Final = 480.0
"""Of the process that reads: address space, processor time and waiting time. 200 MB of Apple's XML take seconds."""
