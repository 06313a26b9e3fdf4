"""Second factor: codes of an app (TOTP, RFC 6238) and recovery codes, beside a password.

A password can be read over a shoulder or guessed from another service's; the code is on a device that
its owner carries. A recovery code is for the day on which that device is lost.
"""

import secrets
from datetime import datetime, timedelta
from enum import StrEnum

import pyotp

from rules.staff.accounts import Role

ISSUER = "Centralino"  # under which the app shows the account
STEP = 30  # seconds for which a code is valid
DRIFT = 1  # steps by which the device's clock may be off, as RFC 6238 §5.2 advises
DIGITS = 6
RECOVERY_CODES = 10
PENDING = timedelta(minutes=5)  # between the password and the code
LONGEST_CODE = 40  # characters that are looked at
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another on paper
_RECOVERY_LENGTH = 12  # of 31 letters: 59 bits, and each try waits


class Demand(StrEnum):
    """Who has to have a second factor; whoever wants may, in any case."""

    NOBODY = "nobody"
    SUPERVISORS = "supervisors"
    EVERYBODY = "everybody"


def is_demanded(demand: Demand, role: Role) -> bool:
    """Whether somebody with this role can work only with a second factor."""
    if demand is Demand.SUPERVISORS:
        return role is Role.SUPERVISOR
    return demand is Demand.EVERYBODY


def new_secret() -> str:
    """A secret for an app: 160 random bits in base32, as RFC 4226 §4 recommends."""
    return pyotp.random_base32()


def address(secret: str, name: str) -> str:
    """The otpauth:// address that an app reads from a picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def step_of(secret: str, typed: str, last_step: int | None, now: datetime) -> int | None:
    """The step (of 30 seconds, since 1970) whose code was typed; None for a code that is not taken.

    One is taken once: whoever sees it typed cannot use it again (RFC 6238 §5.2).
    """
    code = "".join(typed.split())
    if not (code.isascii() and code.isdecimal() and len(code) == DIGITS):
        return None
    totp = pyotp.TOTP(secret)
    today = int(now.timestamp()) // STEP
    for step in range(today - DRIFT, today + DRIFT + 1):
        unused = last_step is None or step > last_step
        if unused and secrets.compare_digest(totp.generate_otp(step), code):
            return step
    return None


def new_recovery_codes() -> list[str]:
    """As many as fit on a slip of paper, each for one use, in groups of four letters."""
    return [_grouped(_letters()) for _ in range(RECOVERY_CODES)]


def tidy_recovery_code(typed: str) -> str:
    """A recovery code as it is kept, however it was typed: small letters without spaces or dashes."""
    return "".join(letter for letter in typed[:LONGEST_CODE].lower() if letter.isalnum())


def _letters() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(_RECOVERY_LENGTH))


def _grouped(letters: str) -> str:
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))
