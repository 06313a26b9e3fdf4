"""E-mail addresses: what may be one, and how it goes out; one rule at every door and at the sender.

A curly apostrophe is what a telephone makes of `o'brien`. Before the @ there is ASCII alone: few mail
servers take more, and an accent that we dropped would make another's address of it. Domains may be
of any alphabet (IDNA) and go out as ASCII.
"""

import re

import idna

from rules.search_words import APOSTROPHES

LONGEST_EMAIL = 254  # RFC 5321, 4.5.3.1.3, without its angle brackets
_LONGEST_NAME = 64  # RFC 5321, 4.5.3.1.1
_STRAIGHT = str.maketrans(dict.fromkeys(APOSTROPHES.replace("`", ""), "'"))
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_NAME = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")  # RFC 5322, 3.2.3, unquoted
_DOMAIN = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]", re.IGNORECASE
)


def parse_email(typed: str) -> str | None:
    """The address as it is kept: its domain in its own alphabet; None where it could not be sent to."""
    name, domain, plain = _parts(typed)
    if plain is None or len(name) + 1 + len(plain) > LONGEST_EMAIL:
        return None
    return f"{name}@{domain if domain.isascii() else _in_its_alphabet(domain)}"


def sendable(kept: str) -> str | None:
    """The address in ASCII, as a mail server wants it; None for what is none."""
    name, _, plain = _parts(kept)
    return f"{name}@{plain}" if plain is not None else None


def compared(typed: str) -> str | None:
    """The address as it is compared with another: in ASCII and in small letters."""
    found = sendable(typed.strip())
    return found.lower() if found else None


def spellings(typed: str) -> list[str]:
    """How the address may stand in the ledger, in small letters: as typed, as kept, as it is sent."""
    kept = parse_email(typed.strip()) or typed.strip()
    name, _, domain = kept.rpartition("@")
    known = {typed.strip(), kept, f"{name}@{_in_its_alphabet(domain)}", sendable(kept) or kept}
    return sorted({one.lower() for one in known | {one.replace("'", "’") for one in known}})


def is_accented(typed: str) -> bool:
    """Whether what stands before the @ is what keeps it from being an address."""
    return _parts(f"x@{typed.rpartition('@')[2]}")[2] is not None and not typed.isascii()


def plain_domain(domain: str) -> str:
    """The domain in ASCII and in small letters; as it is where it is none."""
    return _ascii(domain) or domain.lower()


def _in_its_alphabet(domain: str) -> str:
    plain = _ascii(domain)
    return domain if plain is None else idna.decode(plain)


def _ascii(domain: str) -> str | None:
    try:
        return idna.encode(domain, uts46=True, std3_rules=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError):
        return None


def _parts(typed: str) -> tuple[str, str, str | None]:
    """What stands before the @, the domain as typed, and in ASCII; that is None for no address."""
    name, _, domain = typed.rpartition("@")
    name = name.translate(_STRAIGHT)
    plain = _ascii(domain)
    if plain is None or not _DOMAIN.fullmatch(plain):
        return name, domain, None
    return name, domain, plain if len(name) <= _LONGEST_NAME and _NAME.fullmatch(name) else None
