"""The account at Twilio over REST: what it is, its numbers and their webhooks, what it may do.

For whoever sets the service up and looks after it; calls and recordings are `ivr.twilio_api`'s.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from ivr.account import regions
from ivr.account.webhooks import FIELDS, Difference, SeenNumber, form_of
from ivr.twilio_errors import check_answer, sorted_errors
from ivr.twilio_http import Credentials, Pair, RotatingClient
from ivr.twilio_seen import instant, listed
from rules.errors import NotThere, PermanentFailure, TemporaryFailure

Seen = TypeVar("Seen")
TWILIO = "https://api.twilio.com"
PAGE = 100


class NotLetIn(PermanentFailure):
    """Twilio knows neither of the credentials, or not for this account."""


class NotAllowed(PermanentFailure):
    """The credentials are good, and may not do this: a restricted key's, say."""


@dataclass(frozen=True)
class SeenAccount:
    """The account as Twilio has it."""

    name: str
    status: str  # active, suspended, closed
    is_trial: bool


class AccountApi:
    """Asks about one account, at Twilio or wherever `api_base_url` says."""

    def __init__(
        self,
        account_sid: str,
        credentials: tuple[Pair, ...],
        api_base_url: str | None = None,
        timeout: float = 10,
    ) -> None:
        self.base = (api_base_url or TWILIO).rstrip("/")
        self._account = f"{self.base}/2010-04-01/Accounts/{account_sid}"
        self._client = RotatingClient(Credentials(*credentials), timeout)
        self.told_at: datetime | None = None  # Twilio's clock, at its last answer

    def account(self) -> SeenAccount:
        """What kind of account it is."""
        found = self._get(f"{self._account}.json", {})
        return SeenAccount(
            name=str(found.get("friendly_name") or ""),
            status=str(found.get("status")),
            is_trial=found.get("type") == "Trial",
        )

    def balance(self) -> tuple[float, str] | None:
        """What is left on it, and the currency; None for an account that has none of its own."""
        found = self._get(f"{self._account}/Balance.json", {})
        with sorted_errors():
            left = found.get("balance")
            return (float(left), str(found.get("currency"))) if left is not None else None

    def numbers(self) -> list[SeenNumber]:
        """All numbers that the account owns."""
        return self._listed("IncomingPhoneNumbers", "incoming_phone_numbers", _seen_number)

    def caller_ids(self) -> list[str]:
        """Numbers of others that the account has verified, and may show as its own (E.164)."""
        return self._listed(
            "OutgoingCallerIds", "outgoing_caller_ids", lambda one: str(one["phone_number"])
        )

    def change(self, number: SeenNumber, changes: list[Difference]) -> SeenNumber:
        """Make these changes; the number as Twilio has it afterwards."""
        url = f"{self._account}/IncomingPhoneNumbers/{number.sid}.json"
        return _seen_number(self._ask("POST", url, data=form_of(changes)))

    def rehearse(self, line: str, caller_id: str, twiml: str, longest_s: int) -> str:
        """Ring a line of ours from another number of ours, and play it the document; the call's SID."""
        told = {
            "To": line,
            "From": caller_id,
            "Twiml": twiml,
            "Timeout": 30,
            "TimeLimit": longest_s,
        }
        return str(self._ask("POST", f"{self._account}/Calls.json", data=told).get("sid") or "")

    def may_call(self, country: str) -> bool:
        """Whether the account's geographic permissions let it call fixed lines and mobiles there."""
        base = regions.of_product(self.base, "voice")
        found = self._get(f"{base}/v1/DialingPermissions/Countries/{country}", {})
        return found.get("low_risk_numbers_enabled") is True

    def region_of(self, number: str) -> str | None:
        """The region in which calls to the number are processed; None where we may not ask."""
        # Routes are kept in US1 for all regions, at an address of their own.
        base = "https://routes.twilio.com" if regions.is_twilios(self.base) else self.base
        try:
            found = self._get(f"{base}/v2/PhoneNumbers/{number}", {})
        except NotThere:  # it was never routed anywhere else
            return regions.HOME
        except (NotLetIn, NotAllowed):  # another region's credentials, or a restricted key's
            return None
        return str(found.get("voice_region") or regions.HOME)

    def _listed(
        self, resource: str, key: str, read: Callable[[Mapping[str, Any]], Seen]
    ) -> list[Seen]:
        return listed(self._get, f"{self._account}/{resource}.json", key, {"PageSize": PAGE}, read)

    def _get(self, url: str, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        return self._ask("GET", url, params=dict(asked))

    def _ask(self, method: str, url: str, **more: Any) -> Mapping[str, Any]:
        whole = url if url.startswith("http") else f"{self.base}{url}"
        with sorted_errors():
            answer = self._client.request(method, whole, **more)
            headers = {name.lower(): value for name, value in (answer.headers or {}).items()}
            self.told_at = instant(headers.get("date")) or self.told_at
            _check_credentials(answer.status_code)
            check_answer(answer)
            found = json.loads(answer.text)
        if not isinstance(found, dict):
            raise TemporaryFailure("Twilio's answer could not be read: it is no object")
        return found


def _check_credentials(status: int) -> None:
    if status == 401:
        raise NotLetIn("Twilio refuses the credentials")
    if status == 403:
        raise NotAllowed("Twilio does not allow that with these credentials")


def _seen_number(item: Mapping[str, Any]) -> SeenNumber:
    able = item.get("capabilities") or {}
    return SeenNumber(
        sid=str(item["sid"]),
        number=str(item["phone_number"]),
        settings={name: _plain(item.get(name)) for name in FIELDS},
        takes_calls=able.get("voice") is not False,
        sends_texts=able.get("sms") is True,
    )


def _plain(value: object) -> str:
    """A setting as an update of it is written; methods without an address mean nothing."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
