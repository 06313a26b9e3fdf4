"""What Alembic runs: the migrations, on the connection and in the transaction handed to it."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context

from store.migrations import is_modelled
from store.models import Base
from store.models.column_types import Hundredths, Json, Utc, Words


def plain(kind: str, item: Any, _context: object) -> str | Literal[False]:
    """A type as a new migration names it: by what the database has, and not by what we make of it.

    A migration must still do the same when our types have long changed.
    """
    if kind != "type":
        return False
    match item:
        case Words() | sa.Enum():
            return f"sa.String({item.length or ''})"
        case Json():
            return "sa.JSON()"
        case Hundredths():
            return "sa.BigInteger()"
        case Utc():
            return "sa.DateTime(timezone=True)"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,  # SQLite too, once its driver does not commit behind our back
    render_as_batch=True,  # SQLite alters a table by copying it
    render_item=plain,
    include_name=is_modelled,
)
with context.begin_transaction():
    context.run_migrations()
