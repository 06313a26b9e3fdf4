"""The group about words to customers: off as shipped, and each mistake is named."""

from pathlib import Path

import pytest

from centralino.config.settings import load
from centralino.wiring.customer_messages import sending_of
from centralino.wiring.message_channels import enabled_channels, quiet_of
from centralino.wiring.parts import parts_of
from centralino.wiring.worker import jobs, twilio_api
from rules.customer_messages import MessageChannel
from store.models.states import OutboxKind
from tests.centralino.config.shipped import ACCOUNT, SHIPPED, TEXT, TOKEN, Mistakes, Write

ON = {"CENTRALINO_MESSAGES__SMS": "true"}
MAIL = {
    "CENTRALINO_MESSAGES__EMAIL__HOST": "mail.example.it",
    "CENTRALINO_MESSAGES__EMAIL__SENDER": "assistenza@example.it",
}


@pytest.mark.parametrize(
    ("environ", "ways"),
    [
        ({}, set()),
        (ON, {MessageChannel.SMS}),
        (MAIL, {MessageChannel.EMAIL}),
        (ON | MAIL, {MessageChannel.SMS, MessageChannel.EMAIL}),
    ],
)
def test_nothing_is_sent_until_it_is_switched_on(
    environ: dict[str, str], ways: set[MessageChannel], now: object, tmp_path: Path
) -> None:
    url = {"CENTRALINO_DATABASE__URL": f"sqlite:///{tmp_path}/none.db"}
    settings = load(SHIPPED, ACCOUNT | TOKEN | environ | url)
    assert enabled_channels(settings) == ways
    kinds = sending_of(parts_of(settings), twilio_api(settings)).kinds
    assert set(kinds) == {OutboxKind(way) for way in ways}
    names = [job.name for job in jobs(settings, lambda: now)]  # type: ignore[arg-type,return-value]
    assert ("send messages" in names) == bool(ways)


def test_quiet_hours_are_on_the_services_wall_clock() -> None:
    quiet = quiet_of(load(SHIPPED, {"CENTRALINO_MESSAGES__QUIET_TO": "07:30"}))
    assert (f"{quiet.start}", f"{quiet.end}") == ("21:00:00", "07:30:00")
    assert quiet.timezone == "Europe/Rome"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("sms: false", "sms: maybe", "messages.sms: expected"),
        ("sms_from: null", 'sms_from: "0451234"', "messages.sms_from: expected a telephone"),
        ("sms_from: null", "sms_from: Leotron Assistenza", "messages.sms_from: expected"),
        ('quiet_from: "21:00"', 'quiet_from: "24:00"', "messages.quiet_from: expected a time"),
        ('quiet_to: "08:00"', "quiet_to: eight", "messages.quiet_to: expected a time of day"),
        ("host: null", "host: mail.example.it", "messages.email.sender: expected an address"),
        ("sender: null", "sender: nobody", "messages.email.sender: expected an e-mail address"),
        ("    password: null", "    password: verysecret", "expected no secret in this file"),
    ],
)
def test_mistake_about_messages_is_named(
    mistakes: Mistakes, old: str, new: str, expected: str
) -> None:
    assert old in TEXT
    [found] = mistakes(TEXT.replace(old, new, 1))
    assert expected in found
    assert "verysecret" not in found


def test_mail_password_is_read_from_its_file(write: Write, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("fromfile\n")
    text = TEXT.replace("password_file: null", "password_file: password")
    password = load(write(text), {}).messages.email.password
    assert password is not None
    assert password.get_secret_value() == "fromfile"


def test_mail_password_never_travels_openly(mistakes: Mistakes) -> None:
    text = TEXT.replace("tls: true", "tls: false").replace("user: null", "user: leotron")
    [found] = mistakes(text)
    assert "messages.email.tls: expected true" in found
