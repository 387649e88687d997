"""Server-sent events as the model servers write them: one `data:` line of JSON per event, comments as keep-alive."""

from collections.abc import AsyncGenerator, AsyncIterator

from adapters.model.errors import ModelMalformed

MAX_LINE = 1 << 20
"""Bytes of one line. A token's event is some hundred bytes; a longer line is a server gone wrong."""


async def data_lines(chunks: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
    """The payload of each `data:` line, in order, as bytes without the surrounding blanks.

    Accepts `data: x` and `data:x` (TGI before 3), LF and CRLF, and the bare `error:` line of old llama.cpp builds;
    skips comments, other fields and a last line without its line end (a cut connection). Raises `ModelMalformed` when
    a line is longer than `MAX_LINE`.
    """
    waiting = bytearray()
    async for chunk in chunks:
        waiting += chunk
        if b"\n" in chunk:
            *lines, rest = bytes(waiting).split(b"\n")
            waiting = bytearray(rest)
            for line in lines:
                field, _, value = line.partition(b":")
                if field == b"data":
                    yield value.strip()
                elif field == b"error":
                    yield b'{"error":' + value.strip() + b"}"
        if len(waiting) > MAX_LINE:
            raise ModelMalformed(f"a line of the stream is longer than {MAX_LINE} bytes")
