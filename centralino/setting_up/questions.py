"""Questions of `centralino init`: which key each fills, what it takes, what counts without an answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from centralino.config.database_url import DatabaseUrl
from centralino.config.errors import Key
from centralino.config.field_types import AccountSid, Model, Number, Province, PublicUrl, Text
from centralino.config.message_sections import Address
from centralino.config.settings import Settings
from centralino.config.type_descriptions import shape_at

Answers = Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Question:
    """One of them; an empty answer leaves the key as it is shipped, where that is allowed."""

    name: str  # in a file of answers
    asks: str
    key: Key
    kind: Any  # the type that the key has
    default: str = ""
    secret: bool = False
    only_if: Callable[[Answers], bool] = lambda _: True

    def fault(self, answer: str) -> str | None:
        """What was expected instead of the answer; None when it can be taken."""
        if not answer:
            return None
        try:
            TypeAdapter(self.kind).validate_python(self.read(answer))
        except ValidationError:
            shape = shape_at(Settings, self.key)
            return shape.words if shape else "another value"
        return None

    def read(self, answer: str) -> Any:
        """The answer as the configuration holds it."""
        return int(answer) if self.kind is int and answer.isdecimal() else answer


def _mails(answers: Answers) -> bool:
    return bool(answers.get("mail_host"))


def questions(data: str) -> tuple[Question, ...]:
    """All of them; `data` is the folder of database, recordings and models."""
    return (
        Question(
            "weekday_number",
            "Number of the working days' line (E.164)",
            ("lines", "weekday", "number"),
            Number,
            "+390455117067",
        ),
        Question(
            "weekend_number",
            "Number of the week-end's line (E.164)",
            ("lines", "weekend", "number"),
            Number,
            "+390452525658",
        ),
        Question(
            "public_url",
            "Address at which Twilio reaches this machine (https://assistenza.example.it)",
            ("service", "public_url"),
            PublicUrl,
        ),
        Question(
            "province", "Province of the patron saint", ("holidays", "province"), Province, "VR"
        ),
        Question(
            "account_sid", "Twilio's account SID (AC…)", ("twilio", "account_sid"), AccountSid
        ),
        Question(
            "auth_token",
            "Twilio's auth token (not shown)",
            ("twilio", "auth_token"),
            Text,
            secret=True,
        ),
        Question(
            "database_url",
            "Database (SQLite for one machine; postgresql+psycopg://user@host/name for several)",
            ("database", "url"),
            DatabaseUrl,
            f"sqlite:///{data}/centralino.db",
        ),
        Question(
            "model", "Speech model (demo, base, small …)", ("transcription", "model"), Model, "demo"
        ),
        Question("mail_host", "Mail server (empty for none)", ("messages", "email", "host"), Text),
        Question(
            "mail_port", "Its port", ("messages", "email", "port"), int, "587", only_if=_mails
        ),
        Question(
            "mail_sender",
            "Address that e-mails come from",
            ("messages", "email", "sender"),
            Address,
            only_if=_mails,
        ),
        Question(
            "mail_user",
            "Name to sign in with (empty for none)",
            ("messages", "email", "user"),
            Text,
            only_if=_mails,
        ),
        Question(
            "mail_password",
            "Password (not shown)",
            ("messages", "email", "password"),
            Text,
            secret=True,
            only_if=lambda answers: bool(answers.get("mail_user")),
        ),
        Question(
            "heartbeat_url",
            "Address that is asked while all is well (empty for none)",
            ("watch", "heartbeat_url"),
            Text,
        ),
    )
