"""La rilettura, from the message to the technician: what was understood is said while the caller holds."""

from dataclasses import dataclass, field

import pytest

from store import signs_of_life
from store.signs_of_life import Sign
from tests.builders import a_recording_sid
from tests.ivr.signed_call import Answer, TwilioCall
from tests.leotron import CALLER, WEEKDAY_LINE
from tests.stories.doors import Doors
from tests.stories.left_messages import to_the_beep

MINE = "Buongiorno, la stampante fiscale non stampa più, richiamatemi."
OTHER = "La stampante fiscale non stampa, richiamatemi allo 045 8123456."
ENGLISH = "Hello, the fiscal printer does not print any more."
KEYS = "Se è giusto può riagganciare"


@dataclass
class Message:
    """A call that leaves a message and holds; the recogniser runs, is slow, or is stopped."""

    doors: Doors
    text: str | None
    caller: str = CALLER
    language: str = ""
    slow: bool = False
    stopped: bool = False
    sid: str = field(default_factory=a_recording_sid)
    heard: list[str] = field(default_factory=list)

    def leaves(self) -> Answer:
        """The answer that waits for a key, or ends the call, after the message."""
        self.doors.said[self.sid] = self.text
        if not self.stopped:
            with self.doors.sessions.begin() as session:
                signs_of_life.note(session, Sign.TRANSCRIPTION, self.doors.clock())
        self.call: TwilioCall = self.doors.call(caller=self.caller)
        if self.language:
            first = self.call.presses(self.call.rings().goes_to("Gather"), self.language)
            recorded = first.goes_to("Record")
        else:
            _, recorded = to_the_beep(self.call)
        answer = self._hears(self.call.recorded(recorded, self.sid, 12))
        self.call.recording_is("completed", self.sid, 12)
        if not (self.slow or self.stopped):
            self.doors.works()
        while "Gather" not in answer.verbs and "Redirect" in answer.verbs:
            answer = self._hears(self.call.post(answer.goes_to("Redirect")))
        return answer

    def presses(self, answer: Answer, keys: str) -> Answer:
        return self._hears(self.call.presses(answer.goes_to("Gather"), keys))

    def waits(self, answer: Answer) -> None:
        """No more keys, to the end of the call."""
        while "Redirect" in answer.verbs:
            answer = self._hears(self.call.post(answer.goes_to("Redirect")))

    def hangs_up(self) -> dict:
        self.call.ends()
        self.doors.works()
        (ticket,) = self.doors.api(f"/tickets?call_sid={self.call.sid}")
        return ticket

    def _hears(self, answer: Answer) -> Answer:
        self.heard.append(answer.said)
        return answer

    @property
    def all(self) -> str:
        return " ".join(self.heard)


def rung(doors: Doors, ticket: dict) -> str:
    """At which number the technician rings."""
    (callback,) = [one for one in doors.api("/callbacks") if one["ticket"]["id"] == ticket["id"]]
    return callback["number"]


def test_the_own_number_is_read_back_with_the_matter_and_hanging_up_confirms_it(doors):
    call = Message(doors, MINE)
    answer = call.leaves()
    assert "Ho capito: richiamarla al numero zero quattro cinque," in answer.said
    assert "stampante" in answer.said.lower()
    assert KEYS in answer.said
    ticket = call.hangs_up()
    assert (ticket["number_check"], ticket["confirmed_number"]) == ("confirmed", CALLER)
    assert rung(doors, ticket) == CALLER
    page = doors.anna().page(f"/console/richieste/{ticket['id']}")
    assert "confermato dal chiamante" in page
    assert "ha sentito rileggere il numero" in page


def test_another_number_that_was_only_heard_is_to_be_verified(doors):
    call = Message(doors, OTHER)
    answer = call.leaves()
    assert "zero quattro cinque, ottocentododici, trentaquattro, cinquantasei" in answer.said
    call.waits(answer)
    assert "La richiameremo" in call.all  # the call goes on as it does without it
    ticket = call.hangs_up()
    assert (ticket["number_check"], ticket["confirmed_number"]) == ("to_verify", None)
    assert rung(doors, ticket) == "+390458123456"
    assert "riletto, da verificare" in doors.anna().page(f"/console/richieste/{ticket['id']}")


def test_refused_once_it_is_said_digit_by_digit_and_refused_twice_it_is_keyed(doors):
    call = Message(doors, OTHER)
    digits = call.presses(call.leaves(), "1")
    assert "Cifra per cifra: zero, quattro, cinque, otto, uno, due" in digits.said
    keypad = call.presses(digits, "1")
    assert "Digiti il numero a cui richiamarla, poi cancelletto" in keypad.said
    again = call.presses(keypad, "3471234567")
    assert "tre quattro sette, centoventitré, quarantacinque, sessantasette" in again.said
    ticket = call.hangs_up()
    assert (ticket["number_check"], ticket["confirmed_number"]) == ("confirmed", "+393471234567")
    assert rung(doors, ticket) == "+393471234567"  # and not what was heard
    page = doors.anna().page(f"/console/richieste/{ticket['id']}")
    assert "ha digitato il numero a cui richiamare" in page


