"""The shape of a recording: how loud it is from moment to moment, as its wave is drawn.

Nothing can be heard in it, so that who only looks at a request's page has not listened.
"""

import sys
from array import array

from rules.files.wav import NotWav, read_header

PCM, BYTES_A_SAMPLE, LOUDEST = 1, 2, 32768
MOST = 400  # as many bars as fit on a wide screen


def shape(data: bytes, most: int = MOST) -> tuple[list[float], float]:
    """Loudness from 0 to 1, and the seconds of the sound; NotWav for what is no 16 bit PCM."""
    header = read_header(data)
    if header.format.form != PCM:
        raise NotWav(f"expected PCM sound, found form {header.format.form}")
    length = min(header.promised, header.there) if header.promised else header.there
    sound = array("h", data[header.start : header.start + length - length % BYTES_A_SAMPLE])
    if sys.byteorder == "big":
        sound.byteswap()
    step = max(1, -(-len(sound) // most))
    parts = (sound[at : at + step] for at in range(0, len(sound), step))
    loud = [max(abs(max(part)), abs(min(part))) / LOUDEST for part in parts]
    return [round(min(one, 1.0), 3) for one in loud], round(header.seconds, 2)
