"""Known fields: what Twilio's parameters look like that we act upon, and which have to be there.

Characters that move between a parameter's name and its value leave the signature valid. So what is
signed and still has another shape than Twilio's is answered, and written down nowhere.
https://www.twilio.com/docs/voice/twiml#twilios-request-to-your-application
"""

import re
from collections.abc import Mapping

from ivr.turn import DIGITS

_STATUS = re.compile(r"[a-z-]{1,32}", re.ASCII)
_COUNT = re.compile(r"-?[0-9]{1,6}", re.ASCII)  # Twilio says -1 of what did not come to be


def _sid(*prefixes: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(prefixes)})[0-9a-fA-F]{{32}}", re.ASCII)


PATTERNS: Mapping[str, re.Pattern[str]] = {
    "AccountSid": _sid("AC"),
    "CallSid": _sid("CA"),
    "ParentCallSid": _sid("CA"),
    "DialCallSid": _sid("CA"),
    "RecordingSid": _sid("RE"),
    "MessageSid": _sid("SM", "MM"),
    "CallStatus": _STATUS,
    "DialCallStatus": _STATUS,
    "RecordingStatus": _STATUS,
    "MessageStatus": _STATUS,
    "AnsweredBy": re.compile(r"[a-z_]{1,40}", re.ASCII),
    "DialBridged": re.compile(r"true|false"),
    "Digits": DIGITS,
    "CallDuration": _COUNT,
    "DialCallDuration": _COUNT,
    "RecordingDuration": _COUNT,
    "ErrorCode": _COUNT,
    # Numbers, SIP addresses, names: whatever they are, they hold no control characters.
    "From": re.compile(r"[^\x00-\x1f\x7f]*"),
    "To": re.compile(r"[^\x00-\x1f\x7f]*"),
}
OF_A_CALL = frozenset({"AccountSid", "CallSid"})
OF_A_CALLER = OF_A_CALL | {"CallStatus", "From", "To"}  # an empty From is a number that is withheld
OF_A_RECORDING = OF_A_CALL | {"RecordingSid"}
OF_A_MESSAGE = frozenset({"AccountSid", "MessageSid", "MessageStatus"})
_MAY_BE_EMPTY = PATTERNS.keys() - OF_A_CALL


def fault(form: Mapping[str, str], needed: frozenset[str]) -> str | None:
    """What is amiss with a request that Twilio signed, without its words; None when nothing is."""
    for name in sorted(needed - form.keys()):
        return f"{name} is missing"
    for name, pattern in PATTERNS.items():
        value = form.get(name)
        if value is None or (not value and name in _MAY_BE_EMPTY and name not in _sids(needed)):
            continue
        if not pattern.fullmatch(value):
            return f"{name} has another shape than Twilio's"
    return None


def _sids(needed: frozenset[str]) -> frozenset[str]:
    return frozenset(name for name in needed if name.endswith("Sid"))
