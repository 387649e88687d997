import math

import msgspec
import pytest
from msgspec import Raw

from adapters.storage.json_text import to_text, to_text_or_none
from domain.errors import InvalidInput


@pytest.mark.parametrize("text", ['{"a": [1, 2.5, null, true]}', '"\\\\u0000"', '"é يوم"', '"\\ud83d\\ude00"'])
def test_json_passes_unchanged(text):
    assert to_text(Raw(text.encode())) == text


@pytest.mark.parametrize(
    "text",
    [b'"\\u0000"', b'{"\\u0000": 1}', b'"\\\\\\u0000"', b"NaN", b"[Infinity]", b"", b"{} {}", b'"\\ud800"', b'"\xff"'],
)
def test_what_postgresql_cannot_hold_is_refused(text):
    with pytest.raises(InvalidInput):
        to_text(Raw(text))


@pytest.mark.parametrize("value", [b"{}", "{}", {}, None])
def test_only_raw_gets_in(value):
    with pytest.raises(TypeError, match="Raw"):
        to_text(value)


def test_nan_of_a_struct_is_null_already():
    assert to_text(Raw(msgspec.json.encode(math.nan))) == "null"


def test_none_is_sql_null():
    assert to_text_or_none(None) is None
    assert to_text_or_none(Raw(b"1")) == "1"
