"""What people at the desk do by the API: take a request, say what came of it, book minutes, quote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import requests

from centralino.demo.money import work
from centralino.demo.rehearsal import Rehearsal

SECONDS = 10


@dataclass(frozen=True)
class Colleague:
    """Somebody who works by the API, as a program of theirs would."""

    desk: Rehearsal
    token: str

    def takes(self, callback_id: int) -> str:
        """Has the callback in hand from now on, by the token that is answered."""
        return str(self._ask("POST", f"callbacks/{callback_id}/claim")["token"])

    def tells(self, callback_id: int, outcome: str, **more: str) -> dict[str, Any]:
        """Has rung the customer, and says what came of it."""
        told = {"token": self.takes(callback_id), "outcome": outcome, **more}
        return self._ask("POST", f"callbacks/{callback_id}/outcome", told)

    def knows(self, ticket_id: int, code: str) -> None:
        """Has heard which customer it is."""
        self._ask("PATCH", f"tickets/{ticket_id}", {"customer_code": code})

    def books(self, ticket_id: int, began: datetime, note: str, pays: str) -> None:
        """Has worked on it since then."""
        minutes = round((self.desk.carrier.clock.now() - began).total_seconds() / 60)
        done = {"key": f"demo-{ticket_id}", "minutes": minutes, "note": note, "pays": pays}
        work(self.desk, self.token, ticket_id, {**done, "started_at": began.isoformat()})

    def quotes(self, callback_id: int, lines: Sequence[Mapping[str, str]], note: str) -> None:
        """Has spoken with the customer, written the quote and sent it."""
        quote = self.tells(callback_id, "to_be_quoted", note=note)["quote_id"]
        written = self._ask("PUT", f"quotes/{quote}", {"lines": lines})
        self._ask("POST", f"quotes/{quote}/send", {"total": written["total"]})

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        answer = requests.request(
            method,
            f"{self.desk.address}/api/v1/{path}",
            json=body,
            headers={"Authorization": f"Bearer {self.token}"},
            timeout=SECONDS,
        )
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found
