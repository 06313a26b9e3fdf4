"""A customer's browser, as far as Flask's client is one."""

import io
import re
from dataclasses import dataclass, field
from html import unescape

from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from store.models import Callback, Ticket, TicketHistory
from tests.clock import Clock
from web.form.services import Services

SECRET = "a secret of the tests, long enough"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 100
GOOD = {
    "azienda": "Ferramenta Rossi",
    "nome": "Marco Rossi",
    "telefono": "045 8001234",
    "email": "marco@example.it",
    "codice": "l-1042",
    "tipo": "software",
    "programma": "J2K",
    "versione": "11.4.2",
    "descrizione": "La chiusura di cassa si ferma.\nAppare un errore.",
}


@dataclass
class Customer:
    """Somebody with a browser, as far as Flask's client is one."""

    client: FlaskClient
    services: Services
    clock: Clock
    sessions: sessionmaker[Session]
    address: dict = field(default_factory=dict)

    def opens(self, path="/assistenza"):
        return self.client.get(path, environ_overrides=self.address)

    def hidden(self, path="/assistenza"):
        """The hidden fields of a page's form, as a browser sends them back."""
        found = re.findall(r'<input[^>]*type="hidden"[^>]*>', self.opens(path).text)
        named = (re.search(r'name="([^"]+)"[^>]*value="([^"]*)"', one) for one in found)
        return {one[1]: unescape(one[2]) for one in named if one}

    def sends(self, *files, hidden=None, **changes):
        """Fill the form in and send it; a file is (bytes, name)."""
        typed = {**(self.hidden() if hidden is None else hidden), **GOOD, **changes}
        typed = {name: value for name, value in typed.items() if value is not None}
        uploads = [(io.BytesIO(data), name) for data, name in files]
        return self.client.post(
            "/assistenza", data={**typed, "allegati": uploads}, environ_overrides=self.address
        )

    def files(self, *files, **changes):
        """Send what is right, and return the ticket's id and the path of its page."""
        answer = self.sends(*files, **changes)
        assert answer.status_code == 303, answer.text
        path = answer.location.partition("?")[0]
        return self.services.links.named(path.rsplit("/", 1)[1]), path

    def does(self, path, act, **typed):
        """Go to a page of one's own request and confirm it."""
        page = f"{path}/{act}"
        return self.client.post(page, data={**self.hidden(page), **typed})

    def ticket(self, ticket_id):
        with self.sessions() as session:
            return session.get_one(Ticket, ticket_id)

    def callback(self, ticket_id):
        with self.sessions() as session:
            return session.scalars(select(Callback).where(Callback.ticket_id == ticket_id)).one()

    def history(self, ticket_id):
        with self.sessions() as session:
            mine = select(TicketHistory).where(TicketHistory.ticket_id == ticket_id)
            rows = session.scalars(mine.order_by(TicketHistory.id))
            return [(row.actor, row.event) for row in rows]

    def tickets(self):
        with self.sessions() as session:
            return session.scalar(select(func.count()).select_from(Ticket))

    def kept(self):
        """The files in the folder of attachments."""
        folder = self.services.attachments
        return sorted(folder.iterdir()) if folder.exists() else []
