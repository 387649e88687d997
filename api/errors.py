"""Errors of the edge itself; the rest of the tree is in `domain.errors`."""

from domain.errors import Conflict, InvalidInput, NotAllowed


class MalformedBody(InvalidInput):
    """The body is no JSON that can be read."""

    code = "malformed_body"


class MalformedBatch(MalformedBody):
    """The body is no batch of events, or none of its events can be used."""

    code = "malformed_batch"


class UnsupportedMediaType(InvalidInput):
    """The body is declared as something other than JSON."""

    code = "unsupported_media_type"


class KeyReused(InvalidInput):
    """An Idempotency-Key came again with another request."""

    code = "idempotency_key_reused"


class KeyInFlight(Conflict):
    """The first request with this Idempotency-Key has not ended."""

    code = "idempotency_in_flight"


class CsrfFailed(NotAllowed):
    """A session's unsafe request came without its CSRF token."""

    code = "csrf_failed"


class OriginRefused(NotAllowed):
    """A page of a foreign origin sent the request."""

    code = "origin_refused"
