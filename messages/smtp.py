"""SMTP client: hands an e-mail to the server, and says when it may have been taken all the same."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from hashlib import sha256

from rules.email_addresses import sendable
from rules.errors import PermanentFailure, TemporaryFailure, UnsureFailure

SEVEN_BITS = SMTP.clone(cte_type="7bit")  # any server takes it, with 8BITMIME or without


@dataclass(frozen=True)
class Server:
    """The SMTP server through which we send, and in whose name."""

    host: str
    port: int
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: bool = True
    timeout: float = 20  # seconds, of each answer

    def send(self, to: str, subject: str, body: str, key: str) -> str:
        """Send one e-mail; its Message-ID, which is the same whenever the key is.

        UnsureFailure when the server may have taken it, Temporary- or PermanentFailure else.
        """
        sender, receiver = sendable(self.sender) or self.sender, sendable(to)
        if receiver is None:
            raise PermanentFailure("expected an e-mail address")
        message_id = f"<{sha256(key.encode()).hexdigest()[:32]}@{sender.rpartition('@')[2]}>"
        data = _written(sender, receiver, subject, body, message_id)
        with self._connection() as smtp:
            _expect(smtp.mail(sender))
            _expect(smtp.rcpt(receiver))
            _hand_over(smtp, data)
        return message_id

    def probe(self) -> None:
        """Come as far as a message would, and send none; TemporaryFailure where that fails."""
        with self._connection() as smtp:
            smtp.noop()

    @contextmanager
    def _connection(self) -> Iterator[smtplib.SMTP]:
        """Whatever goes wrong until the message itself is handed over: it was surely not sent."""
        smtp = None
        try:
            smtp = smtplib.SMTP(self.host, self.port, timeout=self.timeout)
            if self.tls:
                smtp.starttls(context=ssl.create_default_context())
            if self.user and self.password:
                smtp.login(self.user, self.password)
            smtp.ehlo_or_helo_if_needed()
            yield smtp
        except (OSError, smtplib.SMTPException) as error:
            raise TemporaryFailure(f"the mail server: {type(error).__name__}") from error
        finally:
            if smtp is not None:
                with suppress(OSError, smtplib.SMTPException):
                    smtp.quit()


def _written(sender: str, to: str, subject: str, body: str, message_id: str) -> bytes:
    message = EmailMessage(policy=SEVEN_BITS)
    try:
        message["From"], message["To"], message["Subject"] = sender, to, subject
    except ValueError as error:  # a line break in a header
        raise PermanentFailure("expected a subject of one line") from error
    message["Date"] = formatdate()
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: so that no robot answers
    message.set_content(body)
    return message.as_bytes()


def _hand_over(smtp: smtplib.SMTP, data: bytes) -> None:
    try:
        answer = smtp.data(data)
    except smtplib.SMTPDataError as error:  # refused before the message was handed over
        answer = (error.smtp_code, b"")
    except (OSError, smtplib.SMTPException) as error:
        raise UnsureFailure(f"no answer of the mail server's: {type(error).__name__}") from error
    _expect(answer)


def _expect(answer: tuple[int, bytes]) -> None:
    """RFC 5321, 4.2.1: 2yz done, 4yz not now, 5yz never."""
    code = answer[0]
    if 200 <= code < 300:
        return
    failure = PermanentFailure if 500 <= code < 600 else TemporaryFailure
    raise failure(f"the mail server answered {code}")
