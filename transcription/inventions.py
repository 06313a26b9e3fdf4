"""Inventions of one model: what it writes when it hears nothing, harvested by letting it hear nothing.

Each model has its own. They are kept beside the checkpoint with what else its examination found
(`calibration.json`, key `inventions`), and count only where nobody speaks: see `transcription.text.sift`.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rules.errors import BadInput
from transcription import calibration
from transcription.text import sentences, tidy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from transcription.audio import Audio
    from transcription.models import ModelChoice
    from transcription.reading import Reader

KEY = "inventions"
MOST, LONGEST = 200, 120  # sentences that are kept, and letters of each
RAW_SECONDS = 28.0  # what a model hears of each clip at most


def harvest(engine: Reader, clips: Iterable[Audio], language: str | None = "it") -> list[str]:
    """What the model itself writes for clips in which nobody speaks, the most frequent first.

    It is asked past all that keeps such clips from it. Each sentence once, and each whole text of
    several; what is longer than anybody would look for is left out.
    """
    found: Counter[str] = Counter()
    for clip in clips:
        read, _ = engine.segments(clip.between(0, RAW_SECONDS), language, None, timed=False)
        whole = tidy(" ".join(segment["text"] for segment in read))
        for text in dict.fromkeys([*(whole[start:end] for start, end in sentences(whole)), whole]):
            if any(letter.isalpha() for letter in text) and len(text) <= LONGEST:
                found[text] += 1
    return [text for text, _ in found.most_common(MOST)]


def of(choice: ModelChoice) -> tuple[str, ...]:
    """What was harvested of a model; nothing where nobody did. Raises BadInput for a damaged file."""
    told = calibration.kept(choice).get(KEY, [])
    if not isinstance(told, list):
        raise BadInput(f"{calibration.place(choice)}: {KEY}: expected a list, found {told!r}")
    return tuple(str(one) for one in told)
