"""The adapter of the embedded model: a GGUF file of LoRA weights, and a card that says what it is and its hash.

The card stands beside the weights with the ending `.json`. An adapter whose hash, base or prompt format is not the one
on its card is refused: over another base or prompt it still answers, only worse, and nothing would say so.
"""

import hashlib
from pathlib import Path
from typing import ClassVar, Final

import msgspec
from msgspec import Struct

from domain.errors import ConfigError
from ml.prompts.menu import prompt_sha256
from ml.serve.weights import EMBEDDED_MODEL

SHIPPED: Final = Path(__file__).parent / "adapters"
"""Adapters that come with the code."""

NO_ADAPTER: Final = "none"
"""The value of MODEL_ADAPTER_PATH that asks for the model as it is."""


class AdapterUnfit(ConfigError):
    """The adapter is missing, changed, or made for another model or prompt; the message says which."""

    code: ClassVar[str] = "adapter_unfit"


class AdapterCard(Struct, frozen=True, kw_only=True):
    """`sha256` is of the GGUF file, `base_sha256` of the weights it was made for, `prompt_sha256` of the format."""

    name: str
    base: str
    licence: str
    sha256: str
    base_sha256: str
    prompt_sha256: str
    rank: int
    alpha: float
    source_sha256: str = ""


class Adapter(Struct, frozen=True, kw_only=True):
    """A checked adapter: where it is, and its card."""

    path: Path
    card: AdapterCard

    @property
    def name(self) -> str:
        """What a request names it by, and what provenance shows."""
        return self.card.name


def adapter_of(setting: str) -> Adapter | None:
    """The adapter that MODEL_ADAPTER_PATH asks for: a file; `none`; or, when empty, the one shipped, if there is one.

    Raises `AdapterUnfit`.
    """
    if setting == NO_ADAPTER:
        return None
    if setting:
        return load_adapter(Path(setting))
    shipped = sorted(SHIPPED.glob("*.gguf"))
    return load_adapter(shipped[0]) if shipped else None


def load_adapter(path: Path) -> Adapter:
    """The adapter in `path`, checked against its card. Raises `AdapterUnfit`."""
    card_file = path.with_suffix(".json")
    for needed in (path, card_file):
        if not needed.is_file():
            raise AdapterUnfit(
                f"The adapter's file {needed} is missing; `fitai train export` writes the weights and the card."
            )
    try:
        card = msgspec.json.decode(card_file.read_bytes(), type=AdapterCard)
    except msgspec.DecodeError as error:
        raise AdapterUnfit(f"{card_file} is not an adapter's card: {error}") from error
    _same(path, "its hash", file_sha256(path), card.sha256)
    _same(path, "its base model", EMBEDDED_MODEL, card.base)
    _same(path, "the hash of the menu prompt", prompt_sha256(), card.prompt_sha256)
    return Adapter(path=path, card=card)


def _same(path: Path, what: str, found: str, promised: str) -> None:
    if found != promised:
        raise AdapterUnfit(f"The adapter {path} does not fit: {what} is {found}, and its card says {promised}.")


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
