"""Walks the frames of an MP3 file: a download that broke off mostly ends within one."""

import struct

_RATES = (44_100, 48_000, 32_000)  # of MPEG 1; MPEG 2 has half of them, MPEG 2.5 a quarter
_KILOBITS_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KILOBITS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)


def ends_within_a_frame(data: bytes) -> bool:
    """Whether the last frame is cut short; also False when there is none."""
    at = _start(data)
    while True:
        length = frame_length(data[at : at + 4])
        if length is None:
            return False
        at += length
        if at > len(data):
            return True


def frame_length(head: bytes) -> int | None:
    """Bytes of the layer III frame that these four bytes begin; None when they begin none.

    The tables are those of ISO 11172-3 (MPEG 1) and 13818-3 (MPEG 2).
    """
    if len(head) < 4:
        return None
    word: int = struct.unpack(">I", head)[0]
    sync, version, layer = word >> 21, word >> 19 & 3, word >> 17 & 3
    kilobits, rate, padding = word >> 12 & 15, word >> 10 & 3, word >> 9 & 1
    if sync != 0x7FF or version == 1 or layer != 1 or kilobits in {0, 15} or rate == 3:
        return None
    if version == 3:  # MPEG 1
        return 144_000 * _KILOBITS_1[kilobits] // _RATES[rate] + padding
    hertz = _RATES[rate] // (2 if version == 2 else 4)
    return 72_000 * _KILOBITS_2[kilobits] // hertz + padding


def _start(data: bytes) -> int:
    """Where the frames begin: after an ID3v2 tag, whose length has 7 bits a byte."""
    if data[:3] != b"ID3" or len(data) < 10:
        return 0
    length = 0
    for byte in data[6:10]:
        length = length << 7 | byte & 0x7F
    return 10 + length
