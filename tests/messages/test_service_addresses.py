"""Addresses of services: what we show and what Apprise connects to is one machine."""

import random

import apprise
import pytest

from messages.apprise_sender import send
from rules.errors import BadInput, PermanentFailure
from rules.staff.notifications import check_url, masked

SCHEMAS = ("ntfys", "gotifys", "mailtos", "tgram", "slack", "json")


def machine_of(url: str) -> tuple[str | None, str | None]:
    """The host and the password as Apprise has them; its own public server where it has no host."""
    service = apprise.Apprise.instantiate(url)
    is_public = getattr(service, "mode", None) == "cloud"
    return "ntfy.sh" if is_public else service.host, service.password


@pytest.mark.parametrize(
    "password",
    [
        "p@ss",
        "p;ss",
        "p@evil.example",
        "p:w",
        "p%w",
        "p%40w",
        "p,w",
        "pà",
        "p&w=1",
        "p+w",
        "p[w]",
        "@@",
    ],
)
def test_signs_of_a_password_make_no_other_host(password):
    kept = check_url(f"ntfys://anna:{password}@ntfy.example.it/turni", SCHEMAS)
    assert machine_of(kept) == ("ntfy.example.it", password.replace("%40", "@"))
    assert masked(kept) == "ntfys://ntfy.example.it/•••"


@pytest.mark.parametrize(
    "password", ["p#ss", "p/ss", "p?ss", "12#34", "12/34", "12?34", "#", "a/b@c"]
)
def test_a_sign_that_could_part_the_address_is_refused_and_not_repeated(password):
    with pytest.raises(BadInput, match="%40 %23 %2F %3F") as refused:
        check_url(f"ntfys://anna:{password}@ntfy.example.it/turni", SCHEMAS)
    assert refused.value.code == "way_unclear"
    assert "anna" not in str(refused.value)
    with pytest.raises(PermanentFailure, match="more than one meaning"):
        send(f"ntfys://anna:{password}@ntfy.example.it/turni", "ciao")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("ntfys://ntfy.example.it/turni", "ntfys://ntfy.example.it/•••"),
        ("ntfys://me@x.it:pw@ntfy.example.it/turni", "ntfys://ntfy.example.it/•••"),
        ("ntfys://turni", "ntfys://ntfy.sh/•••"),  # which is a topic of the public server
        ("ntfys://ntfy.example.it/turni?mode=cloud", "ntfys://ntfy.sh/•••"),
        ("ntfys://turni?mode=cloud", "ntfys://ntfy.sh/•••"),
        ("ntfys://ntfy.sh/turni", "ntfys://ntfy.sh/•••"),
        ("gotifys://gotify.example.it:8443/segreto", "gotifys://gotify.example.it/•••"),
    ],
)
def test_the_machine_that_is_shown_is_the_one_that_apprise_connects_to(typed, shown):
    kept = check_url(typed, SCHEMAS)
    assert masked(kept) == shown
    assert f"//{machine_of(kept)[0]}/" in shown


@pytest.mark.parametrize("name", ["smtp", "SMTP", "Smtp%20", "%73mtp"])
def test_a_mail_server_that_stands_in_the_address_is_the_one_that_is_shown(name):
    typed = f"mailtos://anna:p@ss@example.it/capo@example.it?{name}=mail.example.org"
    kept = check_url(typed, SCHEMAS)
    assert apprise.Apprise.instantiate(kept).smtp_host == "mail.example.org"
    assert masked(kept) == "mailtos://mail.example.org/•••"


@pytest.mark.parametrize(
    "typed",
    [
        "tgram://123456789:AAAA-bbbb_cccc/12345",
        "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#ops/@anna",
    ],
)
def test_addresses_of_services_without_a_machine_stay_as_they_are(typed):
    assert check_url(typed, SCHEMAS) == typed


@pytest.mark.parametrize(
    "host", ["h.it;evil.it", "h.it,evil.it", "h.it\\evil.it", "", "h.it:99999999", "_"]
)
def test_what_is_no_host_is_refused(host):
    with pytest.raises(BadInput):
        check_url(f"ntfys://anna:pw@{host}/turni", SCHEMAS)


def test_no_password_at_all_leads_elsewhere():
    draw = random.Random(7)
    for _ in range(400):
        password = "".join(draw.choices("ab1@;#:/?%&=[]\\+.,à~^|", k=draw.randrange(1, 8)))
        try:
            kept = check_url(f"ntfys://anna:{password}@ntfy.example.it/turni", SCHEMAS)
        except BadInput:
            continue
        assert machine_of(kept)[0] == "ntfy.example.it", password
        assert masked(kept) == "ntfys://ntfy.example.it/•••"
