"""What whoever is on call is told of an alert: who asks, for what, and what is to be verified.

One sentence for the text, the call and the console's queue, which says no more than is known: a
subscriber who only asks is not said to be stopped, and nobody a subscriber who may be none.
"""

from collections.abc import Mapping

from rules.entitlement.weekend_gate import Reason, WeekendGate

_SUBSCRIBER = "un abbonato J-System"
# Who asks where help was promised and something speaks against it; the label says what.
_WHO: Mapping[Reason, str] = {
    Reason.NOT_CLAIMED: "chi chiama",
    Reason.UNKNOWN: "chi chiama",
    Reason.UNPROVEN: "chi chiama",
    Reason.OTHER_HELP: "chi chiama",
    Reason.NO_CONTRACT: "un cliente",
    Reason.CONTRACT_ONLY: "un cliente",
    Reason.ENDED: "un cliente",
    Reason.MINUTES: _SUBSCRIBER,
}


def alert_words(gate: WeekendGate | None, *, is_blocked: bool) -> str:
    """The sentence, in Italian and without who it is; no gate is of an alert from before gates.

    `is_blocked` is whether, by a key or by the message, they cannot work.
    """
    if gate is None or gate.reason is None:
        return f"{_SUBSCRIBER} {'non può lavorare' if is_blocked else 'chiede aiuto'}."
    asks = "dice di non poter lavorare" if is_blocked else "chiede aiuto"
    said = "; ".join(filter(None, (f"{_WHO[gate.reason]} {asks}", gate.label)))
    return said if said.endswith("?") else f"{said}."
