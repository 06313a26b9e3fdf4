"""The day on which none of our servers answers: Twilio keeps a document that takes the message.

Once we are up again the recording is found there, and becomes a request.
"""

import pytest
from click.testing import CliRunner
from flask import Flask, Response
from sqlalchemy import select

from centralino import cli
from ivr.twilio_api import TwilioApi
from scheduler.reconcile import Looking, Reconciler
from simulator import Carrier, Number, Phone, Press, Speak, VirtualClock, sound
from simulator.twiml.parser import read
from store.models import Recording, Ticket
from tests.leotron import ACCOUNT, CALLER, HOURS, LINES, TEN, TOKEN, WEEKDAY_LINE
from tests.serving import serving

DEAD = "http://127.0.0.1:9"  # where nobody answers
on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def printed(*words):
    result = CliRunner().invoke(
        cli.centralino, ("twilio", "fallback", *words), catch_exceptions=False
    )
    assert result.exit_code == 0, result.stderr
    return result.stdout


@pytest.fixture
def bins():
    """Twilio's TwiML Bins with both documents in them."""
    app = Flask("bins")
    with serving(app) as address:
        documents = {
            "message": printed("--thanks", "https://bins.example/thanks").replace(
                "https://bins.example", address
            ),
            "thanks": printed(),
        }

        @app.post("/<name>")
        def document(name):
            return Response(documents[name], content_type="text/xml")

        yield address


@pytest.fixture
def carrier(bins, tmp_path):
    number = Number(f"{DEAD}/voice/incoming", f"{bins}/message", f"{DEAD}/voice/status")
    return Carrier(
        account_sid=ACCOUNT,
        auth_token=TOKEN,
        numbers=dict.fromkeys(LINES, number),
        clock=VirtualClock(TEN),
        folder=tmp_path,
    )


def test_the_documents_are_what_twilio_takes(bins):
    for document in (printed(), printed("--thanks", "https://bins.example/thanks")):
        assert read(document.encode()).problems == ()


@pytest.mark.parametrize("address", ["http://bins.example", "thanks"])
def test_an_address_that_is_none_of_twilios_is_refused(address):
    line = ("twilio", "fallback", "--thanks", address)
    assert CliRunner().invoke(cli.centralino, line).exit_code == 2


@on_one_database
def test_a_message_that_twilio_took_while_we_were_down_becomes_a_request(sessions, carrier):
    script = (Speak(sound.tone(4.0)), Press("#"))
    entry = Phone(carrier, CALLER).calls(WEEKDAY_LINE, *script)
    carrier.settle()
    assert [text.split(".")[0] for text in entry.texts] == [
        "Assistenza Leotron",
        "Il suo messaggio è arrivato",
    ]
    with carrier.serving() as rest:
        api = TwilioApi(ACCOUNT, TOKEN, rest, timeout=2)
        reconciler = Reconciler(sessions, api, carrier.clock.now, Looking(lambda: HOURS, LINES))
        assert reconciler.look() > 0
        assert reconciler.look() == 0
    with sessions() as session:
        (ticket,) = session.scalars(select(Ticket))
        (recording,) = session.scalars(select(Recording))
    assert (ticket.call_sid, recording.call_sid) == (entry.call_sid, entry.call_sid)
    assert ticket.kind == "message"


def test_whoever_says_nothing_is_told_that_we_ring_back(carrier):
    entry = Phone(carrier, CALLER).calls(WEEKDAY_LINE)
    assert entry.texts[-1].startswith("Non ho ricevuto un messaggio")
