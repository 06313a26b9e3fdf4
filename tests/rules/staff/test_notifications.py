"""Of what technicians are told, who is, when, and that nothing of a customer is in it."""

from datetime import UTC, datetime, time

import pytest

from rules.customer_messages import Quiet
from rules.errors import BadInput
from rules.staff.notifications import (
    Event,
    Happening,
    Reader,
    check_quiet,
    check_url,
    masked,
    readers_of,
    text,
    told_at,
)

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
ANNA, BRUNO = Reader("anna"), Reader("bruno")
CARLA = Reader("carla", is_supervisor=True)
DEAF = Reader("dario", events=frozenset({Event.RANG_BACK}))
ALL = (ANNA, BRUNO, CARLA, DEAF)
SCHEMAS = ("tgram", "ntfys")


@pytest.mark.parametrize(
    ("happening", "working", "names"),
    [
        (Happening(Event.BLOCKING, "k", 1001), None, ["anna", "bruno", "carla"]),
        (Happening(Event.BLOCKING, "k", 1001), {"bruno"}, ["bruno"]),
        (Happening(Event.BLOCKING, "k", 1001), set(), []),
        (Happening(Event.RANG_BACK, "k", 1001), None, ["anna", "bruno", "carla", "dario"]),
        (Happening(Event.HANDED_ON, "k", 1001, to="anna"), {"bruno"}, ["anna"]),
        (Happening(Event.HANDED_ON, "k", 1001, to="dario"), None, []),
        (Happening(Event.NOBODY_ON_CALL, "k"), {"bruno"}, ["carla"]),
    ],
)
def test_whom_it_concerns_is_told(happening, working, names):
    assert [reader.name for reader in readers_of(happening, ALL, working)] == names


@pytest.mark.parametrize(
    ("clock", "at"),
    [("08:59", "08:59"), ("19:59", "19:59"), ("20:00", "07:00"), ("23:30", "07:00")],
)
def test_nobody_is_told_in_their_quiet_hours(clock, at):
    reader = Reader("anna", quiet=Quiet(time(21), time(8), "Europe/Rome"))
    now = NOW.replace(hour=int(clock[:2]), minute=int(clock[3:]))
    found = told_at(reader, now)
    assert (f"{found:%H:%M}", found >= now) == (at, True)
    assert told_at(ANNA, now) == now


@pytest.mark.parametrize("event", list(Event))
def test_the_words_name_the_request_and_no_customer(event):
    happening = Happening(event, "k", 1001, by=NOW)
    said = text(happening, "Europe/Rome", "https://assistenza.example.it")
    assert said.endswith(("/console", "/console/turni", "/console/richieste/1001"))
    assert text(happening, "Europe/Rome", None) in said
    assert len(said) <= 200


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" tgram://123:abc/42 ", "tgram://123:abc/42"),
        ("NTFYS://ntfy.sh/topic", "NTFYS://ntfy.sh/topic"),
    ],
)
def test_an_address_of_a_service_that_is_allowed_is_kept(typed, kept):
    assert check_url(typed, SCHEMAS) == kept


@pytest.mark.parametrize(
    "typed",
    [
        *("", "tgram", "json://127.0.0.1/x", "file:///etc/passwd"),
        *(
            "tgram://",
            "tgram://a b/c d e f",
            "tgram://" + "x" * 1000,
            "ntfys://a\nb/topic",
            "ntfys://[x/y",
        ),
    ],
)
def test_any_other_address_is_refused_and_not_repeated(typed):
    with pytest.raises(BadInput) as refused:
        check_url(typed, SCHEMAS)
    assert "passwd" not in str(refused.value)


def test_of_an_address_only_the_service_is_shown():
    assert masked("tgram://123456:secret/42") == "tgram://•••"
    assert masked("ntfys://me:secret@ntfy.example.it/topic") == "ntfys://ntfy.example.it/•••"


def test_quiet_hours_are_two_times_or_none():
    assert check_quiet(" 20:00", "08:00 ") == ("20:00", "08:00")
    assert check_quiet("", " ") is None
    for wrong in (("20:00", ""), ("24:00", "08:00"), ("8", "9"), ("20:00\n", "٠٨:٠٠")):
        with pytest.raises(BadInput, match="two times"):
            check_quiet(*wrong)
