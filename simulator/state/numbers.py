"""A telephone number that the account owns, with its webhooks."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Number:
    """What is configured on an IncomingPhoneNumber; an empty URL is one that is not set."""

    voice_url: str
    voice_fallback_url: str = ""
    status_callback: str = ""
    sid: str = ""  # PN…, dealt by the carrier when empty
    voice_method: str = "POST"
    voice_fallback_method: str = "POST"
    status_callback_method: str = "POST"
    friendly_name: str = ""
    sms: bool = False  # Italian landlines are taken to be for voice alone
    # Either takes the place of all the webhooks above; setting one deletes the other.
    voice_application_sid: str = ""
    trunk_sid: str = ""
    voice_caller_id_lookup: bool = False
