"""The customers of the demonstration, and what each has of Leotron."""

from datetime import date, datetime

from sqlalchemy.orm import Session, sessionmaker

from store.customers import directory
from store.models import Hardware


def seed(sessions: sessionmaker[Session], now: datetime) -> None:
    """Customers that the desk knows, so that codes, numbers and purchases mean something."""
    with sessions.begin() as session:
        directory.add(
            session, code="L1042", name="Farmacia Zanini", phones=["+390455901833"], j_system=True
        )
        rossi = directory.add(
            session, code="L2210", name="Ferramenta Rossi", phones=["+390458012345"], contract=True
        )
        directory.add(session, code="L3105", name="Libreria Stella", phones=["+393387142905"])
        directory.add(
            session, code="L4417", name="Trattoria Garda", phones=["+393284457091"], j_system=True
        )
        till = Hardware(item="Cassa Olivetti", serial="OL-20417", bought_on=date(now.year, 3, 10))
        printer = Hardware(item="Stampante Epson", serial="EP-88123", bought_on=date(2023, 5, 2))
        for piece in (till, printer):
            piece.customer_id = rossi.id
            session.add(piece)
