"""Documents that a person uploads for the coach to read."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, delete, get, post
from litestar.enums import RequestEncodingType
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import Example
from litestar.params import BodyKwarg, FromPath

from api.openapi import problems
from api.request import ApiRequest
from api.schemas.documents import DocumentList, DocumentRequest, DocumentText, DocumentView, document_view
from domain.knowledge import document_use_cases
from domain.knowledge.documents import MOST_BYTES, MOST_DOCUMENTS

BODY_BYTES = 6 * MOST_BYTES + 4096
"""JSON may write a byte of text as six."""

DocumentBody = Annotated[
    DocumentRequest,
    BodyKwarg(
        media_type=RequestEncodingType.JSON,
        description="Text that the coach may quote to this person; it is never read as an instruction.",
        examples=[Example(id="note", value={"title": "My physio's advice", "text": "# Knee\n\nSquat to 60 degrees."})],
    ),
]


@post(
    "/",
    operation_id="addDocument",
    summary="Hand in a document of plain text or Markdown; the same again changes nothing",
    description=f"Up to 200 KiB of UTF-8, and {MOST_DOCUMENTS} documents a person. A job reads what its parts mean.",
    responses={
        200: ResponseSpec(DocumentView, generate_examples=False, description="It was there already"),
        201: ResponseSpec(DocumentView, generate_examples=False, description="Stored"),
        **problems(409, 413, 415),
    },
    request_max_body_size=BODY_BYTES,
    opt={"zone": "uploads"},
)
async def add_document(request: ApiRequest, data: DocumentBody) -> Response[DocumentView]:
    stored, new = await document_use_cases.hand_in(
        request.wiring.document_desk, request.user.user_id, data.title, data.text
    )
    return Response(document_view(stored), status_code=201 if new else 200)


@get("/", operation_id="listDocuments", summary="The caller's documents", responses=problems())
async def list_documents(request: ApiRequest) -> DocumentList:
    found = await request.wiring.direct.documents.all_of(request.user.user_id)
    return DocumentList(items=tuple(map(document_view, found)))


@get(
    "/{document_id:uuid}",
    operation_id="getDocument",
    summary="A document with its text, as it was handed in",
    responses=problems(404),
)
async def get_document(request: ApiRequest, document_id: FromPath[UUID]) -> DocumentText:
    found = await document_use_cases.document_of(request.wiring.document_desk, request.user.user_id, document_id)
    return DocumentText(document=document_view(found), text=found.text)


@delete(
    "/{document_id:uuid}",
    operation_id="deleteDocument",
    summary="Delete a document: the coach knows nothing of it any more",
    status_code=204,
    responses=problems(404),
)
async def delete_document(request: ApiRequest, document_id: FromPath[UUID]) -> None:
    await document_use_cases.forget(request.wiring.document_desk, request.user.user_id, document_id)


router = Router(
    "/api/documents", route_handlers=[add_document, list_documents, get_document, delete_document], tags=["documents"]
)
