"""The link that opens a customer's own request: it cannot be guessed, and opens no other request.

It is made of the request's number and of a secret that the request got when it was opened, signed
with the service's key. Numbers may be dealt again when a copy of the database comes back; secrets are not.
"""

import hashlib
import hmac
from base64 import b32encode
from dataclasses import dataclass, field

from itsdangerous import BadSignature, URLSafeSerializer

from rules.errors import BadInput
from rules.tickets.ticket import number_of
from store.models import Ticket

SALT = "centralino.assistenza.request"
PATH = "/assistenza/r/"
SHORTEST_SECRET = 32  # characters
BETWEEN = "-"  # the request's number and what proves it; a link of before has a dot
_BYTES = 16  # of the proof: nobody guesses 128 bits


@dataclass(frozen=True)
class Links:
    """Signs with the secret; `base` is our public address, without a slash at its end."""

    secret: str = field(repr=False)
    base: str

    def __post_init__(self) -> None:
        """Refuse to be built with a secret that could be guessed."""
        if len(self.secret) < SHORTEST_SECRET:
            raise BadInput(f"web.secret_key: expected at least {SHORTEST_SECRET} characters")

    def link_for(self, ticket: Ticket) -> str:
        """The whole link, the same whenever it is asked for."""
        return f"{self.base}{self.path_for(ticket)}"

    def path_for(self, ticket: Ticket) -> str:
        """The link's part after our address."""
        return f"{PATH}{number_of(ticket.id)}{BETWEEN}{self._proof(ticket)}"

    def named(self, token: str) -> int | None:
        """The request that the last part of a link names, which proves nothing yet; None for none."""
        number, between, _ = token.partition(BETWEEN)
        if between and number.isascii() and number.isdigit() and len(number) <= 9:
            return int(number)
        return self._signed(token)

    def opens(self, token: str, ticket: Ticket) -> bool:
        """Whether the last part of a link is the request's own.

        Links that were sent before requests had secrets prove no more than a number: they open
        requests of that time alone, whose numbers nobody else was given since.
        """
        if not ticket.link_secret:
            return False
        _, between, proof = token.partition(BETWEEN)
        if between and self._signed(token) is None:
            ours = self._proof(ticket)
            return hmac.compare_digest(ours.encode(), proof.lower().encode(errors="replace"))
        return ticket.has_signed_link and self._signed(token) == ticket.id

    def _proof(self, ticket: Ticket) -> str:
        """In small letters and digits, which no telephone takes for the end of a sentence."""
        told = f"{SALT}:{ticket.id}:{ticket.link_secret}".encode()
        made = hmac.new(self.secret.encode(), told, hashlib.sha256).digest()[:_BYTES]
        return b32encode(made).decode().rstrip("=").lower()

    def _signed(self, token: str) -> int | None:
        try:
            found = URLSafeSerializer(self.secret, salt=SALT).loads(token)
        except (BadSignature, ValueError):
            return None
        return found if type(found) is int else None
