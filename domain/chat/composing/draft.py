"""An answer on its way: pieces that each say where they come from."""

from collections.abc import Sequence

from msgspec import Struct

from domain.chat.answer import Action, Citation, Passage


class Piece(Struct, frozen=True, kw_only=True):
    """One sentence. `passage`: the note or document it is taken from; None: the person's figures or a fixed text.

    `break_before`: it begins a paragraph.
    """

    text: str
    passage: Passage | None = None
    break_before: bool = False


class Offer(Struct, frozen=True, kw_only=True):
    """What the coach offers to do, said in the person's language."""

    title: str
    action: Action


class Draft(Struct, frozen=True, kw_only=True):
    """An answer before it is told. `used` names the parts of `Facts` behind it."""

    pieces: tuple[Piece, ...] = ()
    offers: tuple[Offer, ...] = ()
    used: tuple[str, ...] = ()

    def __add__(self, other: "Draft") -> "Draft":
        return Draft(
            pieces=(*self.pieces, *other.pieces),
            offers=(*self.offers, *other.offers),
            used=tuple(dict.fromkeys((*self.used, *other.used))),
        )


def written(pieces: Sequence[Piece]) -> tuple[tuple[str, ...], tuple[Citation, ...]]:
    """The pieces as they are told, each with its citation mark where its passage ends, and the citations."""
    numbers: dict[str, int] = {}
    cited: list[Citation] = []
    told: list[str] = []
    for at, piece in enumerate(pieces):
        following = pieces[at + 1].passage if at + 1 < len(pieces) else None
        text = piece.text
        if piece.passage is not None:
            if piece.passage.id not in numbers:
                numbers[piece.passage.id] = len(numbers) + 1
                cited.append(citation(len(numbers), piece.passage))
            if following is None or following.id != piece.passage.id:
                text += f" [{numbers[piece.passage.id]}]"
        gap = "" if at == 0 else "\n\n" if piece.break_before else " "
        told.append(gap + text)
    return tuple(told), tuple(cited)


def citation(number: int, passage: Passage) -> Citation:
    """The citation of a passage."""
    return Citation(number=number, id=passage.id, title=passage.title, sources=passage.sources)
