"""The account manager: who answers commercial requests, instead of the technicians.

"È possibile ottenere informazioni sul costo del contratto di assistenza e sul modulo J-System
direttamente dal tuo account manager."
"""

from dataclasses import dataclass

from rules.entitlement.decision import Coverage
from rules.tickets.ticket import Category


@dataclass(frozen=True)
class AccountManager:
    """A person at Leotron; None is what nobody told."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None

    @property
    def words(self) -> str:
        """ "il Suo account manager, Anna Bianchi (anna@example.it, 045 800 1234)"."""
        reached = ", ".join(filter(None, (self.email, self.phone)))
        named = f", {self.name}" if self.name else ""
        return f"il Suo account manager{named}{f' ({reached})' if reached else ''}"


NOBODY = AccountManager()  # none was named

# Nobody decided otherwise: a technician who says that it is work by the hour takes it back.
NOT_DECIDED = (None, Coverage.UNKNOWN.value)


def answers(category: str, cover: str | None) -> bool:
    """Whether the account manager answers a request of the category, by who pays for it."""
    return category == Category.COMMERCIAL and cover in NOT_DECIDED


def chosen(own: AccountManager, default: AccountManager) -> AccountManager:
    """The customer's own where they have one, else the default; never the parts of two."""
    return own if own.name or own.email else default


def mail(
    number: str, came: str, who: str | None, phone: str | None, said: str, link: str
) -> tuple[str, str]:
    """Subject and text of what tells an account manager of a request."""
    lines = (
        f"Richiesta commerciale {number}.",
        came,
        f"Cliente: {who or 'non riconosciuto'}",
        f"Telefono: {phone or 'non indicato'}",
        "",
        said or "Il messaggio è da ascoltare.",
        "",
        f"La richiesta resta in Commerciali finché qualcuno non la segna come fatta: {link}",
    )
    return f"Richiesta commerciale {number}", "\n".join(lines)
