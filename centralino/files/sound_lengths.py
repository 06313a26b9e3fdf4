"""How long a sound file plays, WAV or MP3: own recorded sentences count towards the beep like spoken ones."""

from pathlib import Path

from ivr.prompts import PACKAGED
from rules.errors import BadInput
from rules.files.wav import read_header

SOUNDS = PACKAGED.parent  # where own recorded sentences lie


def seconds_of_sound(name: str, folder: Path = SOUNDS) -> float | None:
    """Of a file of ours by its name; None where it is missing, or no sound."""
    try:
        return seconds_of(folder / name)
    except (BadInput, OSError):
        return None


def seconds_of(path: Path) -> float:
    """Of a WAV or MP3 file; BadInput where it is neither, OSError where it cannot be read."""
    data = path.read_bytes()
    if path.suffix.lower() == ".mp3":
        return _seconds_of_mp3(data)
    return round(read_header(data).seconds, 2)


def _seconds_of_mp3(data: bytes) -> float:
    import miniaudio  # noqa: PLC0415 - a web process that has no such file does without it

    try:
        return round(float(miniaudio.mp3_get_info(data).duration), 2)
    except (miniaudio.MiniaudioError, ZeroDivisionError) as error:
        raise BadInput(f"expected an MP3 file, found {data[:12]!r}") from error
