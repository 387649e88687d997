"""The coach's notes: short texts in our own words, each with its sources, read from `notes/*.toml`.

A note is what a good coach would say to one question, in English, French and Arabic. English is the original; its body
stands in `notes/NAME.toml`, the others by note id in `notes/fr/NAME.toml` and `notes/ar/NAME.toml`.
`catalogue_problems` says what is wrong with a set of notes; a test keeps it empty.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import Any, Final

from msgspec import Struct

from domain.errors import CatalogueError
from domain.profile import Condition, Locale

CONDITIONS: Final = frozenset(Condition) | {"pregnancy", "postpartum", "minor", "older", "underweight"}
"""States a note may be for, or must not be shown in. `postpartum` is after birth and while breastfeeding, `minor` under
18, `older` from 65, `underweight` a body mass index below 18.5."""

TOPICS: Final = frozenset(
    {
        "technique", "programming", "recovery", "pain", "conditions", "life_stages", "nutrition", "cardio", "mobility",
        "motivation", "trackers", "myths", "fitai",
    }
)  # fmt: skip

AUDIENCES: Final = frozenset({"all", "beginner", "intermediate", "advanced", "pregnant", "minor", "older"})

SAFETY: Final = frozenset({"needs_referral", "red_flag"})
"""`needs_referral`: says whom to see and when. `red_flag`: names signs that are an emergency."""


class Source(Struct, frozen=True, kw_only=True):
    """`status`: `read` for the project's rules, `cited` from the literature, or `own`: FitAI's rules."""

    id: str
    year: int
    text: str
    status: str


class Wording(Struct, frozen=True, kw_only=True):
    """A note in one language: `asks` are ways in which people ask for it. English has no summary, its body is short."""

    title: str
    summary: str
    body: str
    asks: tuple[str, ...]


class Note(Struct, frozen=True, kw_only=True):
    """One note. `conditions` are those it is for, `not_for` those of people who must not see it.

    `patterns` are movement patterns, `regions` joints, `goals` values of `Goal`; `related` are ids of other notes.
    """

    id: str
    topic: str
    words: Mapping[Locale, Wording]
    sources: tuple[Source, ...]
    date: date
    tags: tuple[str, ...] = ()
    audience: tuple[str, ...] = ("all",)
    safety: frozenset[str] = frozenset()
    conditions: frozenset[str] = frozenset()
    not_for: frozenset[str] = frozenset()
    patterns: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    goals: frozenset[str] = frozenset()
    related: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return self.words[Locale.EN].title

    @property
    def body(self) -> str:
        """The English body."""
        return self.words[Locale.EN].body


Notes = Mapping[str, Note]

_LISTS: Final = ("tags", "audience", "related")
_SETS: Final = ("safety", "conditions", "not_for", "patterns", "regions", "goals")

Bodies = Mapping[Locale, Mapping[str, str]]
"""Bodies by note id, for each language but English."""

TRANSLATED: Final = (Locale.FR, Locale.AR)


@cache
def load_notes() -> Notes:
    """All notes by id, read once and shared; raises `CatalogueError` naming the file and note that cannot be read."""
    package = files("domain.knowledge")
    sources = parse_sources((package / "sources.toml").read_text(encoding="utf-8"))
    folder = package / "notes"
    found: dict[str, Note] = {}
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if not file.name.endswith(".toml"):
            continue
        bodies = {locale: loads((folder / locale / file.name).read_text(encoding="utf-8")) for locale in TRANSLATED}
        for note in parse_notes(file.name, file.read_text(encoding="utf-8"), sources, bodies):
            if note.id in found:
                raise CatalogueError(f"{file.name}: the note {note.id} is there twice")
            found[note.id] = note
    return found


def parse_sources(text: str) -> dict[str, Source]:
    """Sources by id from TOML: sections are the status, entries `id = [year, text]`."""
    return {
        id_: Source(id=id_, year=year, text=citation, status=status)
        for status, entries in loads(text).items()
        for id_, (year, citation) in entries.items()
    }


def parse_notes(name: str, text: str, sources: Mapping[str, Source], bodies: Bodies) -> Iterator[Note]:
    """The notes of one file; `topic` and `date` at its top hold for all. Raises `CatalogueError`."""
    tree = loads(text)
    topic, written = tree.pop("topic"), tree.pop("date")
    for locale, translated in bodies.items():
        if strange := translated.keys() - tree.keys():
            raise CatalogueError(f"{locale}/{name}: {', '.join(sorted(strange))}: no such note")
    for id_, row in tree.items():
        try:
            yield _note(id_, topic, written, row, sources, {locale: bodies[locale][id_] for locale in TRANSLATED})
        except (KeyError, TypeError, AttributeError) as error:
            raise CatalogueError(f"{name}: the note {id_} lacks or misnames {error}") from error


def _note(
    id_: str,
    topic: str,
    written: date,
    row: dict[str, Any],
    sources: Mapping[str, Source],
    bodies: Mapping[Locale, str],
) -> Note:
    english = {"title": row.pop("title"), "summary": "", "asks": row.pop("asks")}
    words = {Locale.EN: _wording(english, row.pop("body"))}
    words |= {locale: _wording(row.pop(locale.value), bodies[locale]) for locale in TRANSLATED}
    named = tuple(sources[source] for source in row.pop("sources"))
    given: dict[str, Any] = {key: tuple(row.pop(key)) for key in _LISTS if key in row}
    given |= {key: frozenset(row.pop(key)) for key in _SETS if key in row}
    return Note(id=id_, topic=topic, date=written, words=words, sources=named, **given, **row)


def _wording(row: dict[str, str], body: str) -> Wording:
    asks = tuple(part.strip() for part in row["asks"].split(";"))
    return Wording(title=row["title"], summary=row["summary"], body=" ".join(body.split()), asks=asks)
