"""Twilio's statuses of a call: the order in which they come, and which of them are final.

One list for every call, whoever placed it. Twilio may tell of a status twice, late or out of order.
Twilio docs: Call resource, "possible values of status".
"""

UNDERWAY = ("queued", "initiated", "ringing", "in-progress")
FINAL = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
PICKED_UP = frozenset({"in-progress", "completed"})  # whoever, or whatever, answered


def is_status(word: str) -> bool:
    """Whether it is a status that we know."""
    return word in UNDERWAY or word in FINAL


def earlier(status: str) -> tuple[str, ...]:
    """The statuses that this one replaces; none for a word that we do not know."""
    if status in FINAL:
        return UNDERWAY
    return UNDERWAY[: UNDERWAY.index(status)] if status in UNDERWAY else ()


def furthest(known: str | None, told: str) -> str | None:
    """The status that counts of the two; a final one stays, and an unknown word changes nothing."""
    if known is None:
        return told if is_status(told) else None
    return told if known in earlier(told) else known
