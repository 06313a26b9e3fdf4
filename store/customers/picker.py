"""Customer picker: which customers somebody may mean by a name, a code, a number or a part of one.

One rule for whoever chooses a customer: each page of the console, and commands.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.errors import BadInput, NotFound
from rules.search_words import plain
from store.customers import directory, search
from store.models import Customer

MOST = 8  # that are offered at once
_LOOKED_AT = 60


def offered(session: Session, typed: str) -> Sequence[Customer]:
    """Those that fit: by the very code first, by how the name begins, then the others by name."""
    text = typed.strip()
    if not text:
        return []
    exact = directory.by_code(session, text)
    fitting = select(Customer).where(search.fits(text)).order_by(Customer.name).limit(_LOOKED_AT)
    begins = plain(text)
    found = sorted(
        session.scalars(fitting), key=lambda one: (not plain(one.name).startswith(begins), one.name)
    )
    first = [exact] if exact is not None else []
    return [*first, *(one for one in found if one is not exact)][:MOST]


def picked(session: Session, typed: str) -> Customer:
    """The customer of this code, or the only one that fits.

    Raises NotFound where nobody does, BadInput where several do.
    """
    exact = directory.by_code(session, typed)
    if exact is not None:
        return exact
    found = offered(session, typed)
    if not found:
        raise NotFound(f'there is no customer "{typed}"')
    if len(found) > 1:
        names = ", ".join(f"{one.name} ({one.code})" for one in found)
        raise BadInput(f'expected one customer, found {len(found)} for "{typed}": {names}')
    return found[0]
