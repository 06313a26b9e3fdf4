"""What people type to find a customer, and whom it finds, wherever they type it."""

from sqlalchemy.orm import Session

from store.customers import directory

SEARCHES = [
    ("cafe", ["L4000"]),
    ("caf", ["L3000", "L4000"]),
    ("CAFFÈ", ["L3000"]),
    ("caffè", ["L3000"]),
    ("ancora caffe", ["L3000"]),
    ("dell'angolo", ["L3000"]),
    ("zagar", ["L4000"]),
    ("sport bar", ["L1042"]),
    ("sport adige", []),  # all of the words, of one customer
    ("adige l2000", ["L2000"]),
    ("SEDE@adige", ["L2000"]),
    ("100%_", ["L1042"]),
    ("1xx", []),
    ("8001 234", ["L1042"]),
    ("\uff10\uff14\uff15 8001", ["L1042"]),  # digits of another width
    ("\0", []),
]


def customers_with_accents(session: Session) -> None:
    """Three customers beside the "Bar 100%_<Sport>", L1042."""
    directory.add(session, code="L2000", name="Panificio Adige", email="Sede@Adige.example")
    directory.add(session, code="L3000", name="Caff\u00e8 dell\u2019Angolo \u00c0ncora")
    directory.add(session, code="L4000", name="Cafe\u0301 \u017dagar")  # accents of their own
