"""Every departure from TwiML is a problem with Twilio's code; what is right is read whole."""

import pytest

from simulator.twiml import parser
from simulator.twiml.parser import read
from simulator.twiml.verbs import Gather, Hangup, Record, Say

LONG = "x" * 3001


def codes(verbs: str, **options) -> list[int]:
    return [
        problem.code
        for problem in read(f"<Response>{verbs}</Response>".encode(), **options).problems
    ]


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (b"", 12100),
        (b"<Response><Say>a</Response>", 12100),
        (b"<!DOCTYPE html><html><body>500</body></html>", 12102),
        (b"<response/>", 12102),
        (b'<Response version="2"/>', 12200),
        (b"<Response>words</Response>", 12200),
    ],
)
def test_a_document_that_is_not_twiml(document, code):
    assert [problem.code for problem in read(document).problems] == [code]


@pytest.mark.parametrize(
    ("verbs", "code"),
    [
        ("<say>a</say>", 12200),  # case matters
        ("<Speak>a</Speak>", 12200),
        ("<Hangup/>words", 12200),
        ("<Hangup>words</Hangup>", 12200),
        ('<Hangup reason="busy"/>', 12200),
        ('<Say Voice="man">a</Say>', 12200),
        ("<Say><Play>a.wav</Play>a</Say>", 12200),
        ('<Say>a<break duration="1s"/></Say>', 12200),
        ("<Say></Say>", 13520),
        (f'<Say voice="Polly.Bianca" language="it-IT">{LONG}</Say>', 13521),
        ('<Say voice="Polly.Biancaneve">a</Say>', 13511),
        ('<Say language="it">a</Say>', 13512),
        ('<Say voice="Polly.Amy-Neural" language="it-IT">a</Say>', 13512),
        ('<Say loop="-1">a</Say>', 13510),
        ('<Play loop="x">a.wav</Play>', 13410),
        ("<Play></Play>", 11100),
        ("<Play>ftp://a.example/a.wav</Play>", 11100),
        ('<Play digits="5E"/>', 13430),
        ('<Pause length="0"/>', 13910),
        ('<Pause length="1.5"/>', 13910),
        ('<Redirect method="PUT">/a</Redirect>', 13710),
        ("<Redirect>a b</Redirect>", 11100),
        ('<Reject reason="closed"/>', 13810),
        ('<Gather numDigits="0"/>', 13314),
        ('<Gather numDigits="one"/>', 13314),
        ('<Gather timeout="0"/>', 13313),
        ('<Gather timeout="2.5"/>', 13313),
        ('<Gather finishOnKey="x"/>', 13310),
        ('<Gather finishOnKey="12"/>', 13311),
        ('<Gather method="post"/>', 13312),
        ('<Gather input="voice"/>', 13326),
        ("<Gather input=\"['dtmf', 'speech']\"/>", 13326),  # a list of Python
        ('<Gather input="speech" speechTimeout="auto" language="it-IT"/>', 13335),
        ('<Gather speechModel="whisper"/>', 13334),
        ('<Gather language="italiano"/>', 13331),
        ('<Gather actionOnEmptyResult="True"/>', 13338),
        ('<Gather profanityFilter="no"/>', 13333),
        ("<Gather><Record/></Gather>", 13320),
        ("<Gather><Redirect>/a</Redirect></Gather>", 13320),
        ("<Gather>words</Gather>", 12200),
        ('<Gather action="/a#rc=9"/>', 11100),
        ('<Gather num_digits="1"/>', 12200),
        ('<Record maxLength="1"/>', 13612),
        ('<Record maxLength="14401"/>', 13612),
        ('<Record timeout="-1"/>', 13611),
        ('<Record finishOnKey="A"/>', 13613),
        ('<Record playBeep="yes"/>', 13616),
        ('<Record trim="silence"/>', 13699),
        ('<Record method="DELETE"/>', 13610),
        ('<Record recordingStatusCallbackEvent="completed,absent"/>', 13621),
        ("<Record recordingStatusCallbackEvent=\"['completed']\"/>", 13621),
        ('<Record recordingStatusCallback="a b"/>', 13256),
        ("<Record><Say>a</Say></Record>", 12200),
        ('<Record maxlength="60"/>', 12200),
        ("<Dial/>", 13223),
        ("<Dial>zero quattro cinque</Dial>", 13223),
        ('<Dial timeout="900">+390451234567</Dial>', 13212),
        ('<Say voice="man">a<break time="1s"/></Say>', 13520),
        (f'<Say voice="Google.it-IT-Standard-A">{"è" * 800}</Say>', 13521),  # as it is sent on
        ('<Dial timeout="0">+390451234567</Dial>', 13212),
        ('<Dial callerId="leotron">+390451234567</Dial>', 13214),
        ('<Dial answerOnBridge="1">+390451234567</Dial>', 13219),
        ("<Dial><Say>a</Say>+390451234567</Dial>", 13215),
        ('<Dial><Number method="PUT">+390451234567</Number></Dial>', 13221),
        ('<Dial><Number statusCallbackEvent="busy">+390451234567</Number></Dial>', 12200),
    ],
)
def test_each_mistake_has_its_code(verbs, code):
    assert codes(verbs)[0] == code  # what follows from it may come after


