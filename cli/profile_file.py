"""A profile as commands are given it: a file, or standard input."""

import sys
from pathlib import Path

from rich.console import Console

from cli.show import problems_view
from domain.errors import InvalidInput
from domain.profile_reader import ReadProfile, read_profile


def read_profile_file(path: Path, console: Console) -> ReadProfile:
    """The profile; what was not understood is told. Ends the program with status 2 when it cannot be used."""
    source = "standard input" if str(path) == "-" else str(path)
    raw = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    try:
        read = read_profile(raw)
    except InvalidInput as error:
        console.print(problems_view(error, source))
        sys.exit(2)
    for field in read.unknown:
        console.print(f"{source}: {field} is not a field of the profile; it was not used", style="yellow", markup=False)
    for note in read.notes:
        console.print(f"{source}: {note}", style="yellow", markup=False)
    return read
