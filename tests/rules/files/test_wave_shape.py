"""The wave of a recording is drawn of its loudness, and nothing else of it is given out."""

import io
import struct
import wave

import pytest

from rules.files.wav import NotWav
from rules.files.wave_shape import shape


def wav(samples: list[int], width: int = 2) -> bytes:
    target = io.BytesIO()
    with wave.open(target, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(width)
        sound.setframerate(8000)
        sound.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return target.getvalue()


@pytest.mark.parametrize(
    ("samples", "most", "loud"),
    [
        ([0, 0, 16384, -32768], 4, [0, 0, 0.5, 1]),
        ([0, 0, 16384, -32768], 2, [0, 1]),
        ([100] * 5, 2, [0.003, 0.003]),
        ([], 4, []),
    ],
)
def test_each_part_is_as_loud_as_its_loudest_moment(samples, most, loud):
    assert shape(wav(samples), most)[0] == loud


def test_its_seconds_are_those_of_the_sound():
    assert shape(wav([1] * 12_000))[1] == 1.5


@pytest.mark.parametrize("data", [b"", b"RIFF", b"not sound at all, by no means"])
def test_what_is_no_sound_has_no_shape(data):
    with pytest.raises(NotWav):
        shape(data)
