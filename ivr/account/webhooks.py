"""A number's webhooks at Twilio: how they should stand, how they stand, and what tells them apart."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ivr.twiml import CALLBACK_PATIENCE, PATIENCE

# As the number's resource names them, and as an update of it does.
# https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource
FIELDS: Mapping[str, str] = {
    "voice_url": "VoiceUrl",
    "voice_method": "VoiceMethod",
    "voice_fallback_url": "VoiceFallbackUrl",
    "voice_fallback_method": "VoiceFallbackMethod",
    "status_callback": "StatusCallback",
    "status_callback_method": "StatusCallbackMethod",
    # Where one of these is set Twilio asks none of the addresses above.
    "voice_application_sid": "VoiceApplicationSid",
    "trunk_sid": "TrunkSid",
    "voice_caller_id_lookup": "VoiceCallerIdLookup",
}


@dataclass(frozen=True)
class SeenNumber:
    """A number of the account, as Twilio has it."""

    sid: str
    number: str
    settings: Mapping[str, str]  # those of FIELDS; "" for none
    takes_calls: bool = True
    sends_texts: bool = False


@dataclass(frozen=True)
class Difference:
    """One setting that stands otherwise at Twilio."""

    field: str
    found: str
    wanted: str


def wanted(public_url: str, fallback_url: str | None = None) -> dict[str, str]:
    """How a line's number should stand; the fallback may be a document that Twilio keeps."""
    return {
        "voice_url": f"{public_url}/voice/incoming{PATIENCE}",
        "voice_method": "POST",
        "voice_fallback_url": fallback_url or f"{public_url}/voice/fallback",
        "voice_fallback_method": "POST",
        "status_callback": f"{public_url}/voice/status{CALLBACK_PATIENCE}",
        "status_callback_method": "POST",
        "voice_application_sid": "",
        "trunk_sid": "",
        "voice_caller_id_lookup": "false",
    }


def differences(seen: SeenNumber, should: Mapping[str, str]) -> list[Difference]:
    """What an update would change, in the order of the fields."""
    return [
        Difference(name, seen.settings.get(name, ""), should[name])
        for name in FIELDS
        if seen.settings.get(name, "") != should[name]
    ]


def form_of(changes: list[Difference]) -> dict[str, str]:
    """The update that makes these changes, and no other."""
    return dict(_fields(changes))


def _fields(changes: list[Difference]) -> Iterator[tuple[str, str]]:
    for change in changes:
        yield FIELDS[change.field], change.wanted
