"""Wire structs of chats, turns, proposals and notes. What is in an answer: `domain.chat.answer`."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from api.schemas.coaching import JobLinks
from domain.chat.answer import Answer, Citation, Proposal, TextFinding, Written
from domain.chat.ports import Chat, ChatMark, StoredTurn
from domain.chat.turn import TurnState
from domain.chat.use_cases import MOST_CHARS, topic
from domain.knowledge.notes import Note
from domain.profile import Locale
from domain.text.messages import has_text, say

QuestionText = Annotated[
    str, Meta(min_length=1, max_length=MOST_CHARS, pattern=r"\S", examples=["How deep should I squat?"])
]
Title = Annotated[str, Meta(min_length=1, max_length=120, pattern=r"\S", examples=["Squats"])]


class ChatRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new chat. With `text` its first question is asked at once. `locale`: of the app, the profile's by default."""

    text: QuestionText | None = None
    locale: Locale | None = None


class ChatPatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another title."""

    title: Title


class TurnRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question. `locale`: of the app, the profile's by default; the language of the text itself wins."""

    text: QuestionText
    locale: Locale | None = None


class DecisionRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A yes or a no to what the coach proposes."""

    accept: bool


class ChatView(Struct, frozen=True, kw_only=True):
    """`last_at` is when the latest question was asked; `title` is "" until there is one."""

    id: UUID
    title: str
    created_at: datetime
    last_at: datetime


class ChatList(Struct, frozen=True, kw_only=True):
    """Newest talk first. `next` is the cursor of the following page, null on the last."""

    items: tuple[ChatView, ...]
    next: str | None


class AnswerView(Struct, frozen=True, kw_only=True):
    """What stands behind a turn's text. `written`: triage (a red flag's fixed text), rules, or model.

    `citations[].number` stands as [1] in the text and `id` opens at /api/notes/{id}; `seen` names what of the person
    the answer was made from (see .../seen); `timings` are milliseconds by stage.
    """

    locale: Locale
    written: Written
    intent: str
    rule: str
    citations: tuple[Citation, ...]
    proposals: tuple[Proposal, ...]
    findings: tuple[TextFinding, ...]
    seen: tuple[str, ...]
    model: str
    timings: Mapping[str, float]


class TurnView(Struct, frozen=True, kw_only=True):
    """A question and its answer. `text` is the answer up to (`attempt`, `n`), its position on the stream of `links`.

    States: queued, triaged, retrieving, generating, checking, done, cancelled, failed. A failed one has a `code`, and a
    `message` in the person's language.
    """

    id: UUID
    chat_id: UUID
    job_id: UUID
    state: TurnState
    question: str
    text: str
    attempt: int
    n: int
    code: str
    message: str
    answer: AnswerView | None
    created_at: datetime
    ended_at: datetime | None
    links: JobLinks


class TurnList(Struct, frozen=True, kw_only=True):
    """`next` is the cursor of the following page, null on the last."""

    items: tuple[TurnView, ...]
    next: str | None


class TurnAccepted(Struct, frozen=True, kw_only=True):
    """The turn that will be answered, and the job that does it. Follow `links.socket_topic` for the tokens."""

    turn: TurnView
    job_id: UUID
    links: JobLinks


class ChatOpened(Struct, frozen=True, kw_only=True):
    """The new chat, and its first turn when a question came with it."""

    chat: ChatView
    turn: TurnView | None
    links: JobLinks | None


class SeenView(Struct, frozen=True, kw_only=True):
    """One thing the coach knew of the person when it answered: its name, and its value in short."""

    name: str
    label: str
    value: str


class SeenList(Struct, frozen=True, kw_only=True):
    """What an answer was made from, as it is now."""

    items: tuple[SeenView, ...]


class NoteSource(Struct, frozen=True, kw_only=True):
    """Where a note has what it says. `status`: read, cited or own."""

    text: str
    year: int
    status: str


class NoteView(Struct, frozen=True, kw_only=True):
    """One of the coach's notes; `locale` is the language of `body`."""

    id: str
    title: str
    body: str
    locale: Locale
    topic: str
    date: str
    sources: tuple[NoteSource, ...]
    related: tuple[str, ...]
    safety: tuple[str, ...]


def chat_view(chat: Chat) -> ChatView:
    """A chat as its owner sees it."""
    return ChatView(id=chat.id, title=chat.title, created_at=chat.created_at, last_at=chat.last_at)


def chat_cursor(chat: ChatView) -> str:
    """The cursor of the page after a chat."""
    return f"{chat.last_at.timestamp():.6f}_{chat.id.hex}"


def chat_mark(cursor: str) -> ChatMark:
    """The place that a cursor names. Raises `ValueError` for what is none."""
    at, _, id_ = cursor.partition("_")
    whole, _, micros = at.partition(".")
    try:
        last_at = datetime.fromtimestamp(int(whole), UTC).replace(microsecond=int(micros))
    except OverflowError as error:
        raise ValueError(cursor) from error
    return ChatMark(last_at=last_at, id=UUID(id_))


def turn_links(turn: StoredTurn) -> JobLinks:
    """Where to look next."""
    return JobLinks(
        job=f"/api/jobs/{turn.job_id}",
        socket_topic=topic(turn.id),
        result=f"/api/chats/{turn.chat_id}/turns/{turn.id}",
    )


def turn_view(turn: StoredTurn) -> TurnView:
    """A turn as its owner sees it."""
    return TurnView(
        id=turn.id,
        chat_id=turn.chat_id,
        job_id=turn.job_id,
        state=turn.state,
        question=turn.question,
        text=turn.text,
        attempt=turn.attempt,
        n=turn.seq,
        code=turn.code,
        message=failure_text(turn),
        answer=None if turn.answer is None else answer_view(turn.answer),
        created_at=turn.created_at,
        ended_at=turn.ended_at,
        links=turn_links(turn),
    )


def failure_text(turn: StoredTurn) -> str:
    """Why a turn has failed, for its owner; "" for one that has not."""
    if turn.state is not TurnState.FAILED:
        return ""
    key = f"turns.failed.{turn.code}"
    return say(turn.locale, key if has_text(key) else "turns.failed.unexpected")


def answer_view(answer: Answer) -> AnswerView:
    """What stands behind the text."""
    return AnswerView(
        locale=answer.locale,
        written=answer.written,
        intent=answer.intent,
        rule=answer.rule,
        citations=answer.citations,
        proposals=answer.proposals,
        findings=answer.findings,
        seen=answer.seen,
        model=answer.model,
        timings=answer.timings,
    )


def note_view(note: Note, locale: Locale) -> NoteView:
    """A note in a language."""
    words = note.words[locale]
    return NoteView(
        id=note.id,
        title=words.title,
        body=words.body,
        locale=locale,
        topic=note.topic,
        date=note.date.isoformat(),
        sources=tuple(NoteSource(text=each.text, year=each.year, status=each.status) for each in note.sources),
        related=note.related,
        safety=tuple(sorted(note.safety)),
    )
