"""Imports of customers and hardware, kept for some days with what each row was, and taken back.

Taking back puts each row as it was, unless somebody altered it since, and takes away what the import
added, unless something hangs on it: that row stays, and is named. What was there before tells of
people: it goes after a week, once it was put back, and when a customer's data are erased.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

from rules.customers.rows import CustomerRow, HardwareRow
from rules.errors import MoveRefused, NotFound
from store.customers import import_customers, import_hardware, payers_due
from store.models import Base, Customer, CustomerImport, CustomerPhone, Hardware, ImportedRow

TAKEN_BACK_FOR = timedelta(days=7)
_DONE = "expected an import that can still be taken back, found one that was or is too old"
_DAYS = frozenset({"contract_until", "j_system_until", "bought_on"})
Held = Mapping[int, CustomerRow | HardwareRow]


def held(session: Session, kind: str) -> Held:
    """All rows of the kind ("customers", "hardware") as they are now, by their id."""
    if kind == "hardware":
        return import_hardware.pieces(session)
    codes = {code: key for key, code in session.execute(select(Customer.id, Customer.code))}
    return {codes[row.code]: row for row in import_customers.customers(session)}


def keep(session: Session, kind: str, name: str, before: Held, *, by: str, now: datetime) -> None:
    """Note what an import altered since all was as `before`; nothing where it altered nothing."""
    after = held(session, kind)
    altered = [key for key in after if _told(before.get(key)) != _told(after[key])]
    if not altered:
        return
    one = CustomerImport(at=now, by=by, kind=kind, name=name[:150])
    session.add(one)
    session.flush()
    owners = _owners(session, kind, altered)
    for key in altered:
        told = {"before": _told(before.get(key)), "after": _told(after[key])}
        row = ImportedRow(import_id=one.id, row_id=key, customer_id=owners[key], body=told)
        session.add(row)


def newest(session: Session, now: datetime, limit: int = 5) -> list[tuple[CustomerImport, int]]:
    """What can still be taken back with how many rows it altered, the newest first."""
    statement = (
        select(CustomerImport, func.count(ImportedRow.id))
        .join(ImportedRow, ImportedRow.import_id == CustomerImport.id)
        .where(CustomerImport.at > now - TAKEN_BACK_FOR, CustomerImport.undone_at.is_(None))
        .group_by(CustomerImport.id)
        .order_by(CustomerImport.id.desc())
    )
    return [(one, count) for one, count in session.execute(statement.limit(limit))]


def take_back(
    session: Session, import_id: int, *, now: datetime
) -> tuple[CustomerImport, list[str], list[str]]:
    """Put every row as it was; those that stay, altered since, and those on which something hangs.

    Both are told in words: a customer's code and name, or a piece and whose it is. Raises NotFound, and
    MoveRefused for an import that was taken back, or is too old.
    """
    wanted = select(CustomerImport).where(CustomerImport.id == import_id).with_for_update()
    one = session.scalars(wanted, execution_options={"populate_existing": True}).first()
    if one is None:
        raise NotFound(f"there is no import {import_id}")
    if one.undone_at is not None or one.at <= now - TAKEN_BACK_FOR:
        raise MoveRefused(_DONE)
    one.undone_at = now
    import_customers.keep_others_out(session)
    current = held(session, one.kind)
    altered, hanging, back, gone = [], [], {}, []
    rows = session.scalars(select(ImportedRow).where(ImportedRow.import_id == import_id))
    for row in rows:
        if row.row_id not in current:
            continue  # somebody took it away
        there = current[row.row_id]
        if _told(there) != row.body["after"]:
            altered.append(named(there))
        elif row.body["before"] is not None:
            back[row.row_id] = row.body["before"]
        elif _hangs(session, one.kind, row.row_id):
            hanging.append(named(there))
        else:
            gone.append(row.row_id)
    _write(session, one.kind, back, gone)
    session.execute(delete(ImportedRow).where(ImportedRow.import_id == import_id))
    return one, altered, hanging


def forget_old(session: Session, now: datetime) -> None:
    """Delete what imports altered more than a week ago."""
    old = select(CustomerImport.id).where(CustomerImport.at <= now - TAKEN_BACK_FOR)
    session.execute(delete(ImportedRow).where(ImportedRow.import_id.in_(old)))
    session.execute(delete(CustomerImport).where(CustomerImport.id.in_(old)))


def forget(session: Session, customer_ids: Collection[int], *, told: Collection[str] = ()) -> None:
    """Delete what is kept of the customers, and whatever tells of a number or an address."""
    session.execute(delete(ImportedRow).where(ImportedRow.customer_id.in_(customer_ids)))
    for row in session.scalars(select(ImportedRow)) if told else ():
        if any(_tells(row.body[which], told) for which in ("before", "after")):
            session.delete(row)


def named(row: CustomerRow | HardwareRow) -> str:
    """The row in words: "L1042, Ferramenta Rossi"; "L1042, Stampante"."""
    if isinstance(row, CustomerRow):
        return f"{row.code}, {row.name}"
    return f"{row.customer_code}, {row.item}"


def _tells(body: Mapping[str, Any] | None, told: Collection[str]) -> bool:
    if body is None:
        return False
    email = (body.get("email") or "").lower()
    return any(one in body.get("phones", ()) or one.lower() == email for one in told)


def _told(row: CustomerRow | HardwareRow | None) -> dict[str, Any] | None:
    """The row as it is kept: days as 2026-11-23, numbers in one order."""
    if row is None:
        return None
    facts = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(row).items()
    }
    return facts | ({"phones": sorted(row.phones)} if isinstance(row, CustomerRow) else {})


def _facts(body: Mapping[str, Any]) -> dict[str, Any]:
    days = {name: date.fromisoformat(body[name]) for name in _DAYS & body.keys() if body[name]}
    phones = {"phones": tuple(body["phones"])} if "phones" in body else {}
    return {**body, **days, **phones}


def _owners(session: Session, kind: str, keys: Iterable[int]) -> dict[int, int]:
    if kind == "customers":
        return {key: key for key in keys}
    rows = session.execute(select(Hardware.id, Hardware.customer_id))
    return {key: owner for key, owner in rows}  # noqa: C416


def _hangs(session: Session, kind: str, key: int) -> bool:
    """Whether any other row names it; a customer's own numbers go with them."""
    table = Customer.__table__ if kind == "customers" else Hardware.__table__
    for other in Base.metadata.sorted_tables:
        if other.name == CustomerPhone.__tablename__:
            continue
        for link in other.foreign_keys:
            if link.column.table is table and session.scalar(
                select(exists().where(link.parent == key))
            ):
                return True
    return False


def _write(session: Session, kind: str, back: Mapping[int, Any], gone: Collection[int]) -> None:
    rows = {key: _facts(body) for key, body in back.items()}
    if kind == "customers":
        import_customers.write(session, [CustomerRow(**facts) for facts in rows.values()])
        payers_due.mark(session, gone)
        session.execute(delete(CustomerPhone).where(CustomerPhone.customer_id.in_(gone)))
        session.execute(delete(Customer).where(Customer.id.in_(gone)))
        return
    owners = {code: key for key, code in session.execute(select(Customer.id, Customer.code))}
    for key, facts in rows.items():
        piece = session.get_one(Hardware, key)
        payers_due.mark(session, [piece.customer_id, owners[facts["customer_code"]]])
        piece.customer_id = owners[facts.pop("customer_code")]
        for name, value in facts.items():
            setattr(piece, name, value)
    session.flush()
    whose = session.scalars(select(Hardware.customer_id).where(Hardware.id.in_(gone)))
    payers_due.mark(session, list(whose))
    session.execute(delete(Hardware).where(Hardware.id.in_(gone)))
