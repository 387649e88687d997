"""Text reduced to what it says."""

import pytest

from domain.text.normal import plain


@pytest.mark.parametrize(
    ("text", "reduced"),
    [
        ("L'épaule (G.)", "l epaule g"),
        ("CŒUR, sœur; lætitia", "coeur soeur laetitia"),
        ("الرُّكبة ٣", "الركبه 3"),
    ],
)
def test_what_is_left(text: str, reduced: str) -> None:
    assert plain(text) == reduced
