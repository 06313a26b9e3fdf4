"""Left behind: the clips in which something was misheard, with a page on which to listen to them."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from scipy.signal import resample_poly

from bench.speech.demo_voices import wav
from rules.transcript.alignment import aligned
from transcription.audio import RATE
from transcription.examination.line import RATE as LINE_RATE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bench.speech.evaluate import Heard

PAGE = """<!doctype html><meta charset="utf-8"><title>Misheard</title>
<style>body {{ font: 16px sans-serif; max-width: 60em; margin: 2em auto }} b {{ color: #b00020 }}
audio {{ width: 100% }} li {{ margin-bottom: 2em }}</style>
<h1>Misheard: {count}</h1><ol>{rows}</ol>
"""
ROW = (
    '<li>{name}<br><audio controls preload="none" src="{file}"></audio>'
    "<p>said: {said}<p>heard: {heard}<p>{facts}</li>\n"
)


def leave(rows: Sequence[Heard], folder: Path) -> Path:
    """Write the clips, the worst first, and their page; where that is."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.wav"):
        old.unlink()
    wrong = [row for row in rows if row.answer.errors or any(not one.is_right for one in row.facts)]
    wrong.sort(key=lambda row: -row.answer.errors / max(1, row.answer.said))
    for row in wrong:
        line = resample_poly(row.answer.clip.audio.samples, LINE_RATE, RATE)
        (folder / f"{row.answer.clip.name}.wav").write_bytes(wav(line))
    page = folder / "misheard.html"
    told = "".join(map(_row, wrong))
    page.write_text(PAGE.format(count=len(wrong), rows=told), encoding="utf-8")
    return page


def _row(row: Heard) -> str:
    clip = row.answer.clip
    facts = "; ".join(
        f"{fact.field}: {fact.told} heard as {fact.found}"
        for fact in row.facts
        if not fact.is_right
    )
    return ROW.format(
        name=html.escape(f"{clip.name} ({row.model})"),
        file=html.escape(f"{clip.name}.wav"),
        said=html.escape(clip.said),
        heard=_marked(clip.said, row.answer.text),
        facts=html.escape(facts),
    )


def _marked(said: str, text: str) -> str:
    told, found, at = aligned(said, text), "", 0
    for word, right in zip(told.words, told.right, strict=True):
        found += html.escape(text[at : word.start])
        found += html.escape(word.text) if right else f"<b>{html.escape(word.text)}</b>"
        at = word.end
    return found + html.escape(text[at:])
