"""An e-mail through a socket: what arrives, and what each answer of the server means."""

import socket
import threading
from email import message_from_bytes
from email.policy import default
from smtplib import SMTPAuthenticationError, SMTPHeloError, SMTPNotSupportedError

import pytest

from messages.smtp import Server
from rules.errors import PermanentFailure, TemporaryFailure, UnsureFailure

TO = "mario@example.it"


class MailServer:
    """Takes one e-mail; `answers` holds what it says otherwise to a command, "" to hang up."""

    def __init__(self, **answers: str) -> None:
        self.answers, self.data, self.receiver = answers, b"", ""
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        connection, _ = self.listener.accept()
        with connection, connection.makefile("rwb", buffering=0) as wire:
            wire.write(b"220 here\r\n")
            while line := wire.readline():
                command = line[:4].decode().strip().lower()
                if command == "rcpt":
                    self.receiver = line.decode().strip()
                answer = self.answers.get(command, "354 go on" if command == "data" else "250 yes")
                if not answer:
                    return
                wire.write(answer.encode() + b"\r\n")
                if answer.startswith("354"):
                    while (line := wire.readline()) not in (b".\r\n", b""):
                        self.data += line
                    if not (answer := self.answers.get("end", "250 taken")):
                        return
                    wire.write(answer.encode() + b"\r\n")
                if command == "quit":
                    return


def send(server, to=TO, subject="Richiesta è qui", key="ticket_opened:1001"):
    mail = Server("127.0.0.1", server.port, "assistenza@example.org", tls=False, timeout=2)
    return mail.send(to, subject, "Perché no?\n", key)


def test_email_arrives_whole_under_an_id_that_its_key_gives():
    first, second = MailServer(), MailServer()
    message_id = send(first)
    assert send(second) == message_id
    first.thread.join(2)
    message = message_from_bytes(first.data, policy=default)
    assert message["Message-ID"] == message_id
    assert (message["To"], message["Subject"]) == (TO, "Richiesta è qui")
    assert message.get_content().strip() == "Perché no?"
    assert message_id.endswith("@example.org>")


@pytest.mark.parametrize(
    ("answers", "failure"),
    [
        ({"mail": "451 later"}, TemporaryFailure),
        ({"mail": "550 never"}, PermanentFailure),
        ({"rcpt": "450 busy"}, TemporaryFailure),
        ({"rcpt": "550 no such user"}, PermanentFailure),
        ({"rcpt": ""}, TemporaryFailure),  # gone before the message
        ({"data": "451 later"}, TemporaryFailure),
        ({"data": "554 spam"}, PermanentFailure),
        ({"end": "451 later"}, TemporaryFailure),  # it says that it did not take it
        ({"end": "554 spam"}, PermanentFailure),
        ({"end": ""}, UnsureFailure),  # gone with the message
    ],
)
def test_answer_of_the_server_is_sorted(answers, failure):
    with pytest.raises(failure) as caught:
        send(MailServer(**answers))
    assert caught.type is failure


def test_server_that_is_not_there_is_tried_again():
    with pytest.raises(TemporaryFailure, match="the mail server"):
        Server("127.0.0.1", 9, "a@example.org", tls=False, timeout=2).send(TO, "s", "b", "k")


def test_password_is_not_sent_without_the_encryption_that_was_asked_for():
    server = MailServer(ehlo="250 no STARTTLS here")
    mail = Server("127.0.0.1", server.port, "a@example.org", user="u", password="p", timeout=2)
    with pytest.raises(TemporaryFailure):
        mail.send(TO, "s", "b", "k")


@pytest.mark.parametrize(
    ("to", "goes_to"),
    [
        ("o’brien@example.it", "o'brien@example.it"),
        ("info@società.it", "info@xn--societ-nta.it"),
        ("info@xn--societ-nta.it", "info@xn--societ-nta.it"),
    ],
)
def test_an_address_of_any_domain_goes_out_in_ascii(to, goes_to):
    server = MailServer()
    send(server, to=to)
    server.thread.join(2)
    assert server.receiver == f"rcpt TO:<{goes_to}>"
    assert message_from_bytes(server.data, policy=default)["To"] == goes_to


@pytest.mark.parametrize(
    "to", ["josé@example.it", "mario@", "a..b@example.it", "m@example.it\r\nBcc: x@example.it"]
)
def test_hostile_address_is_refused(to):
    with pytest.raises(PermanentFailure, match="expected an e-mail address"):
        send(MailServer(), to=to)


def probed(server, **more):
    return Server("127.0.0.1", server.port, "a@example.org", **{"tls": False, "timeout": 2, **more})


def test_a_probe_comes_as_far_as_a_message_and_sends_none():
    server = MailServer()
    probed(server).probe()
    server.thread.join(2)
    assert (server.data, server.receiver) == (b"", "")


@pytest.mark.parametrize(
    ("answers", "more", "cause"),
    [
        ({}, {"tls": True}, SMTPNotSupportedError),  # it does not say that it can encrypt
        (
            {"ehlo": "250-here\r\n250 AUTH PLAIN", "auth": "535 no"},
            {"user": "u", "password": "p"},
            SMTPAuthenticationError,
        ),
        ({"ehlo": "421 later", "helo": "421 later"}, {}, SMTPHeloError),
    ],
)
def test_what_a_probe_meets_is_told_apart(answers, more, cause):
    with pytest.raises(TemporaryFailure) as failed:
        probed(MailServer(**answers), **more).probe()
    assert isinstance(failed.value.__cause__, cause)
