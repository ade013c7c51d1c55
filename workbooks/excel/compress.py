"""The compression of [MS-OVBA] 2.4.1, in which a VBA project keeps its sources.

A container is one byte and chunks of up to 4096 bytes each. A chunk is a row of groups: a byte of eight flags, then
eight tokens, each a literal byte or a copy of what came up to 4096 bytes before.
"""

from __future__ import annotations

import struct
from collections import defaultdict
from typing import Final

CHUNK: Final = 4096
_CONTAINER: Final = b"\x01"
_PACKED: Final = 0xB000
"""The header of a compressed chunk: signature 0b011 and the flag above its twelve bits of size."""

_RAW: Final = 0x3000
_HEADER_SIZE: Final = 2
_SHORTEST_COPY: Final = 3
_LEAST_OFFSET_BITS: Final = 4
_TRIED: Final = 32
"""How many earlier places a copy is looked for at; more makes files hardly smaller."""


def compressed(data: bytes) -> bytes:
    """Return data as a compressed container.

    Raises ValueError for a last chunk that neither shrinks nor is full: the format has no way to write it. Text always
    shrinks enough.
    """
    return _CONTAINER + b"".join(_chunk(data[start:start + CHUNK]) for start in range(0, len(data), CHUNK))


def _chunk(data: bytes) -> bytes:
    packed = _packed(data)
    if len(packed) <= CHUNK:
        return struct.pack("<H", _PACKED | (len(packed) + _HEADER_SIZE - 3)) + packed
    if len(data) < CHUNK:
        raise ValueError(f"the last {len(data)} bytes do not shrink, so they cannot be written")
    return struct.pack("<H", _RAW | (CHUNK + _HEADER_SIZE - 3)) + data


def _packed(data: bytes) -> bytes:
    out = bytearray()
    places: dict[bytes, list[int]] = defaultdict(list)
    at = 0
    while at < len(data):
        flags, tokens = 0, bytearray()
        for bit in range(8):
            if at >= len(data):
                break
            offset, length = _longest_copy(data, at, places)
            if length:
                flags |= 1 << bit
                tokens += _copy_token(at, offset, length)
            else:
                tokens.append(data[at])
            for place in range(at, at + max(length, 1)):
                places[data[place:place + _SHORTEST_COPY]].append(place)
            at += max(length, 1)
        out.append(flags)
        out += tokens
    return bytes(out)


def _offset_bits(at: int) -> int:
    """Return how many bits of a copy token hold the offset, at a place in the chunk (2.4.1.3.19.1)."""
    return max(_LEAST_OFFSET_BITS, (at - 1).bit_length())


def _longest_copy(data: bytes, at: int, places: dict[bytes, list[int]]) -> tuple[int, int]:
    """Return offset and length of the longest copy of what comes at a place; (0, 0) where there is none."""
    start = data[at:at + _SHORTEST_COPY]
    if len(start) < _SHORTEST_COPY or start not in places:
        return 0, 0
    most = min(len(data) - at, (0xFFFF >> _offset_bits(at)) + _SHORTEST_COPY)
    found = offset = 0
    for place in reversed(places[start][-_TRIED:]):
        length = _SHORTEST_COPY
        while length < most and data[place + length] == data[at + length]:
            length += 1
        if length > found:
            found, offset = length, at - place
    return offset, found


def _copy_token(at: int, offset: int, length: int) -> bytes:
    return struct.pack("<H", (offset - 1) << (16 - _offset_bits(at)) | (length - _SHORTEST_COPY))
