"""XML read in pieces, without entities, external references or anything else that a document may ask for.

A document type is let through when it only declares elements and attributes, as Apple's does; an attribute's default
value is refused, because it would be put into every element.
"""

from collections.abc import Iterable, Iterator
from typing import BinaryIO, Protocol
from xml.sax import ContentHandler, SAXException, SAXParseException
from xml.sax.xmlreader import AttributesImpl

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from adapters.files.limits import DEPTH, MOST_RECORDS, TEXT_CHARS, TOKEN_BYTES
from adapters.files.reading import Progress
from adapters.files.refused import FileRefused, Reason
from domain.activity.records import TrackerRecord

_PIECE = 64 * 1024
_CUT_SHORT = ("no element found", "unclosed token", "unclosed CDATA section", "partial character")


class _Parser(DefusedExpatParser):  # type: ignore[misc]
    """Knows how far behind the feeding it is, and refuses default values of attributes."""

    def reset(self) -> None:
        super().reset()
        self._parser.AttlistDeclHandler = self._attribute_declared

    def _attribute_declared(self, element: str, name: str, _kind: str, default: str | None, _required: int) -> None:
        if default is not None:
            raise FileRefused(Reason.FORBIDDEN, f"The file gives {element[:40]} a default {name[:40]}; not allowed.")

    @property
    def at(self) -> int:
        """Where in the document the token begins that is being read."""
        return int(self._parser.CurrentByteIndex)


class Handler(ContentHandler):
    """Turns elements into records. Subclasses say which (`opened`, `closed`), and `found` is taken as it fills."""

    root = ""
    """The name of the outermost element."""

    def __init__(self) -> None:
        super().__init__()
        self.path: list[str] = []
        self.text = ""
        self.found: list[TrackerRecord] = []

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 -- SAX's name
        """A tag opens."""
        name = name.rpartition(":")[2]
        if not self.path and name != self.root:
            raise FileRefused(Reason.UNKNOWN_KIND, f"The file's root is {name[:40]!r}; allowed: {self.root!r}.")
        if len(self.path) >= DEPTH:
            raise FileRefused(Reason.MALFORMED, f"The file nests more than {DEPTH} elements.")
        self.path.append(name)
        self.text = ""
        self.opened(name, attrs)

    def characters(self, content: str) -> None:
        """Text, in pieces."""
        if len(self.text) < TEXT_CHARS:
            self.text += content

    def endElement(self, _name: str) -> None:  # noqa: N802 -- SAX's name
        """A tag closes."""
        self.closed(self.path.pop(), self.text.strip())
        self.text = ""

    def opened(self, name: str, attrs: AttributesImpl) -> None:
        """`name` (without prefix) begins; `path` ends with it."""

    def closed(self, name: str, text: str) -> None:
        """`name` ends; `path` is that of its parent, `text` what stood in it after its last child."""

    def finish(self) -> None:
        """The document is over: put what is left into `found`."""


class Source(Protocol):
    """Where the bytes come from."""

    def read(self, size: int = -1, /) -> bytes: ...


def records_of(source: Source | BinaryIO, handler: Handler, progress: Progress, whole: int) -> Iterator[TrackerRecord]:
    """What `handler` finds in `source` of `whole` bytes, as it is found. Raises `FileRefused`."""
    parser = _Parser()
    parser.setContentHandler(handler)
    fed = told = 0
    try:
        while piece := source.read(_PIECE):
            parser.feed(piece)
            fed += len(piece)
            if fed - parser.at > TOKEN_BYTES + _PIECE:
                raise FileRefused(Reason.TOO_LARGE, f"One field is longer than {TOKEN_BYTES} bytes.")
            told += len(handler.found)
            yield from _taken(handler, told)
            progress(fed, whole)
        parser.close()
    except DefusedXmlException as error:
        raise FileRefused(Reason.FORBIDDEN, f"The file declares or uses entities ({type(error).__name__}).") from error
    except SAXParseException as error:
        reason = Reason.TRUNCATED if error.getMessage() in _CUT_SHORT else Reason.MALFORMED
        place = f"line {error.getLineNumber()}"
        raise FileRefused(reason, f"The file is not whole XML: {error.getMessage()} ({place}).") from error
    except (SAXException, UnicodeError, LookupError) as error:
        raise FileRefused(Reason.MALFORMED, f"The file is not XML: {str(error)[:120]}.") from error
    if not fed:
        raise FileRefused(Reason.EMPTY, "The file is empty.")
    handler.finish()
    yield from _taken(handler, told + len(handler.found))


def _taken(handler: Handler, told: int) -> Iterable[TrackerRecord]:
    if told > MOST_RECORDS:
        raise FileRefused(Reason.TOO_LARGE, f"The file tells of more than {MOST_RECORDS} things.")
    found, handler.found = handler.found, []
    return found
