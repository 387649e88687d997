"""What can go wrong with a model server, as types. `retryable` says whether the same call may work in a moment."""

from typing import ClassVar

from domain.errors import InvalidInput, Unavailable


class ModelError(Unavailable):
    """Base of every failed call. `status` is the HTTP status, 0 when there was none."""

    code = "model_failed"
    retryable: ClassVar[bool] = False

    def __init__(self, message: str, *, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class ModelUnreachable(ModelError):
    """No connection could be made. TGI and vLLM listen only after the weights are loaded, so it may be starting."""

    code = "model_unreachable"
    retryable = True


class ModelOverloaded(ModelError):
    """The server turned the request away for load (429, or `Model is overloaded` in the stream)."""

    code = "model_overloaded"
    retryable = True


class ModelFailed(ModelError):
    """The server broke while it generated (424, 5xx, or its message in the stream)."""

    code = "model_failed"
    retryable = True


class ModelRejected(ModelError):
    """The server finds the request wrong (400, 404, 413, 422): sending it again gives the same answer."""

    code = "model_rejected"


class ModelDenied(ModelError):
    """The key is missing or wrong (401, 403)."""

    code = "model_denied"


class ModelTimeout(ModelError):
    """A deadline passed, or the connection was silent for longer than a keep-alive comment takes."""

    code = "model_timeout"


class ModelIncomplete(ModelError):
    """The stream ended without a finish reason: what came is not an answer."""

    code = "model_incomplete"


class ModelTruncated(ModelError):
    """A structured answer reached `max_tokens`, so it is not whole."""

    code = "model_truncated"


class ModelMalformed(ModelError):
    """The server does not speak the contract: no event stream, wrong JSON, a strange finish reason, too much text."""

    code = "model_malformed"


class UnknownAdapter(InvalidInput):
    """The adapter is not on the list of those loaded. TGI would answer with the base model and not say so."""

    code = "unknown_adapter"


_BY_PREFIX: tuple[tuple[str, type[ModelError]], ...] = (
    ("Model is overloaded", ModelOverloaded),
    ("Request failed during generation", ModelFailed),
    ("Incomplete generation", ModelFailed),
    ("Input validation error", ModelRejected),
    ("Template error", ModelRejected),
    ("Tool error", ModelRejected),
)


def from_status(status: int, message: str) -> ModelError:
    """The error of an HTTP answer that is not 200."""
    said = f"the model server answered {status}: {message or '(empty body)'}"
    if status in {401, 403}:
        return ModelDenied(said, status=status)
    if status == 429:
        return ModelOverloaded(said, status=status)
    if status == 424 or status >= 500:
        return ModelFailed(said, status=status)
    return ModelRejected(said, status=status)


def from_stream(message: str, code: int | None) -> ModelError:
    """The error of an event inside a stream that began with 200.

    TGI writes 422 beside every such message, overload included, so its text decides first; `code` is what the other
    servers put into the error object, and is None for TGI.
    """
    for prefix, kind in _BY_PREFIX:
        if message.startswith(prefix):
            return kind(f"the model server said in its stream: {message}")
    if code is not None:
        return from_status(code, message)
    return ModelFailed(f"the model server said in its stream: {message}")
