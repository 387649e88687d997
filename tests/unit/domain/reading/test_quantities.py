"""Numbers as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.reading import quantities
from domain.reading.quantities import Kind, quantity


@pytest.mark.parametrize(
    ("kind", "given", "value"),
    [
        (quantities.LENGTH, "5 ft 11 in", 180.34),
        (quantities.LENGTH, "5’ 11”", 180.34),
        (quantities.LENGTH, "1,80 m", 180),
        (quantities.LENGTH, "1 m 80", 180),
        (quantities.LENGTH, "١٨٠ سم", 180),
        (quantities.MASS, "12 st 4 lb", 78.02),
        (quantities.MASS, "82,5kg.", 82.5),
        (quantities.MASS, "about 80 kg", 80),
        (quantities.MINUTES, "half an hour", 30),
        (quantities.MINUTES, "1.5 hours", 90),
        (quantities.MINUTES, "60 min/session", 60),
        (quantities.PER_WEEK, "3 to 4 days per week", 3),
        (quantities.PER_WEEK, "daily", 7),
        (quantities.FRACTION, "85/100", 0.85),
        (quantities.PERCENT, "0.18", 18),
        (quantities.DIFFICULTY, "Too easy", 1),
        (quantities.AGE, "6 months", 0.5),
        (quantities.PLAIN, "-5", -5),
    ],
)
def test_written_numbers(kind: Kind, given: str, value: float) -> None:
    found = quantity(given, kind)
    assert found is not None
    assert found.value == pytest.approx(value, abs=0.01)


@pytest.mark.parametrize("given", ["", "kg", "eighty-ish", "80 elephants", "80 kg 20 min", "1e5", "0x50", "80;90", "/"])
def test_what_is_no_number(given: str) -> None:
    assert quantity(given, quantities.MASS) is None


def test_bare_numbers_take_the_profiles_units() -> None:
    found = quantity(180, quantities.MASS, imperial=True)
    assert found is not None
    assert found.value == pytest.approx(81.65, abs=0.01)
    assert found.converted


@given(st.text(max_size=60), st.booleans())
def test_any_text_gives_a_number_or_none(text: str, imperial: bool) -> None:
    for kind in (quantities.LENGTH, quantities.MINUTES, quantities.FRACTION):
        quantity(text, kind, imperial=imperial)
