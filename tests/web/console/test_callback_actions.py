"""Calling the customer from the console, and saying what became of it; no script is needed."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from rules.callbacks.outbound_call import Facts, State
from rules.callbacks.outcomes import Outcome
from store.billing import work_minutes
from store.callbacks import attempts, outbound_calls, readiness
from store.callbacks import queue as callbacks
from store.models import Attempt, Callback, TicketHistory
from store.tickets import lifecycle
from tests.builders import a_call, a_call_sid, a_ticket
from tests.web.console.client import Browser
from web.console.application import create_console

PAGE = "/console/richieste/1001"
PART = f"{PAGE}/richiamo?mia=1"
PHONE = "+393331112222"


@pytest.fixture
def filed(sessions, users, now):
    """A ticket whose customer waits; Anna has a telephone, and so has Bruno."""
    with sessions.begin() as session:
        outbound_calls.set_phone(session, "anna", PHONE)
        outbound_calls.set_phone(session, "bruno", "+393331113333")
        a_ticket(session, a_call(session, now=now), now=now)


@pytest.fixture
def held(anna, filed, sessions):
    """Anna has it in hand: the token of her claim."""
    anna.post("/console/richiami/1/prendi", page=PAGE)
    return token_of(sessions)


def token_of(sessions):
    with sessions() as session:
        return session.get(Callback, 1).lease_token


def callback(sessions):
    with sessions() as session:
        return session.get(Callback, 1)


def newest(sessions):
    with sessions() as session:
        return attempts.newest(session, 1)


def tell(sessions, now, *facts, sid=None):
    """What Twilio tells of the call that was asked for."""
    sid = sid or a_call_sid()
    with sessions.begin() as session:
        row = attempts.newest(session, 1)
        row.state = State.PLACING if row.state is State.TO_PLACE else row.state
        for more in facts:
            attempts.told(
                session, attempts.locked(session, row.id), more, now=now, technician_sid=sid
            )


def called(anna, held):
    return anna.post("/console/richiami/1/chiama", page=PAGE, presa=held)


def outcome(browser, held, value, **more):
    return browser.post("/console/richiami/1/esito", page=PAGE, presa=held, esito=value, **more)


def flashed(browser, answer):
    assert answer.status_code == 303
    return re.search(r'id="detto".*?</div>', browser.get(answer.location).text, re.S).group(0)


def test_a_click_asks_for_a_call_and_the_page_follows_it(anna, held, sessions, now):
    assert called(anna, held).status_code == 303
    assert newest(sessions).technician_phone == PHONE
    for facts, said in (
        ((), "Sta per squillare il tuo telefono."),
        ((Facts(technician="ringing"),), "Squilla il tuo telefono: rispondi e premi 1."),
        ((Facts(accepted=True),), "Squilla il telefono del cliente."),
        ((Facts(customer="in-progress"),), "In linea con il cliente."),
    ):
        tell(sessions, now, *facts, sid="CA" + "1" * 32) if facts else None
        text = anna.get(PART).text
        assert said in text
        assert 'chiama"' not in text  # no second call beside it
    ended = Facts(dial="completed", bridged=True, seconds=301, technician="completed")
    tell(sessions, now, ended, sid="CA" + "1" * 32)
    text = anna.get(PART).text
    assert "Chiamata finita dopo 5:01." in text
    assert "Esito: parlato, ci lavoro" in text
    assert "6, da confermare" in text
    assert "Proposti dalla chiamata" in text  # the table of minutes, refreshed with it
    assert "Chiama di nuovo" in text


def test_a_click_asks_for_the_call_to_be_ended(anna, held, sessions, now):
    def closes(presa=held):
        return anna.post("/console/richiami/1/chiudi", page=PAGE, presa=presa)

    called(anna, held)
    tell(sessions, now, Facts(technician="in-progress", accepted=True, customer="in-progress"))
    assert "non è più in mano tua" in flashed(anna, closes("forged"))
    assert "Chiudi la chiamata" in anna.get(PART).text
    assert closes().status_code == 303
    assert newest(sessions).hang_up_at == now
    text = anna.get(PART).text
    assert "La chiamata si chiude: un momento." in text
    assert "Chiudi la chiamata" not in text


def test_what_is_known_is_not_sent_again(anna, held):
    version = anna.get(PART).headers["X-Versione"]
    assert anna.get(f"{PART}&versione={version}").status_code == 204


def test_a_plain_link_always_remains(anna, held):
    assert 'href="tel:+390458001234"' in anna.get(PAGE).text
    called(anna, held)
    assert 'href="tel:+390458001234"' in anna.get(PART).text


def test_where_no_call_can_be_placed_it_says_why(anna, held, sessions, services):
    def says(browser=anna):
        text = browser.get(PAGE).text
        assert '/chiama"' not in text
        return text

    with sessions.begin() as session:
        session.get(Callback, 1).number = "+41446681800"
    assert "Da qui questo numero non si può chiamare" in says()
    assert "Da qui questo numero non si può chiamare" in flashed(anna, called(anna, held))
    with sessions.begin() as session:
        session.get(Callback, 1).number = None
    assert "Il numero del cliente non si conosce" in says()
    with sessions.begin() as session:
        session.get(Callback, 1).number = "+390458001234"
        outbound_calls.set_phone(session, "anna", None)
    assert "deve indicare il tuo telefono" in says()
    mute = Browser(create_console(replace(services, calling=None)).test_client())
    mute.sign_in("anna")
    assert "il servizio non è configurato" in says(mute)
    with sessions() as session:
        assert session.query(Attempt).count() == 0


def test_whoever_does_not_hold_it_rings_nobody(browser_of, held, sessions):
    bruno = browser_of("bruno")
    assert '/chiama"' not in bruno.get(PAGE).text
    answer = bruno.post("/console/richiami/1/chiama", page=PAGE, presa="forged")
    assert "non è più in mano tua" in flashed(bruno, answer)
    assert newest(sessions) is None


@pytest.mark.on_both
def test_two_clicks_make_one_call(anna, held, sessions):
    called(anna, held)
    assert "già in corso" in flashed(anna, called(anna, held))
    with sessions() as session:
        assert session.query(Attempt).count() == 1


def test_a_telephone_in_a_call_is_not_rung_for_another(anna, held, sessions, now):
    called(anna, held)
    with sessions.begin() as session:
        a_ticket(session, a_call(session, now=now), now=now)
        other = callbacks.claim(session, 2, by="anna", now=now, lease=timedelta(hours=1))
    answer = anna.post("/console/richiami/2/chiama", page=PAGE, presa=other)
    assert "già in una chiamata" in flashed(anna, answer)


def test_when_the_calls_of_the_day_are_used_up_it_is_told(anna, held, services, sessions):
    spent = replace(services, calling=replace(services.calling, daily_cap=0))
    browser = Browser(create_console(spent).test_client())
    browser.sign_in("anna")
    assert "per oggi sono finite" in flashed(browser, called(browser, held))


def test_colleagues_see_who_is_on_the_line(anna, browser_of, held, sessions, now):
    bruno = browser_of("bruno")
    called(anna, held)
    assert "sta chiamando" in bruno.get("/console").text
    tell(sessions, now, Facts(accepted=True, customer="in-progress"))
    for page in ("/console", PAGE):
        assert "è in linea con il cliente" in bruno.get(page).text


def test_after_an_outcome_the_same_page_says_who_is_next(anna, held, sessions, now):
    with sessions.begin() as session:
        later = a_ticket(session, a_call(session, from_number="+390458009999", now=now), now=now)
    page = anna.get(outcome(anna, held, "no_answer").location).text
    assert "Il prossimo:" in page
    assert f'href="/console/richieste/{later.id}"' in page
    assert "045 800 9999" in page
    assert "Il prossimo:" not in anna.get(PAGE).text
    anna.post("/console/richiami/2/prendi", page=PAGE)
    assert "Nessun altro aspetta" in anna.get(f"{PAGE}?fatto=1").text


def test_one_note_is_written_with_whatever_is_told(anna, held, sessions):
    assert anna.get(PAGE).text.count('name="nota"') == 2  # and what was done in minutes of work


def test_a_preset_is_a_real_opening(anna, held, sessions):
    assert "tra un&#39;ora" in anna.get(PAGE).text
    answer = outcome(anna, held, "", fra="mattina")
    assert "Si richiama: domani 09:15." in flashed(anna, answer)


@pytest.mark.parametrize(
    ("value", "state", "said"),
    [
        ("solved", "done", "Esito: risolta."),
        ("spoken", "done", "Esito: parlato, ci lavoro."),
        ("no_answer", "waiting", "Esito: nessuna risposta. Si richiama: 10:10."),
        ("busy", "waiting", "Esito: occupato. Si richiama: 10:10."),
        ("machine", "waiting", "Si richiama"),
        ("mailbox", "waiting", "messaggio lasciato. Si richiama"),
        ("wrong_number", "given_up", "decide una persona"),
    ],
)
def test_each_outcome_is_told_by_a_button(anna, held, sessions, value, state, said):
    assert f'name="esito" value="{value}"' in anna.get(PAGE).text
    answer = outcome(anna, held, value, nota="richiama  dopo")
    assert answer.location == f"{PAGE}?fatto=1"
    assert said in flashed(anna, answer)
    assert (callback(sessions).state, newest(sessions).note) == (state, "richiama  dopo")


def test_a_quote_is_begun_and_opened(anna, held):
    answer = outcome(anna, held, "to_be_quoted")
    assert answer.location == "/console/preventivi/1"


def test_another_hour_is_agreed_on(anna, held, sessions):
    answer = outcome(anna, held, "call_again", quando="2026-11-25T20:00")
    text = flashed(anna, answer)
    assert "Si richiama: domani 20:00." in text
    assert "fuori dall'orario di assistenza" in text or "fuori dall&#39;orario" in text
    assert callback(sessions).next_at.isoformat() == "2026-11-25T19:00:00+00:00"


def test_it_is_handed_on_to_a_colleague_by_name(anna, browser_of, held, sessions):
    answer = outcome(anna, held, "handed_on", collega="bruno", nota="conosce il registratore")
    assert "Passata a bruno." in flashed(anna, answer)
    assert (callback(sessions).state, callback(sessions).handed_to) == ("waiting", "bruno")
    told = "Passata a <strong>bruno</strong> da anna: «conosce il registratore»"
    assert told in browser_of("bruno").get("/console").text
    assert told in browser_of("bruno").get(PAGE).text
    assert "ha scritto: conosce il registratore" in anna.get(PAGE).text
    assert "ha passato la richiesta a bruno" in anna.get(PAGE).text
    assert "Passata a <strong>bruno</strong>" in anna.get(PAGE).text


@pytest.mark.on_both
def test_what_was_handed_on_is_the_colleagues_first_and_others_see_whose_it_is(
    anna, browser_of, held, sessions, now
):
    with sessions.begin() as session:
        urgent = a_ticket(session, a_call(session, now=now), now=now)
        facts = {"subject": "Cassa ferma", "urgency": "blocking"}
        lifecycle.correct(session, urgent.id, facts, actor="centralino", now=now)
    outcome(anna, held, "handed_on", collega="bruno")

    def first(browser):
        return re.search(r'id="prima".*?id="r(\d+)"', browser.get("/console").text, re.S).group(1)

    assert (first(browser_of("bruno")), first(anna)) == ("1001", "1002")
    assert "primo: passata a te" in browser_of("bruno").get("/console").text
    assert "passata a bruno, " in anna.get("/console").text


@pytest.mark.parametrize(
    "wrong",
    [
        {"esito": "exploded"},
        {"esito": "call_again"},
        {"esito": "call_again", "quando": "domani"},
        {"esito": "call_again", "quando": "2026-11-24T08:00"},  # has passed
        {"esito": "call_again", "quando": "2027-11-24T10:00"},
        {"esito": "handed_on"},
        {"esito": "handed_on", "collega": "anna"},
        {"esito": "handed_on", "collega": "nessuno"},
    ],
)
def test_an_outcome_that_cannot_be_is_told_and_nothing_is_kept(anna, held, sessions, wrong):
    answer = anna.post("/console/richiami/1/esito", page=PAGE, presa=held, **wrong)
    assert answer.status_code == 422
    assert (callback(sessions).state, newest(sessions)) == ("claimed", None)


def test_an_outcome_of_somebody_who_does_not_hold_it_is_not_kept(browser_of, held, sessions):
    bruno = browser_of("bruno")
    assert "non è stato registrato nulla" in flashed(bruno, outcome(bruno, "forged", "solved"))
    assert callback(sessions).state == "claimed"


@pytest.mark.on_both
@pytest.mark.parametrize("page", ["/console", PAGE])
def test_an_outcome_is_taken_back_within_a_minute(anna, held, sessions, clock, page):
    outcome(anna, held, "no_answer")
    text = anna.get(page).text
    assert "1001: nessuna risposta, si richiama 10:10" in text
    clock.at += timedelta(seconds=59)
    answer = anna.post("/console/richiami/1/annulla", page=page)
    assert "di nuovo in mano tua" in flashed(anna, answer)
    assert (callback(sessions).state, callback(sessions).attempts) == ("claimed", 0)
    with sessions() as session:
        events = [row.event for row in lifecycle.history(session, 1001)]
        assert session.query(TicketHistory).filter_by(event="not_reached").count() == 0
    assert "taken_back" in events


def test_after_a_minute_it_stands(anna, browser_of, held, sessions, clock):
    outcome(anna, held, "no_answer")
    bruno = browser_of("bruno")
    for path in ("/console", PAGE):
        assert "/annulla" not in bruno.get(path).text  # it is not his
    clock.at += timedelta(minutes=1)
    for path in ("/console", PAGE):
        assert "/annulla" not in anna.get(path).text
    answer = anna.post("/console/richiami/1/annulla", page=PAGE)
    assert "troppo tardi" in flashed(anna, answer)
    assert callback(sessions).state == "waiting"


def test_minutes_that_wait_are_told_with_the_outcome(anna, held, sessions, now):
    called(anna, held)
    told = Facts(accepted=True, dial="completed", bridged=True, seconds=90, technician="completed")
    tell(sessions, now, told)
    answer = outcome(anna, held, "solved")
    assert "minuti da confermare" in flashed(anna, answer)
    assert newest(sessions).outcome == Outcome.SOLVED


def test_a_call_that_could_not_be_placed_says_why_and_may_be_asked_for_again(
    anna, held, sessions, now
):
    called(anna, held)
    with sessions.begin() as session:
        row = attempts.newest(session, 1)
        attempts.broke(session, attempts.locked(session, row.id), "Twilio ha rifiutato", now)
    text = anna.get(PART).text
    assert "Chiamata non riuscita." in text
    assert "Twilio ha rifiutato." in text
    assert called(anna, held).status_code == 303
    assert newest(sessions).state is State.TO_PLACE


def test_whoever_lost_it_meanwhile_is_told(anna, browser_of, held, clock):
    clock.at += timedelta(hours=1)
    browser_of("bruno").post("/console/richiami/1/prendi", page=PAGE)
    text = anna.get(PART).text
    assert "Non è più in mano tua: l'ha bruno" in text
    assert "Ricarica la pagina" in text


@pytest.mark.parametrize("act", ["chiama", "esito", "annulla"])
def test_a_callback_that_is_not_there_leads_to_the_queue(anna, filed, act):
    answer = anna.post(f"/console/richiami/77/{act}", page=PAGE, esito="solved")
    assert answer.location == "/console"


def test_the_part_of_a_ticket_that_is_not_there_is_not_found(anna, filed):
    assert anna.get("/console/richieste/77/richiamo").status_code == 404


@pytest.mark.on_both
def test_whom_nobody_rings_any_more_is_listed_until_somebody_decides(anna, held, sessions):
    outcome(anna, held, "wrong_number")
    queue = anna.get("/console").text
    assert "Da decidere" in queue
    assert 'id="r1001"' in queue.split("Da decidere")[1]
    assert 'id="r1001"' in anna.get("/console/richieste?stato=da-decidere").text
    assert "Rimetti in coda" in anna.get(PAGE).text
    answer = anna.post("/console/richiami/1/ancora", page=PAGE)
    assert "di nuovo in coda" in flashed(anna, answer)
    assert (callback(sessions).state, callback(sessions).attempts) == ("waiting", 0)
    assert "Da decidere" not in anna.get("/console").text
    assert 'id="r1001"' not in anna.get("/console/richieste?stato=da-decidere").text
    assert "ha deciso che si richiama ancora" in anna.get(PAGE).text
    assert "già deciso" in flashed(anna, anna.post("/console/richiami/1/ancora", page=PAGE))


def test_minutes_told_with_the_outcome_take_the_place_of_those_of_the_call(
    anna, held, sessions, now
):
    called(anna, held)
    told = Facts(accepted=True, dial="completed", bridged=True, seconds=90, technician="completed")
    tell(sessions, now, told)

    def minutes():
        with sessions() as session:
            return [one.minutes for one in work_minutes.entries(session, 1001)]

    assert minutes() == [2]
    outcome(anna, held, "solved", minuti="20")
    assert minutes() == [20]
    anna.post("/console/richiami/1/annulla", page=PAGE)
    assert minutes() == []


def test_minutes_told_before_the_call_ended_are_not_proposed_twice(anna, held, sessions, now):
    called(anna, held)
    tell(sessions, now, Facts(accepted=True, customer="in-progress"))
    outcome(anna, held, "solved", minuti="20")
    ended = Facts(dial="completed", bridged=True, seconds=90, technician="completed")
    with sessions.begin() as session:
        row = attempts.newest(session, 1)
        attempts.told(session, attempts.locked(session, row.id), ended, now=now)
    with sessions() as session:
        assert [one.minutes for one in work_minutes.entries(session, 1001)] == [20]


def test_the_customer_is_rung_first_by_whoever_is_ready_and_one_who_is_not_reads_why(
    anna, held, sessions, clock, services
):
    def first():
        return anna.post("/console/richiami/1/chiama", page=PAGE, presa=held, prima="1")

    def says_ready(presa=held):
        return anna.post("/console/richiami/1/pronto", page=PAGE, presa=presa)

    assert "Sono pronto: prima il cliente" in anna.get(PAGE).text
    assert "Prima il cliente</button>" not in anna.get(PAGE).text
    assert "non è più in mano tua" in flashed(anna, says_ready("forged"))
    says_ready()
    text = anna.get(PART).text
    assert 'data-timer="down"' in text
    assert "Prima il cliente</button>" in text
    clock.at += readiness.READY_FOR
    assert "Prima il cliente</button>" not in anna.get(PART).text
    answer = first()
    assert answer.status_code == 422
    assert "bisogna dire «Sono pronto»" in answer.text
    assert newest(sessions) is None
    says_ready()
    assert first().status_code == 303
    assert newest(sessions).customer_first
    assert "Sta per squillare il telefono del cliente." in anna.get(PART).text
    by_default = replace(services, calling=replace(services.calling, customer_first=True))
    bruno = Browser(create_console(by_default).test_client())
    bruno.sign_in("bruno")
    with sessions.begin() as session:
        a_ticket(session, a_call(session, now=clock()), now=clock())
    bruno.post("/console/richiami/2/prendi", page="/console/richieste/1002")
    bruno.post("/console/richiami/2/pronto", page=PAGE, presa=of_second(sessions))
    text = bruno.get("/console/richieste/1002").text
    assert text.index("Prima il cliente</button>") < text.index(">Chiama</button>")
    answer = bruno.post(
        "/console/richiami/2/chiama", page=PAGE, presa=of_second(sessions), prima="1"
    )
    assert "già in una chiamata, per un" in flashed(bruno, answer)


def of_second(sessions):
    with sessions() as session:
        return session.get(Callback, 2).lease_token
