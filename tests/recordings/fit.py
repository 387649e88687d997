"""A small FIT encoder: what devices write, as far as it is read here."""

import struct
from datetime import datetime, timedelta
from typing import Any

ENUM, UINT8, UINT16, UINT32, STRING = 0x00, 0x02, 0x84, 0x86, 0x07
_FORMATS = {ENUM: "B", UINT8: "B", UINT16: "H", UINT32: "I"}
_ZERO = 631_065_600
"""1989-12-31 00:00 UTC, from which FIT counts seconds."""

FILE_ID, SESSION, RECORD, WEIGHT, ACTIVITY, HRV, RESTING, HRV_STATUS = 0, 18, 20, 30, 34, 78, 211, 370
RUNNING, CYCLING, TRAINING = 1, 2, 10
STRENGTH = 20
_TABLE = (
    0x0000, 0xCC01, 0xD801, 0x1400, 0xF001, 0x3C00, 0x2800, 0xE401, 0xA001, 0x6C00, 0x7800, 0xB401, 0x5000, 0x9C01,
    0x8801, 0x4400,
)  # fmt: skip

Field = tuple[int, int, Any]
"""Field number, base type, value (a number, several numbers, or bytes)."""


def checksum(data: bytes) -> int:
    """The CRC of the FIT protocol, four bits at a time."""
    crc = 0
    for byte in data:
        for half in (byte & 0xF, byte >> 4):
            crc = (crc >> 4) ^ _TABLE[crc & 0xF] ^ _TABLE[half]
    return crc


def seconds(at: datetime) -> int:
    return int(at.timestamp()) - _ZERO


class FitFile:
    """Messages one after the other; `bytes()` is the file."""

    def __init__(self) -> None:
        self._body = bytearray()
        self._shapes: list[tuple[int, tuple[tuple[int, int, int], ...]]] = []

    def add(self, number: int, *fields: Field) -> "FitFile":
        values = [(field, base, value if isinstance(value, tuple) else (value,)) for field, base, value in fields]
        shape = (number, tuple((field, base, _size(base, value)) for field, base, value in values))
        if shape not in self._shapes:
            self._define(shape)
        self._body.append(self._shapes.index(shape))
        for _, base, value in values:
            self._body += value[0] if base == STRING else struct.pack(f"<{len(value)}{_FORMATS[base]}", *value)
        return self

    def _define(self, shape: tuple[int, tuple[tuple[int, int, int], ...]]) -> None:
        assert len(self._shapes) < 16
        self._shapes.append(shape)
        number, fields = shape
        self._body += struct.pack("<BBBHB", 0x40 | (len(self._shapes) - 1), 0, 0, number, len(fields))
        for field, base, size in fields:
            self._body += bytes((field, size, base))

    def bytes(self) -> bytes:
        head = struct.pack("<BBHI4s", 14, 0x20, 2140, len(self._body), b".FIT")
        head += struct.pack("<H", checksum(head))
        return head + bytes(self._body) + struct.pack("<H", checksum(head + bytes(self._body)))


def _size(base: int, value: tuple[Any, ...]) -> int:
    return len(value[0]) if base == STRING else struct.calcsize(_FORMATS[base]) * len(value)


def device(file: FitFile, at: datetime, product: bytes = b"Edge 1040\0") -> FitFile:
    return file.add(FILE_ID, (0, ENUM, 4), (1, UINT16, 1), (8, STRING, product), (4, UINT32, seconds(at)))


def session(
    file: FitFile, start: datetime, elapsed_s: float, *, sport: int = RUNNING, sub: int = 0, **known: float
) -> FitFile:
    fields: list[Field] = [
        (253, UINT32, seconds(start) + int(elapsed_s)),
        (2, UINT32, seconds(start)),
        (7, UINT32, round(1000 * elapsed_s)),
        (5, ENUM, sport),
        (6, ENUM, sub),
    ]
    places = {
        "moving_s": (8, UINT32, 1000),
        "distance_m": (9, UINT32, 100),
        "energy_kcal": (11, UINT16, 1),
        "hr_mean": (16, UINT8, 1),
        "hr_high": (17, UINT8, 1),
        "ascent_m": (22, UINT16, 1),
    }
    for name, value in known.items():
        field, base, scale = places[name]
        fields.append((field, base, round(value * scale)))
    return file.add(SESSION, *fields)


def ride(start: datetime, points: int, *, offset_h: float = 1.0) -> bytes:
    """A recording with one point a second, as a head unit writes it: place, height, heart rate, cadence, power."""
    file = device(FitFile(), start)
    for index in range(points):
        file.add(
            RECORD,
            (253, UINT32, seconds(start) + index),
            (0, UINT32, 570_000_000 + 90 * index),
            (1, UINT32, 28_000_000 + 70 * index),
            (2, UINT16, 2600 + index % 50),
            (3, UINT8, 120 + index % 40),
            (4, UINT8, 85),
            (5, UINT32, 800 * index),
            (6, UINT16, 8000),
            (7, UINT16, 180 + index % 90),
        )
    session(file, start, points, sport=CYCLING, distance_m=8.0 * points, energy_kcal=900)
    local = seconds(start + timedelta(hours=offset_h)) + points
    file.add(ACTIVITY, (253, UINT32, seconds(start) + points), (5, UINT32, local))
    return file.bytes()
