"""The catalogue's files as they ship, for tests that break one of them."""

from importlib import resources

import pytest

from domain.catalogue.loader import FILES, load_catalogue
from domain.catalogue.types import Catalogue


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture
def files() -> dict[str, bytes]:
    folder = resources.files("domain.catalogue") / "data"
    return {name: (folder / name).read_bytes() for name in FILES}
