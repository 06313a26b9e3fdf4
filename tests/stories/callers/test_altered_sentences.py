"""A supervisor alters a sentence in the browser: callers hear it at once, from every process."""

import time
from html import unescape

import pytest

from centralino.wiring.in_force import LOOK_SECONDS
from centralino.wiring.web import create_app
from rules.staff.accounts import Role
from store.models import Alteration, StaffLog
from tests.builders import PASSWORD, a_user
from tests.ivr.signed_call import RECORDED, TwilioCall, state
from tests.stories.doors import Console, Https, hidden_in, plain

PAGE = "/console/frasi"
NOTICE = "Registriamo e trascriviamo automaticamente."
NEW = 'Registriamo & trascriviamo <qui> "tutto".'


class Sara:
    """A supervisor's browser before one host, and callers who ring another one."""

    def __init__(self, doors) -> None:
        self.doors = doors
        self.other = create_app(doors.settings, doors.clock)
        with doors.sessions.begin() as session:
            a_user(session, "sara", Role.SUPERVISOR, now=doors.clock())
        self.browser = Https(doors.app)
        Console(self.browser).post("/login", page="/login", nome="sara", password=PASSWORD)

    def page(self, path: str = PAGE) -> str:
        return plain(self.browser.get(path).text)

    def sends(self, key: str, status: int = 200, **typed: str) -> str:
        path = f"{PAGE}/{key}/it"
        kept = hidden_in(self.browser.get(path).text)
        given = {name: kept[name] for name in ("csrf_token", "visto")} | typed
        answer = self.browser.post(path, data=given)
        assert answer.status_code == status, answer.text
        return unescape(str(answer.text))

    def hears(self, caller: str = "+390458000009") -> str:
        """The first words that a caller of the other host hears, once it looked again."""
        time.sleep(LOOK_SECONDS + 0.05)
        return str(TwilioCall(self.other.test_client(), caller=caller).rings().said)


@pytest.fixture
def sara(doors) -> Sara:
    return Sara(doors)


def test_what_keeps_callers_from_the_beep_or_loses_a_value_is_refused(doors, sara):
    assert f"{NOTICE} 3,1 s Cambia" in sara.page()
    assert "We record and transcribe automatically." in sara.page(f"{PAGE}?lingua=en")
    assert doors.anna().client.get(PAGE).status_code == 403
    assert sara.browser.get(f"{PAGE}/nowhere/it").status_code == 404
    assert sara.browser.get(f"{PAGE}/notice/fr").status_code == 404
    long = "Registriamo e trascriviamo automaticamente tutto quello che ci dice, parola per parola."
    refused = sara.sends("notice", 422, frase=long)
    assert "qualcuno aspetterebbe il segnale" in refused
    assert "al massimo 12, e 6 con cancelletto" in refused
    assert long in refused
    assert "fra graffe {number}; nient'altro" in sara.sends(
        "ticket", 422, frase="Richiesta {numero}."
    )
    assert "fra graffe nulla; nient'altro" in sara.sends("notice", 422, frase="Ciao {when}")
    assert "fra graffe nulla" in sara.sends("notice", 422, frase="   ")


def test_a_sentence_is_altered_heard_by_callers_at_once_and_given_back(doors, sara):
    # 1. it is seen and listened to before it counts, and then counts for every process
    first = sara.hears()  # the other host has it in its cache of documents now
    assert NOTICE in first
    tried = sara.sends("notice", frase=NEW)
    assert "3,1 s → 2,9 s" in plain(tried)
    assert sara.hears() == first
    sara.sends("notice", 303, frase=NEW, salva="1")
    assert sara.hears() == first.replace(NOTICE, NEW)
    with doors.sessions() as session:
        (row,) = session.query(Alteration).all()
        assert (row.key, row.before, row.after) == ("prompts.notice.it", None, NEW)
        assert session.query(StaffLog).filter_by(event="sentence_altered").count() == 1
    assert NEW in doors.command("prompts", "list")
    assert "ha cambiato una frase del telefono" in Console(sara.browser).page(
        "/console/registro?cosa=persone"
    )
    assert "& trascriviamo" in Console(sara.browser).page("/console/orari")

    # 2. a sentence with a value, after the message
    step = TwilioCall(sara.other.test_client(), caller="+390458000001")
    sara.sends("ticket", 303, frase="La sua richiesta è la {number}.", salva="1")
    time.sleep(LOOK_SECONDS + 0.05)
    step.rings()
    menu = step.recorded(RECORDED, "RE" + "1" * 32, 12)
    assert "La sua richiesta è la uno, zero" in step.presses(menu.goes_to("Gather"), "1").said
    step.post(f"/voice/goodbye?{state()}")

    # 3. one click takes it back; the file's comes back by name too
    undo = sara.browser.get(PAGE).text.split('action="')[1:]
    path = next(one.partition('"')[0] for one in undo if "/annulla" in one)
    Console(sara.browser).post(path, page=PAGE)
    assert "annullando" in sara.page()
    sara.sends("notice", 303, predefinita="1", salva="1")
    assert sara.hears() == first
    stale = hidden_in(sara.browser.get(f"{PAGE}/notice/it").text)
    sara.sends("notice", 303, frase="Registriamo.", salva="1")
    given = {"csrf_token": stale["csrf_token"], "visto": stale["visto"], "frase": "Trascriviamo."}
    late = sara.browser.post(f"{PAGE}/notice/it", data=given)
    assert late.status_code == 422
    assert "Nel frattempo è stato cambiato da sara" in unescape(late.text)
    assert "Trascriviamo." in late.text
