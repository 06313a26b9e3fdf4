"""Whether a message arrived, and why not: one rule for the console, the API and commands."""

import pytest

from rules.deliveries import Delivery, Sent, delivery_of, reason_of

TALE = [
    (Sent("waiting"), Delivery.WAITING, None),
    (Sent("waiting", error="quiet hours"), Delivery.WAITING, None),
    (Sent("unknown", error="no answer"), Delivery.UNSURE, None),
    (Sent("sent"), Delivery.ON_ITS_WAY, None),
    (Sent("sent", "sent"), Delivery.ON_ITS_WAY, None),
    (Sent("sent", "delivered"), Delivery.DELIVERED, None),
    (Sent("sent", "read"), Delivery.DELIVERED, None),
    (
        Sent("sent", "undelivered", "30003"),
        Delivery.FAILED,
        "il telefono è spento o non raggiungibile",
    ),
    (Sent("sent", "failed", "99999"), Delivery.FAILED, "l'operatore non l'ha consegnato"),
    (Sent("sent", "canceled"), Delivery.FAILED, "l'operatore non l'ha consegnato"),
    (
        Sent("failed", error="Twilio answered 400, error 21614"),
        Delivery.FAILED,
        "il numero non è un cellulare",
    ),
    (
        Sent("failed", error="Twilio answered 400, error 1"),
        Delivery.FAILED,
        "il motivo è nel registro del servizio",
    ),
    (
        Sent("failed", error="the mail server answered 550"),
        Delivery.FAILED,
        "il server di posta l'ha rifiutata (550)",
    ),
    (Sent("failed", error="the request is over"), Delivery.DROPPED, "la richiesta è finita"),
    (
        Sent("failed", error="it would have come too late to be of use"),
        Delivery.DROPPED,
        "sarebbe arrivato troppo tardi per servire",
    ),
    (Sent("failed"), Delivery.FAILED, "il motivo è nel registro del servizio"),
]


@pytest.mark.parametrize(("sent", "delivery", "reason"), TALE)
def test_how_far_a_message_came_and_why_it_did_not(sent, delivery, reason):
    assert (delivery_of(sent), reason_of(sent)) == (delivery, reason)
