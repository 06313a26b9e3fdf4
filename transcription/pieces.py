"""Pieces: a recording cut at its pauses, so that no model hears more at once than it was made for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from transcription.speech import HOP, PERHAPS, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from transcription.speech import Activity

PAUSE = 0.45  # seconds without sound: the end of what was said in one breath
MARGIN = 0.2  # kept around each piece, so that no first or last sound is cut off
APART = 4.0  # seconds without voice over which two breaths are not read as one
BESIDE = 0.3  # seconds around a breath in which a voice counts as in it


def pieces(heard: Activity, longest: float) -> list[Span]:
    """The stretches to read, in order, each no longer than `longest` seconds.

    Neighbours are joined while they fit and are near; talk without a pause is cut at its quietest moment.
    Sounds without a voice are left out at the ends: a model would invent words for them.
    """
    spoken = [
        breath
        for breath in breaths(heard)
        if heard.has_voice(breath.start - BESIDE, breath.end + BESIDE, PERHAPS)
    ]
    joined: list[Span] = []
    for span in (part for breath in spoken for part in _split(heard, breath, longest)):
        near = joined and span.start - joined[-1].end <= APART
        if near and span.end - joined[-1].start <= longest:
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    total = len(heard.loud) * HOP
    return [_widened(span, joined, total) for span in joined]


def breaths(heard: Activity) -> Iterator[Span]:
    """The stretches of sound between two pauses."""
    places = np.flatnonzero(heard.loud)
    if not len(places):
        return
    cuts = np.flatnonzero(np.diff(places) * HOP > PAUSE)
    for part in np.split(places, cuts + 1):
        yield Span(float(part[0]) * HOP, float(part[-1] + 1) * HOP)


def _split(heard: Activity, span: Span, longest: float) -> Iterator[Span]:
    if span.seconds <= longest:
        yield span
        return
    first, last = round(span.start / HOP), round(span.end / HOP)
    # the quietest moment of the middle, where neither part is much longer than the other
    low, high = first + (last - first) // 3, last - (last - first) // 3
    cut = (low + int(heard.loudness[low:high].argmin())) * HOP
    yield from _split(heard, Span(span.start, cut), longest)
    yield from _split(heard, Span(cut, span.end), longest)


def _widened(span: Span, all_of_them: list[Span], total: float) -> Span:
    before = max((other.end for other in all_of_them if other.end <= span.start), default=0.0)
    after = min((other.start for other in all_of_them if other.start >= span.end), default=total)
    start = max(before, span.start - MARGIN)
    return Span(start, min(after, span.end + MARGIN))
