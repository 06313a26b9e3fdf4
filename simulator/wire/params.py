"""The parameters that each voice webhook carries, and the ways in which they are written.

Twilio docs: TwiML for Programmable Voice (Twilio's request to your application). The doubles under
their old names (Caller, Called) and the empty geographic fields are what real requests carry.
"""

import random
from dataclasses import dataclass
from urllib.parse import quote, quote_plus, urlencode

Form = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Profile:
    """How requests are written; none of it may matter to whoever receives them."""

    shuffled: bool = False
    spaces: str = "+"  # "+", "%20", or "any" for now one, now the other
    unknown: Form = ()  # parameters that Twilio might add without notice
    state: str = ""  # a non-ASCII value occurs here before any speech does


PLAIN = Profile()
HOSTILE = Profile(
    shuffled=True,
    spaces="any",
    unknown=(("XParametroNuovo", "perché no?"), ("CallerRisk", "")),
    state="Forlì-Cesena",
)


def standard(
    *,
    account_sid: str,
    api_version: str,
    call_sid: str,
    parent_call_sid: str,
    status: str,
    direction: str,
    from_number: str,
    to_number: str,
    profile: Profile,
) -> Form:
    """What is sent on every TwiML request of a call, in Twilio's alphabetical order."""
    own = [
        ("AccountSid", account_sid),
        ("ApiVersion", api_version),
        ("CallSid", call_sid),
        ("CallStatus", status),
        ("Called", to_number),
        ("Caller", from_number),
        ("Direction", direction),
        ("From", from_number),
        ("To", to_number),
    ]
    if parent_call_sid:
        own.append(("ParentCallSid", parent_call_sid))
    places = [
        *_place("Called", to_number, profile),
        *_place("Caller", from_number, profile),
        *_place("From", from_number, profile),
        *_place("To", to_number, profile),
    ]
    return tuple(sorted([*own, *places])) + profile.unknown


def _place(prefix: str, number: str, profile: Profile) -> Form:
    return (
        (f"{prefix}City", ""),
        (f"{prefix}Country", country_of(number)),
        (f"{prefix}State", profile.state),
        (f"{prefix}Zip", ""),
    )


def encode(form: Form, profile: Profile, seed: str) -> str:
    """The form as it stands on the wire; neither order nor the sign for a space is promised."""
    dice = random.Random(seed)
    pairs = list(form)
    if profile.shuffled:
        dice.shuffle(pairs)
    plus = {"+": True, "%20": False}.get(profile.spaces, dice.random() < 0.5)
    return urlencode(pairs, quote_via=quote_plus if plus else quote, safe="")


def country_of(number: str) -> str:
    """The ISO country of an E.164 number, empty where it is not one that we expect here."""
    prefixes = {
        "+39": "IT",
        "+1": "US",
        "+33": "FR",
        "+41": "CH",
        "+43": "AT",
        "+44": "GB",
        "+49": "DE",
    }
    return next((iso for prefix, iso in prefixes.items() if number.startswith(prefix)), "")
