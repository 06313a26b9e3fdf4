"""Import of hardware that customers bought."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

from sqlalchemy import ColumnElement, delete, insert, select, true, update
from sqlalchemy.orm import Session

from rules.customers.changes import Change, owned_by_others, same_pieces
from rules.customers.rows import HardwareRow
from store.customers import payers_due
from store.customers.import_customers import keep_others_out
from store.models import Customer, Hardware


def hardware(session: Session) -> list[HardwareRow]:
    """All pieces, by customer and day of purchase."""
    return _in_order(pieces(session).values())


def of_customers(session: Session, codes: Iterable[str]) -> Mapping[str, list[HardwareRow]]:
    """The pieces of each of the customers, by the day of purchase."""
    found: dict[str, list[HardwareRow]] = defaultdict(list)
    for row in _in_order(pieces(session, Customer.code.in_(codes)).values()):
        found[row.customer_code].append(row)
    return found


def of_others(session: Session, told: Mapping[int, tuple[str, str]]) -> dict[int, str]:
    """Of rows that tell a customer's code and a serial number: whose code the number is under."""
    statement = select(Customer.code, Hardware.serial).join(Hardware)
    known = session.execute(statement.where(Hardware.serial.is_not(None)))
    return owned_by_others(((code, serial) for code, serial in known if serial), told)


def compare(session: Session, rows: Sequence[HardwareRow]) -> list[Change[HardwareRow]]:
    """What each row would alter; pieces of which the file says nothing stay as they are."""
    known = pieces(session)
    return _changes(known, same_pieces(known, rows), rows)


def write(session: Session, rows: Sequence[HardwareRow]) -> list[Change[HardwareRow]]:
    """Make every piece what its row says, and give what that altered; its customer is known.

    A piece with a serial number goes over to the customer whom its row names.
    """
    keep_others_out(session)
    known = pieces(session)
    same = same_pieces(known, rows)
    changes = _changes(known, same, rows)
    _write(session, same, changes)
    return changes


def write_of(session: Session, code: str, rows: Sequence[HardwareRow]) -> None:
    """The rows become all that the customer has; no other customer has a serial number of theirs."""
    keep_others_out(session)
    known = pieces(session, Customer.code == code)
    same = same_pieces(known, rows)
    _write(session, same, _changes(known, same, rows))
    gone = known.keys() - set(same)
    if gone:
        payers_due.mark(session, _ids(session, {code}).values())
        session.execute(delete(Hardware).where(Hardware.id.in_(gone)))


def _changes(
    known: Mapping[int, HardwareRow], same: Sequence[int | None], rows: Sequence[HardwareRow]
) -> list[Change[HardwareRow]]:
    return [
        Change(None if key is None else known[key], row)
        for key, row in zip(same, rows, strict=True)
    ]


def _write(
    session: Session, same: Sequence[int | None], changes: Sequence[Change[HardwareRow]]
) -> None:
    altered = [pair for pair in zip(same, changes, strict=True) if pair[1].what != "unchanged"]
    owners = _ids(session, {change.after.customer_code for _, change in altered})
    before = {change.before.customer_code for _, change in altered if change.before}
    payers_due.mark(session, {*owners.values(), *_ids(session, before).values()})
    new, known = [], []
    for key, change in altered:
        facts = asdict(change.after)
        facts["customer_id"] = owners[facts.pop("customer_code")]
        new.append(facts) if key is None else known.append({"id": key, **facts})
    if new:
        session.execute(insert(Hardware), new)
    if known:
        session.execute(update(Hardware), known)


def _ids(session: Session, codes: set[str]) -> dict[str, int]:
    """The ids of the customers; of a few they are asked for, of many all are read."""
    wanted = Customer.code.in_(codes) if len(codes) < 100 else true()
    rows = session.execute(select(Customer.code, Customer.id).where(wanted))
    return {code: key for code, key in rows}  # noqa: C416


def pieces(session: Session, which: ColumnElement[bool] | None = None) -> dict[int, HardwareRow]:
    """The pieces by their id."""
    statement = select(
        Hardware.id,
        Customer.code,
        Hardware.item,
        Hardware.serial,
        Hardware.bought_on,
        Hardware.warranty_months,
    ).join(Customer)
    if which is not None:
        statement = statement.where(which)
    return {
        key: HardwareRow(code, item, serial, bought_on, months)
        for key, code, item, serial, bought_on, months in session.execute(
            statement.order_by(Hardware.id)
        )
    }


def _in_order(rows: Iterable[HardwareRow]) -> list[HardwareRow]:
    return sorted(rows, key=lambda row: (row.customer_code, row.bought_on))
