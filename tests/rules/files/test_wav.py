"""Whatever bytes there are, the header is read or refused, and nothing beyond them is looked at."""

import io
import struct
import wave

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.files.wav import NotWav, WavHeader, read_header


def a_wav(seconds: int = 3, rate: int = 8000) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(b"\1\0" * (seconds * rate))
    return file.getvalue()


def a_chunk(name: bytes, length: int, body: bytes) -> bytes:
    return name + struct.pack("<I", length) + body


# Chunks as files have them, and with lengths that are not true.
CHUNKS = st.builds(
    a_chunk,
    st.sampled_from([b"fmt ", b"data", b"LIST", b"fact"]),
    st.one_of(st.integers(0, 64), st.integers(0, 2**32 - 1)),
    st.binary(max_size=64),
)
FILES = st.builds(
    lambda chunks: b"RIFF\0\0\0\0WAVE" + b"".join(chunks), st.lists(CHUNKS, max_size=6)
)


@given(st.one_of(st.binary(max_size=200), FILES))
def test_any_bytes_are_a_header_or_refused_in_words(data):
    found = outcome(data)
    if isinstance(found, str):
        assert found.startswith("expected ")
        return
    assert 12 < found.start <= len(data)
    assert found.start + found.there == len(data)
    assert 0 <= found.seconds * found.format.bytes_a_second <= found.there + 1e-6
    assert found.missing_seconds >= 0


@given(FILES, st.binary(max_size=100))
def test_what_follows_the_bytes_is_never_looked_at(data, beyond):
    """Within a larger buffer the same bytes are read alike."""
    whole = memoryview(data + beyond)
    alone, within = outcome(bytes(whole[: len(data)])), outcome(whole[: len(data)])
    assert alone == within or (isinstance(alone, str) and isinstance(within, str))


@given(st.integers(0, 200))
def test_a_file_that_breaks_off_says_the_same_of_its_sound_or_nothing(end):
    whole = read_header(a_wav())
    found = outcome(a_wav()[:end])
    if isinstance(found, WavHeader):
        assert (found.format, found.start, found.promised) == (
            whole.format,
            whole.start,
            whole.promised,
        )
        assert found.missing_seconds > 0


def test_the_form_of_an_extensible_file_stands_further_on():
    guid = b"\3\0" + b"\0\0\0\0\x10\0\x80\0\0\xaa\0\x38\x9b\x71"
    fmt = struct.pack("<HHIIHHHHI", 0xFFFE, 2, 48_000, 384_000, 8, 32, 22, 32, 3) + guid
    data = b"RIFF\0\0\0\0WAVE" + a_chunk(b"fmt ", 40, fmt) + a_chunk(b"data", 0, b"\0" * 8)
    found = read_header(data).format
    assert (found.form, found.channels, found.rate) == (3, 2, 48_000)


@pytest.mark.parametrize("data", [a_wav()[:30], a_wav().replace(b"RIFF", b"RIFX", 1)])
def test_a_file_without_the_start_of_a_sound_is_none(data):
    with pytest.raises(NotWav):
        read_header(data)


def outcome(data) -> WavHeader | str:
    try:
        return read_header(data)
    except NotWav as error:
        return str(error)


def lying(rate: int, bits: int, bytes_a_second: int, sound: int) -> bytes:
    """A header that says another number of bytes a second than its samples take."""
    fmt = struct.pack("<HHIIHH", 1, 1, rate, bytes_a_second, 2, bits)
    body = a_chunk(b"fmt ", 16, fmt) + a_chunk(b"data", sound, b"\x80" * sound)
    return b"RIFF\0\0\0\0WAVE" + body


@pytest.mark.parametrize("told", [1, 1000, 16_000, 4_000_000_000])
def test_seconds_are_those_of_the_samples_whatever_the_header_says(told):
    assert read_header(lying(4000, 8, told, 40_000)).seconds == 10.0
    assert read_header(lying(8000, 16, told, 32_000)).seconds == 2.0
