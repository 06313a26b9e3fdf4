"""The first webhook of a call: one short transaction, since each caller waits for it.

Every caller's first answer waits for this row, and all the others wait for its lock.
"""

from datetime import datetime
from functools import cache
from typing import cast

from sqlalchemy import Table, bindparam, case, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from store.models import Call, CustomerPhone


def is_first(
    session: Session,
    *,
    sid: str,
    account_sid: str,
    from_number: str | None,
    from_raw: str,
    to_number: str,
    line: str | None,
    flow: str | None,
    now: datetime,
    forwarded: bool = False,
) -> bool:
    """Insert the call of which nothing is known yet; False, and nothing done, when its row stands.

    The same row as `call_log.begin` makes, but nothing is read back.
    """
    given = {
        "sid": sid,
        "account_sid": account_sid,
        "from_number": from_number,
        "from_raw": from_raw,
        "to_number": to_number,
        "line": line,
        "flow": flow,
        "started_at": now,
        "forwarded": forwarded,
    }
    insertion = _insertion(session.get_bind().dialect.name)
    return session.connection().execute(insertion, given).first() is not None


@cache
def _insertion(dialect: str) -> ReturningInsert[tuple[str]]:
    """Built once: to build it takes longer than to run it."""
    table = cast("Table", Call.__table__)
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    names = [
        "sid",
        "account_sid",
        "from_number",
        "from_raw",
        "to_number",
        "line",
        "flow",
        "started_at",
        "forwarded",
    ]
    values = {name: bindparam(name, type_=table.c[name].type) for name in names}
    # A hint at the customer, where the number is only one's.
    owner = case((func.count() == 1, func.min(CustomerPhone.customer_id)))
    same_number = CustomerPhone.number == bindparam("from_number", type_=table.c.from_number.type)
    hint = select(owner).where(same_number).scalar_subquery()
    row = insert(table).values(**values, customer_hint_id=hint)
    return row.on_conflict_do_nothing().returning(table.c.sid)
