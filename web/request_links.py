"""The link that opens a customer's own request: it cannot be guessed, and says nothing itself."""

from dataclasses import dataclass, field

from itsdangerous import BadSignature, URLSafeSerializer

from rules.errors import BadInput

SALT = "centralino.assistenza.request"
PATH = "/assistenza/r/"
SHORTEST_SECRET = 32  # characters


@dataclass(frozen=True)
class Links:
    """Signs with the secret; `base` is our public address, without a slash at its end."""

    secret: str = field(repr=False)
    base: str

    def __post_init__(self) -> None:
        """Refuse to be built with a secret that could be guessed."""
        if len(self.secret) < SHORTEST_SECRET:
            raise BadInput(f"web.secret_key: expected at least {SHORTEST_SECRET} characters")

    def link_for(self, ticket_id: int) -> str:
        """The whole link, the same whenever it is asked for."""
        return f"{self.base}{self.path_for(ticket_id)}"

    def path_for(self, ticket_id: int) -> str:
        """The link's part after our address."""
        return f"{PATH}{self._signer().dumps(ticket_id)}"

    def ticket_id(self, token: str) -> int | None:
        """The request that the last part of a link opens; None for one that we did not sign."""
        try:
            found = self._signer().loads(token)
        except (BadSignature, ValueError):
            return None
        return found if isinstance(found, int) else None

    def _signer(self) -> URLSafeSerializer:
        return URLSafeSerializer(self.secret, salt=SALT)
