"""The coach's notes: what a citation opens."""

from typing import Annotated

from litestar import Router, get
from litestar.params import FromPath, QueryParameter

from api.openapi import problems
from api.request import ApiRequest
from api.schemas.chats import NoteView, note_view
from domain.errors import NotFound
from domain.knowledge.notes import load_notes
from domain.profile import Locale

NoteLocale = Annotated[Locale, QueryParameter(description="The language to read it in.")]


@get("/{note_id:str}", operation_id="getNote", summary="A note of the coach, with its sources", responses=problems(404))
async def get_note(request: ApiRequest, note_id: FromPath[str], locale: NoteLocale = Locale.EN) -> NoteView:  # noqa: ARG001 - who asks is known, what they read is the same
    note = load_notes().get(note_id)
    if note is None:
        raise NotFound("There is no such note.")
    return note_view(note, locale)


router = Router("/api/notes", route_handlers=[get_note], tags=["chats"])
