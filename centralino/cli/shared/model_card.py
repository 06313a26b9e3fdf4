"""A model's card as a person sees it: each figure with its bar, what was misheard, and the verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from rules.transcript.alignment import aligned

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType

    from transcription.examination.card import Card
    from transcription.examination.exam import Answer

WIDTH = 30  # of a bar
MOST_SHOWN = 8  # misheard clips


def drawn(card: Card, misheard: Sequence[Answer] = ()) -> Panel:
    """The whole card."""
    table = Table.grid(padding=(0, 2))
    for _ in range(3):
        table.add_column(overflow="fold")
    for name, share, told, good in _rows(card):
        table.add_row(name, _bar(share, good), told)
    parts: list[RenderableType] = [table]
    parts += [Text(""), _verdict(card)]
    if misheard:
        parts += [Text(""), heard(misheard[:MOST_SHOWN])]
    return Panel(Group(*parts), title=f"[bold]{card.model}[/] by {card.engine}", title_align="left")


def _rows(card: Card) -> Iterable[tuple[str, float, str, bool]]:
    """A name, a share from 0 to 1, what it says, and whether much of it is good."""
    yield "words of messages heard", 1 - card.misheard, f"{1 - card.misheard:.1%}", True
    numbers = sum(card.dictated.values()) or 1
    for kind, told in (
        ("right", "numbers right"),
        ("left", "left to a person"),
        ("wrong", "wrong, and believed"),
    ):
        count = card.dictated[kind]
        yield told, count / numbers, f"{count} of {numbers}", kind == "right"
    silent = card.silent or 1
    yield "words where nobody spoke", card.invented / silent, f"{card.invented} of {silent}", False
    if card.doubted_wrong or card.doubted_right:  # too few words tell nothing
        yield from _doubts(card)
    speed = f"{card.seconds_a_minute:.0f} s of processor for a minute of speech"
    yield "time", min(1.0, card.seconds_a_minute / 60), speed, False
    yield "memory", min(1.0, card.memory_mb / 8000), f"{card.memory_mb} MB at most", False


def _doubts(card: Card) -> Iterable[tuple[str, float, str, bool]]:
    yield "wrong words marked", card.doubted_wrong, f"{card.doubted_wrong:.0%}", True
    yield "right words marked", card.doubted_right, f"{card.doubted_right:.0%}", False


def _bar(share: float, good: bool) -> Text:
    filled = round(WIDTH * max(0.0, min(1.0, share)))
    text = Text("█" * filled, "green" if good else "yellow")
    return text.append("░" * (WIDTH - filled), "dim")


def _verdict(card: Card) -> Text:
    if not card.refused:
        return Text("It can serve.", "bold green")
    return Text("It is refused for service: " + "; ".join(card.refused) + ".", "bold red")


def heard(answers: Iterable[Answer]) -> Table:
    """Clips beside what was heard; words that were not said stand out."""
    table = Table("clip", "said", "heard", expand=True, border_style="dim")
    for one in answers:
        table.add_row(one.clip.name, one.clip.said or "nothing", marked(one.clip.said, one.text))
    return table


def marked(said: str, text: str) -> Text:
    """The heard text; a word that was not said at that place is red."""
    told, found, at = aligned(said, text), Text(), 0
    for word, right in zip(told.words, told.right, strict=True):
        found.append(text[at : word.start]).append(word.text, "" if right else "bold red")
        at = word.end
    return found.append(text[at:])
