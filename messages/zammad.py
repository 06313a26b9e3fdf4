"""Zammad by its REST API: requests opened, changed and closed there.

https://docs.zammad.org/en/latest/api/ticket/index.html and .../api/ticket/articles.html
"""

from datetime import UTC, datetime
from typing import Any

import requests

from rules.errors import PermanentFailure, TemporaryFailure
from rules.retry_after import seconds_of
from rules.tickets.helpdesk import Card, Change, Remote
from rules.tickets.ticket import Urgency

PRIORITIES = {
    Urgency.BLOCKING: "3 high",
    Urgency.HIGH: "3 high",
    Urgency.NORMAL: "2 normal",
    Urgency.LOW: "1 low",
}
TAG = "centralino"
# What somebody can mend there without a change of ours: the token, its rights, too many requests.
_MENDED = {401, 403, 408, 425, 429}


class Zammad:
    """One Zammad, by an access token with the right ticket.agent."""

    def __init__(self, url: str, token: str, group: str, customer: str, seconds: float) -> None:
        self._url, self._group, self._customer, self._seconds = url, group, customer, seconds
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Token token={token}"

    def create(self, card: Card) -> Remote:
        """Open a ticket, of whoever asked where an address is known."""
        made = self._ask(
            "POST",
            "/api/v1/tickets",
            {
                "title": card.title,
                "group": self._group,
                "customer_id": f"guess:{card.email or self._customer}",
                "state": "new",
                "priority": PRIORITIES[card.urgency],
                "tags": TAG,
                "article": {
                    "subject": card.title,
                    "body": card.text,
                    "content_type": "text/plain",
                    "type": "phone" if card.by_phone else "note",
                    "sender": "Customer",
                    "internal": False,
                },
            },
        )
        return _known(made)

    def find(self, mark: str) -> Remote | None:
        """The ticket whose title begins with the mark."""
        query = {"query": f'title:"{mark.strip("[]")}"', "limit": "20", "expand": "true"}
        found = self._ask("GET", "/api/v1/tickets/search", params=query)
        titled = [one for one in found if str(one.get("title", "")).startswith(mark)]
        return _known(titled[0]) if titled else None

    def update(self, remote_id: str, change: Change) -> None:
        """Write what changed; what is known now becomes an internal note."""
        told: dict[str, Any] = {}
        if change.title is not None:
            told["title"] = change.title
        if change.urgency is not None:
            told["priority"] = PRIORITIES[change.urgency]
        if change.is_open is not None:
            told["state"] = "open" if change.is_open else "closed"
        if change.text is not None:
            told["article"] = {
                "subject": change.mark,
                "body": change.text,
                "content_type": "text/plain",
                "type": "note",
                "internal": True,
            }
        self._ask("PUT", f"/api/v1/tickets/{remote_id}", told)

    def has(self, remote_id: str, mark: str) -> bool:
        """Whether an article has the mark as its subject."""
        found = self._ask("GET", f"/api/v1/ticket_articles/by_ticket/{remote_id}")
        return any(one.get("subject") == mark for one in found)

    def _ask(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        params: dict[str, str] | None = None,
    ) -> Any:
        """What Zammad answers; raises TemporaryFailure, or PermanentFailure for what it refuses."""
        try:
            answer = self._session.request(
                method,
                f"{self._url}{path}",
                json=body,
                params=params,
                timeout=self._seconds,
                allow_redirects=False,
            )
        except requests.RequestException as error:  # its words hold what was asked
            raise TemporaryFailure(f"Zammad does not answer: {type(error).__name__}") from None
        if answer.status_code in _MENDED or answer.status_code >= 500:
            wait = seconds_of(answer.headers.get("Retry-After"), datetime.now(UTC))
            raise TemporaryFailure(f"Zammad answered {answer.status_code}", wait)
        if not answer.ok or answer.is_redirect:
            raise PermanentFailure(f"Zammad answered {answer.status_code}: {_why(answer)}")
        try:
            return answer.json()
        except ValueError:
            raise TemporaryFailure("Zammad answered with something that is no JSON") from None


def _known(told: Any) -> Remote:
    """The ticket of an answer."""
    if not isinstance(told, dict) or "id" not in told:
        raise TemporaryFailure("Zammad answered with something that is no ticket")
    return Remote(str(told["id"]), str(told.get("number", "")))


def _why(answer: requests.Response) -> str:
    """Zammad's own words, which name fields and not what was in them."""
    try:
        told = answer.json()
    except ValueError:
        return "no reason"
    reason = told.get("error_human") or told.get("error") if isinstance(told, dict) else None
    return str(reason or "no reason")[:120]