@pytest.mark.parametrize(
    "verbs",
    [
        "<Enqueue>a</Enqueue>",
        "<Dial><Conference>a</Conference></Dial>",
        '<Dial record="record-from-answer">+390451234567</Dial>',
        '<Record transcribe="true" maxLength="60"/>',
        '<Gather input="speech" language="it-IT" partialResultCallback="/p"/>',
    ],
)
def test_what_twilio_can_and_this_carrier_cannot_is_never_passed_over(verbs):
    problems = read(f"<Response>{verbs}</Response>".encode()).problems
    assert (problems[0].code, problems[0].fatal) == (0, False)


def test_a_whisper_may_not_dial_on_nor_record():
    assert codes("<Dial>+390451234567</Dial>", whisper=True) == [13201]
    assert codes("<Record/>", whisper=True) == [12200]
    assert codes("<Pause/>", whisper=True, whisper_extras=False) == [12200]
    assert codes("<Gather><Say>a</Say></Gather><Hangup/>", whisper=True) == []


def test_a_wrong_attribute_leaves_the_default():
    record = read(b'<Response><Record maxLength="x"/></Response>').verbs[0]
    assert isinstance(record, Record)
    assert record.max_length == 3600


def test_defaults_are_twilio_s():
    gather, record = read(b"<Response><Gather/><Record/></Response>").verbs
    assert gather == Gather((), True, False, None, "POST", 5, "#", None, 5.0, False, "en-US")
    assert record == Record(
        None, "POST", 5, "1234567890*#", 3600, True, True, None, "POST", frozenset({"completed"})
    )


def test_comments_and_white_space_are_nothing():
    body = (
        b"<Response>\n <!-- a comment -->\n <Say>\n  Buon\n  giorno </Say>\n<Hangup/>\n</Response>"
    )
    assert read(body).verbs == (Say("Buon giorno", "man", "en-US", 1), Hangup())


def test_ssml_is_looked_through_and_an_alias_is_spoken():
    body = (
        '<Response><Say voice="Polly.Bianca" language="it-IT">Prema <say-as interpret-as="digits">'
        'uno</say-as><break time="1s"/> per <sub alias="gei tu kappa">J2K</sub>.</Say></Response>'
    )
    say = read(body.encode()).verbs[0]
    assert isinstance(say, Say)
    assert say.text == "Prema uno per gei tu kappa."


def test_advice_where_english_would_be_spoken_or_expected():
    read_document = read(b'<Response><Say>a</Say><Gather input="speech"/></Response>')
    assert len(read_document.advice) == 2
    assert read_document.problems == ()


def test_an_empty_finish_key_means_that_no_key_ends_it():
    gather = parser.read(b'<Response><Gather finishOnKey=""/></Response>').verbs[0]
    assert isinstance(gather, Gather)
    assert gather.finish_on_key == ""
