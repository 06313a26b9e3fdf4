"""Accounts: rules for names, passwords, PINs and roles of users."""

import re
import unicodedata
from enum import StrEnum
from itertools import pairwise

from rules.customers.cell_rules import shown
from rules.email_addresses import LONGEST_EMAIL, compared
from rules.errors import BadInput
from rules.staff.shown_names import mixes_alphabets

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 1000  # hashing what is longer would only keep us busy
LONGEST_NAME = 40
SHORTEST_PIN, LONGEST_PIN = 6, 12  # keyed on a telephone
_NAME = re.compile(r"\w[\w.-]*")


class Role(StrEnum):
    TECHNICIAN = "technician"  # works through the queue
    SUPERVISOR = "supervisor"  # the same, and alters customers


def tidy_name(typed: str) -> str:
    """A user's name as it is kept: small letters, digits, dots, dashes; raises BadInput."""
    name = unicodedata.normalize("NFKC", typed).strip(" ").lower()
    if len(name) > LONGEST_NAME or not _NAME.fullmatch(name) or mixes_alphabets(name):
        letters = f"at most {LONGEST_NAME} letters of one alphabet, digits, dots and dashes"
        rule = f"expected a name of {letters}"
        raise BadInput(f"{rule}, found {shown(typed)}", "name", longest=LONGEST_NAME)
    return name


def check_password(password: str, name: str) -> None:
    """Raise BadInput, without repeating it, for a password that is too short or too easy."""
    if len(password) < SHORTEST_PASSWORD:
        rule = f"expected a password of at least {SHORTEST_PASSWORD} characters"
        raise BadInput(
            *(f"{rule}, found {len(password)}", "password_short"),
            least=SHORTEST_PASSWORD,
            found=len(password),
        )
    if len(password) > LONGEST_PASSWORD:
        rule = f"expected a password of at most {LONGEST_PASSWORD} characters"
        raise BadInput(rule, "password_long", most=LONGEST_PASSWORD)
    if any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in password):
        raise BadInput("expected a password without control characters", "password_signs")
    if len(set(password)) < 4 or name in password.lower():
        rule = "expected a password that neither repeats itself nor holds the user's name"
        raise BadInput(rule, "password_easy")


def check_email(typed: str) -> str:
    """An e-mail address as it is compared: in small letters; raises BadInput."""
    email = compared(typed)
    if email is None or len(email) > LONGEST_EMAIL:
        raise BadInput(f"expected an e-mail address such as anna@example.it, found {shown(typed)}")
    return email


def check_pin(pin: str, phone: str | None) -> None:
    """Raise BadInput, without repeating it, for a PIN that is too short or too easy."""
    if not (pin.isascii() and pin.isdecimal() and SHORTEST_PIN <= len(pin) <= LONGEST_PIN):
        rule = f"expected a PIN of {SHORTEST_PIN} to {LONGEST_PIN} digits"
        raise BadInput(rule, "pin", least=SHORTEST_PIN, most=LONGEST_PIN)
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    if len(set(pin)) < 3 or steps in ({1}, {-1}) or pin in (phone or ""):
        rule = "expected a PIN that is no row of digits, and no part of the telephone"
        raise BadInput(rule, "pin_easy")
