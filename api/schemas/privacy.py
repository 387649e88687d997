"""Wire structs of consents and of the copy of one's data."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from api.schemas.coaching import JobLinks
from domain.identity.consents import Consent, Purpose, standing
from domain.jobs.job import JobState
from domain.profile import Locale
from domain.text.messages import say


class ConsentRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A yes or no to a purpose. `version` is that of the text which was read; a yes needs today's."""

    purpose: Purpose
    granted: bool
    version: int


class WordView(Struct, frozen=True, kw_only=True):
    """One yes or no, as it was given."""

    granted: bool
    version: int
    at: datetime


class ConsentView(Struct, frozen=True, kw_only=True):
    """A purpose: what it means, whether it is agreed to, and every word given on it, oldest first."""

    purpose: Purpose
    title: str
    text: str
    version: int
    granted: bool
    history: tuple[WordView, ...]


class ConsentsView(Struct, frozen=True, kw_only=True):
    items: tuple[ConsentView, ...]


class ExportAccepted(Struct, frozen=True, kw_only=True):
    """The job that writes the copy, and where it can be fetched afterwards."""

    job_id: UUID
    state: JobState
    links: JobLinks
    download: str


def consents_view(history: Iterable[Consent], locale: Locale) -> ConsentsView:
    """Every purpose, in a language."""
    words = tuple(history)
    return ConsentsView(
        items=tuple(
            ConsentView(
                purpose=each.purpose,
                title=say(locale, f"consents.{each.purpose}.title"),
                text=say(locale, f"consents.{each.purpose}.text"),
                version=each.version,
                granted=each.granted,
                history=tuple(
                    WordView(granted=word.granted, version=word.version, at=word.at)
                    for word in words
                    if word.purpose is each.purpose
                ),
            )
            for each in standing(words)
        )
    )
