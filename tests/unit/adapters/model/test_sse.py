"""Event streams in any cut."""

from collections.abc import AsyncIterator

import pytest

from adapters.model.errors import ModelMalformed
from adapters.model.sse import MAX_LINE, data_lines

STREAM = (
    b': comment\n\ndata: {"a":"\xc3\xa9"}\n\ndata:{"b":1}\r\n\r\nevent: x\nid: 3\nretry: 5\ndata: [DONE]\n\ndata: {"cut'
)
LINES = [b'{"a":"\xc3\xa9"}', b'{"b":1}', b"[DONE]"]


async def parts(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 1000])
async def test_any_cut_of_the_bytes_gives_the_same_lines(size):
    chunks = [STREAM[start : start + size] for start in range(0, len(STREAM), size)]
    assert [line async for line in data_lines(parts(*chunks))] == LINES


async def test_the_error_line_of_old_servers_becomes_an_error_object():
    assert [line async for line in data_lines(parts(b'error: {"code":500}\n\n'))] == [b'{"error":{"code":500}}']


async def test_a_line_without_end_is_refused():
    with pytest.raises(ModelMalformed, match="longer than"):
        async for _ in data_lines(parts(*[b"x" * 65536] * (MAX_LINE // 65536 + 1))):
            pass
