"""What whoever is on call is told of an alert: what is known, and no more."""

import pytest

from rules.entitlement.weekend_gate import GRANTED, Answer, Reason, WeekendGate
from rules.rota.alert_words import alert_words


def owed(reason: Reason) -> WeekendGate:
    return WeekendGate(Answer.TO_VERIFY, reason)


@pytest.mark.parametrize(
    ("gate", "is_blocked", "words"),
    [
        (GRANTED, True, "un abbonato J-System non può lavorare."),
        (GRANTED, False, "un abbonato J-System chiede aiuto."),
        (None, True, "un abbonato J-System non può lavorare."),  # alerted before gates were kept
        (
            owed(Reason.UNKNOWN),
            True,
            "chi chiama dice di non poter lavorare; da verificare: abbonato?",
        ),
        (owed(Reason.UNPROVEN), False, "chi chiama chiede aiuto; da verificare: abbonato?"),
        (
            owed(Reason.CONTRACT_ONLY),
            True,
            "un cliente dice di non poter lavorare; week-end promesso, non abbonato.",
        ),
        (
            owed(Reason.MINUTES),
            True,
            "un abbonato J-System dice di non poter lavorare;"
            " week-end promesso, minuti J-System esauriti.",
        ),
        (
            owed(Reason.OTHER_HELP),
            False,
            "chi chiama chiede aiuto; week-end promesso, parla d'altro.",
        ),
    ],
)
def test_an_alert_says_who_asks_for_what_and_what_is_to_be_verified(gate, is_blocked, words):
    assert alert_words(gate, is_blocked=is_blocked) == words


@pytest.mark.parametrize("reason", list(Reason))
def test_every_doubt_has_its_words(reason):
    said = alert_words(owed(reason), is_blocked=False)
    assert owed(reason).label in said
