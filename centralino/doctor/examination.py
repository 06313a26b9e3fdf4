"""The examination: all checks in the order in which one rests on another, each with its words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import structlog

from centralino.doctor.checks.account import account
from centralino.doctor.checks.configuration import configuration, secrets
from centralino.doctor.checks.database import database
from centralino.doctor.checks.door import door
from centralino.doctor.checks.machine import disks, zone
from centralino.doctor.checks.mail import mail
from centralino.doctor.checks.running import running
from centralino.doctor.checks.speech import speech
from centralino.doctor.findings import Finding, State, fault
from centralino.doctor.subject import Subject

log = structlog.get_logger()


@dataclass(frozen=True)
class Check:
    """One line of the table; `asks` whether anybody else than this machine is asked."""

    name: str
    look: Callable[[Subject], Iterator[Finding]]
    asks: bool = False


CHECKS = (
    Check("configuration", configuration),
    Check("secrets", secrets),
    Check("time zone", zone),
    Check("disks", disks),
    Check("database", database),
    Check("speech model", speech),
    Check("Twilio", account, asks=True),
    Check("public address", door, asks=True),
    Check("mail server", mail, asks=True),
    Check("running service", running, asks=True),
)


def examine(
    subject: Subject, *, only_local: bool = False, doing: Callable[[str], object] = str
) -> Iterator[Finding]:
    """What each check finds; one that breaks is a finding too, and keeps none from being made."""
    for check in CHECKS:
        if only_local and check.asks:
            continue
        doing(check.name)
        try:
            yield from check.look(subject)
        except Exception as error:
            log.debug("check broke", check=check.name, exc_info=error)
            yield fault("check.broke", name=check.name, reason=type(error).__name__)


def is_well(findings: list[Finding]) -> bool:
    """Whether no fault was found; doubts are none."""
    return all(one.state is not State.FAULT for one in findings)
