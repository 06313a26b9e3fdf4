"""What happened to a request, told in Italian: the ledger's own notes as people say them."""

import pytest

from rules import customer_messages
from scheduler import outbox
from store.models import TicketHistory
from store.tickets import customer_actions
from web.console.history_words import actor, event

IN_VAIN = "non è riuscito ad avvisare il cliente"


@pytest.mark.parametrize(
    ("what", "note", "told"),
    [
        ("corrected", "callback_number, cover", "ha corretto: da richiamare al, chi paga"),
        ("undone", "to_be_quoted", "ha annullato l'esito: da preventivare"),
        ("undone", "no_answer", "ha annullato l'esito: nessuna risposta"),
        (
            "no_speech",
            "silence or noise",
            "non ha trovato parole nel messaggio: silenzio o rumore",
        ),
        ("quote_sent", "1220.50 €", "ha inviato un preventivo: 1220,50 €"),
        (
            "program_report",
            "at 2026-11-24T09:00:00+00:00, J2K, Errore 3. at work",
            "ha ricevuto un rapporto del programma: del 24/11/2026 alle 10:00, J2K, Errore 3. at work",
        ),
        (
            "program_report",
            "at work",
            "ha ricevuto un rapporto del programma: at work",  # the program's own words
        ),
        (
            "message_failed",
            f"sms: {customer_actions.ERASED}",
            f"{IN_VAIN}: SMS, i dati sono stati can",
        ),
        (
            "message_failed",
            f"sms: {customer_messages.TOO_LATE}",
            f"{IN_VAIN}: SMS, sarebbe arrivato troppo",
        ),
        ("message_failed", f"email: {outbox.PERHAPS}", f"{IN_VAIN}: e-mail, forse è partita"),
        ("message_failed", f"sms: {outbox.UNKNOWN_FOR_A_DAY}", f"{IN_VAIN}: SMS, forse è partito"),
        (
            "message_failed",
            "sms: 21211: not a valid number",
            f"{IN_VAIN}: SMS, il motivo è nel registro del servizio",
        ),
        ("note", "found at last", "ha scritto: found at last"),  # a person's words stay
    ],
)
def test_the_notes_of_the_ledger_are_told_as_people_say_them(what, note, told):
    row = TicketHistory(event=what, actor="anna", note=note)
    assert event(row, "Europe/Rome").startswith(told)


def test_a_customer_who_cancelled_by_telephone_is_told_without_the_number_of_the_call():
    row = TicketHistory(event="moved", to_state="cancelled", actor="caller", note="CA" + "1" * 32)
    assert event(row, "Europe/Rome") == "ha cambiato lo stato: annullata"
    assert actor("caller") == "il cliente, al telefono"
    assert actor("cliente") == "il cliente"
    assert actor("program Cassa 1") == "il programma Cassa 1"
    assert actor("anna") == "anna"
