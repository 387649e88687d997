"""The request as handlers see it: strict JSON, and the caller already known."""

import enum
import re
from typing import TYPE_CHECKING, Any, TypeVar, get_args

import msgspec
from litestar import Request
from litestar.datastructures import State
from msgspec.inspect import is_struct_type

from api.errors import MalformedBody, UnsupportedMediaType
from domain.errors import FieldProblem, InvalidInput
from domain.identity.account import Credential, Principal

if TYPE_CHECKING:
    from api.wiring import Wiring

# An escaped NUL: valid JSON, and refused by PostgreSQL in any text. An even run of backslashes escapes itself.
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_WHERE = re.compile(r"(?P<what>.*?)(?: - at `\$\.?(?P<path>.*)`)?", re.DOTALL)
_NAMED = re.compile(r"Object (?:missing required|contains unknown) field `(?P<name>.*)`")

T = TypeVar("T")


class ApiRequest(Request[Principal, Credential, State]):
    """`user` is the caller and `auth` the credential it came with; both are set by `api.auth.access`."""

    __slots__ = ()

    @property
    def wiring(self) -> "Wiring":
        """What the application was built with."""
        wiring: Wiring = self.app.state["wiring"]
        return wiring

    async def json(self) -> Any:
        """The body as the type that the handler declares.

        Raises `UnsupportedMediaType`, `MalformedBody` and `InvalidInput`.
        Litestar would decode to built-in types and then convert with coercion ("12" for 12); this is strict.
        """
        field = self.route_handler.parsed_data_field
        return decode(await self.json_bytes(), field.annotation if field else Any)

    async def json_bytes(self) -> bytes:
        """The body as it came, for a handler that reads it itself. Raises `UnsupportedMediaType`."""
        declared, _ = self.content_type
        if declared != "application/json":
            raise UnsupportedMediaType(f"The body is {declared or 'not declared'!r}; allowed: application/json.")
        return await self.body()


def decode(body: bytes, kind: type[T]) -> T:
    """Strict JSON to `kind`. Raises `MalformedBody` for what is not JSON, `InvalidInput` for what does not fit."""
    if _NUL.search(body):
        raise InvalidInput("The body has a NUL character in a text, which cannot be stored.")
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        raise InvalidInput("The request cannot be used.", (_field_problem(str(error), kind),)) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MalformedBody(f"The body is not JSON: {error}") from error
    except RecursionError as error:
        raise MalformedBody("The body is nested too deeply.") from error


def _field_problem(text: str, kind: object) -> FieldProblem:
    """msgspec's message, for example "Expected `int` >= 0 - at `$.seed`", taken apart."""
    match = _WHERE.fullmatch(text)
    what, path = (match["what"], match["path"] or "") if match else (text, "")
    if named := _NAMED.fullmatch(what):
        path = f"{path}.{named['name']}".lstrip(".")
    return FieldProblem(field=path or "body", message=what, allowed=_allowed(kind, path) or what)


def _allowed(kind: object, path: str) -> str:
    """The members of the enum that a top-level field is, or the names of a struct's fields."""
    struct = next((part for part in (kind, *get_args(kind)) if is_struct_type(part)), None)
    if struct is None:
        return ""
    fields = {field.encode_name: field.type for field in msgspec.structs.fields(struct)}
    if path and path not in fields:
        return "fields: " + ", ".join(fields)
    for part in (fields.get(path), *get_args(fields.get(path))):
        if isinstance(part, enum.EnumType):
            members: list[enum.Enum] = list(part)
            return ", ".join(str(member.value) for member in members)
    return ""
