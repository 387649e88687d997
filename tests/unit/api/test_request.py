"""Strict JSON, and what is said of what does not fit."""

from typing import Any

import pytest

from api.errors import MalformedBody
from api.request import decode
from api.schemas.coaching import PlanRequest
from domain.errors import InvalidInput


@pytest.mark.parametrize("body", [b"", b"{", b"nul", b"[" * 50_000, b'"\xff"', b'{"a": NaN}'])
def test_what_is_not_json(body: bytes) -> None:
    with pytest.raises(MalformedBody):
        decode(body, object)


@pytest.mark.parametrize(
    ("body", "field", "allowed"),
    [
        (b'{"seed": 1.5}', "seed", "Expected `int | null`"),
        (b'{"seed": "1"}', "seed", "Expected `int | null`"),
        (b'{"reason": "whim"}', "reason", "initial, different, update, cycle"),
        (b'{"engine": "gpu"}', "engine", "local, remote, none"),
        (b'{"color": 1}', "color", "fields: reason, profile, seed, engine"),
        (b"[]", "body", "Expected `object | null`"),
    ],
)
def test_problem_names_field_and_what_is_allowed(body: bytes, field: str, allowed: str) -> None:
    kind: Any = PlanRequest | None
    with pytest.raises(InvalidInput) as refused:
        decode(body, kind)
    problem = refused.value.problems[0]
    assert (problem.field, problem.allowed.split(", got")[0]) == (field, allowed)


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        (rb'"\u0000"', True),
        (rb'"\\u0000"', False),
        (rb'"\\\u0000"', True),
        (rb'"\\\\u0000"', False),
        (b'"u0000"', False),
    ],
)
def test_escaped_nul_and_escaped_backslash(text: bytes, *, refused: bool) -> None:
    if refused:
        with pytest.raises(InvalidInput, match="NUL"):
            decode(text, str)
    else:
        assert decode(text, str).endswith("u0000")
