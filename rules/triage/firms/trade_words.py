"""Trades of several words: where the trade ends, behind which a firm's name begins."""

from collections.abc import Sequence

from rules.triage.tokens import Word
from rules.triage.trades import SHOPS, is_trade

PHRASES = (
    ("casa", "di", "riposo"), ("casa", "di", "cura"), ("pizza", "al", "taglio"), ("pizza", "al", "trancio"),
    ("abiti", "da", "sposa"), ("b", "and", "b"), ("bed", "and", "breakfast"), ("tavola", "calda"),
    ("pasta", "fresca"), ("noleggio", "barche"), ("noleggio", "bici"), ("noleggio", "sci"),
)  # fmt: skip
# What a trade goes on with: "pizzeria da asporto", "pasticceria d'asporto".
BEHIND = (
    ("da", "asporto"), ("per", "asporto"), ("d'asporto",), ("al", "taglio"), ("al", "trancio"), ("self",
    "service"),
)  # fmt: skip
MOST_BEHIND = 2  # "bar tabacchi edicola Sport"
# "Il negozio di biciclette Ciclo Mincio": what is sold there is part of the trade.
SOLD_AT = frozenset({"negozio", "negozietto", "bottega", "botteghina", "rivendita", "laboratorio"})


def trade_end(words: Sequence[Word], place: int) -> int | None:
    """The last word of the trade that begins here; None where none does."""
    end = _phrase_end(words, place, PHRASES)
    if end is None and not is_trade(words[place]):
        return None
    end = place if end is None else end
    for _ in range(MOST_BEHIND):
        if words[end].pause or words[end].stop or end + 1 >= len(words):
            break
        end = _phrase_end(words, end + 1, BEHIND) or _second(words, end + 1) or end
    return _what_is_sold(words, end)


def _second(words: Sequence[Word], place: int) -> int | None:
    """ "Bar gelateria Sirmione": a second trade, written small."""
    is_second = words[place].bare in SHOPS and not words[place].is_capital
    return place if is_second and place + 1 < len(words) else None


def _what_is_sold(words: Sequence[Word], end: int) -> int:
    said = words[end + 1 : end + 3]
    if words[end].plain not in SOLD_AT or len(said) < 2 or words[end].pause or words[end].stop:
        return end
    is_sold = said[0].plain in {"di", "d'"} and not said[1].is_capital and said[1].plain.isalpha()
    return end + 2 if is_sold else end


def _phrase_end(
    words: Sequence[Word], place: int, phrases: Sequence[tuple[str, ...]]
) -> int | None:
    for phrase in phrases:
        end = place + len(phrase) - 1
        if tuple(word.plain for word in words[place : end + 1]) == phrase:
            return end
    return None