@pytest.mark.parametrize(
    ("keyed", "said"),
    [
        ("0458", "Non è un numero completo."),
        ("899123456", "A questo numero non possiamo chiamare."),
        (WEEKDAY_LINE.removeprefix("+39"), "Questo è il nostro numero."),
    ],
)
def test_a_number_that_nobody_can_ring_is_refused_kindly_and_asked_for_once_more(
    doors, keyed, said
):
    call = Message(doors, OTHER)
    keypad = call.presses(call.presses(call.leaves(), "1"), "1")
    again = call.presses(keypad, keyed)
    assert said in again.said
    assert "Digiti il numero" in again.said
    call.waits(call.presses(again, keyed))
    assert "La richiameremo" in call.all
    ticket = call.hangs_up()
    assert (ticket["number_check"], ticket["confirmed_number"]) == ("refused", None)
    assert rung(doors, ticket) == CALLER  # what was refused twice is a stranger's


def test_a_number_that_nobody_read_back_is_marked_before_somebody_rings_it(doors):
    call = Message(doors, OTHER, slow=True)
    call.leaves()
    ticket = call.hangs_up()
    assert (ticket["number_check"], rung(doors, ticket)) == ("heard", "+390458123456")
    page = doors.anna().page(f"/console/richieste/{ticket['id']}")
    assert "solo sentito nel messaggio: ascoltalo prima di chiamare" in page


def test_whoever_hides_the_number_and_says_none_is_asked_to_key_it(doors):
    call = Message(doors, MINE, caller="anonymous")
    keypad = call.leaves()
    assert "Non ho capito a che numero richiamarla." in keypad.said
    call.presses(keypad, "0458123456")
    ticket = call.hangs_up()
    assert rung(doors, ticket) == "+390458123456"
    assert ticket["number_check"] == "confirmed"


def test_another_number_by_key_is_held_against_the_spoken_one(doors):
    """The recogniser is stopped: the number is keyed first, and what was said is read later."""
    call = Message(doors, OTHER, stopped=True)
    keypad = call.presses(call.leaves(), "4")
    again = call.presses(keypad, "3471234567")
    assert "tre quattro sette, centoventitré, quarantacinque, sessantasette" in again.said
    call.waits(again)
    assert "La richiameremo" in call.all
    ticket = call.hangs_up()
    assert (ticket["callback_number"], ticket["confirmed_number"]) == (
        "+390458123456",
        "+393471234567",
    )
    assert rung(doors, ticket) == "+393471234567"
    page = doors.anna().page(f"/console/richieste/{ticket['id']}")
    assert "Nel messaggio ha detto il 045 812 3456" in page


def test_whoever_hides_the_number_is_asked_to_key_one_where_nothing_is_read_either(doors):
    call = Message(doors, MINE, caller="anonymous", stopped=True)
    keypad = call.leaves()
    assert "Digiti il numero a cui richiamarla" in keypad.said
    call.presses(keypad, "0458123456")
    ticket = call.hangs_up()
    assert rung(doors, ticket) == "+390458123456"


@pytest.mark.on_both
def test_in_english_the_same(doors):
    call = Message(doors, ENGLISH, language="2")
    answer = call.leaves()
    assert "I understood: ring back zero four five," in answer.said
    assert "If that is right you may hang up" in answer.said
    digits = call.presses(answer, "1")
    assert "Digit by digit: zero, four, five" in digits.said


@pytest.mark.parametrize("language", ["", "2"])
@pytest.mark.parametrize("how", ["slow", "stopped", "silent"])
def test_without_a_text_in_time_the_call_goes_on_as_it_does_without_one(doors, how, language):
    text = None if how == "silent" else MINE
    call = Message(doors, text, language=language, slow=how == "slow", stopped=how == "stopped")
    answer = call.leaves()
    assert "Ho capito" not in call.all
    assert "I understood" not in call.all
    assert ("2" in answer.said, "Gather" in answer.verbs) == (True, True)  # to listen again
    waits = [said for said in call.heard if said == ""]
    assert len(waits) == {"slow": 2, "stopped": 0, "silent": 0}[how]
    call.waits(answer)
    assert ("La richiameremo" if not language else "We will ring you back") in call.all
    ticket = call.hangs_up()
    assert (ticket["number_check"], ticket["kind"]) == (None, "message")


def test_a_technician_who_sets_the_number_outranks_the_caller(doors):
    call = Message(doors, MINE)
    call.leaves()
    ticket = call.hangs_up()
    page = f"/console/richieste/{ticket['id']}"
    anna = doors.anna()
    given = {"oggetto": ticket["subject"] or "", "urgenza": "normal", "telefono": "045 8123456"}
    answer = anna.client.get(page).text
    seen = answer.split('name="visto"')[1].split('value="')[1].split('"')[0]
    anna.post(f"{page}/fatti", page=page, visto=seen, categoria="software", **given)
    assert rung(doors, ticket) == "+390458123456"
    assert "confermato dal chiamante" not in anna.page(page)


def test_recording_again_from_the_reading_back_reads_the_new_message_back(doors):
    call = Message(doors, OTHER)
    again = call.presses(call.leaves(), "3")
    assert "Registri di nuovo" in again.said
    assert "Record" in again.verbs
