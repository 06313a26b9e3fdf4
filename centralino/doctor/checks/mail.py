"""Checks of the mail server: that it answers, encrypts and lets us in; nothing is sent."""

import smtplib
import ssl
from collections.abc import Iterator

from centralino.doctor.findings import Finding, fault, ok, skipped
from centralino.doctor.subject import Subject
from centralino.wiring.customer_messages import mail_server
from rules.errors import TemporaryFailure


def mail(subject: Subject) -> Iterator[Finding]:
    """EHLO, STARTTLS and the password, as for a message."""
    server = mail_server(subject.settings)
    if server is None:
        yield skipped("mail.none")
        return
    told = {"host": server.host, "port": server.port}
    try:
        server.probe()
    except TemporaryFailure as error:
        match error.__cause__:
            case smtplib.SMTPAuthenticationError():
                yield fault("mail.refused", **told, user=server.user)
            case ssl.SSLError() | smtplib.SMTPNotSupportedError():
                yield fault("mail.no_tls", **told, reason=type(error.__cause__).__name__)
            case _:
                yield fault("mail.away", **told, reason=str(error))
        return
    yield ok("mail.right", **told)
