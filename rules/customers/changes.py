"""Changes that an import would make: each row of the file beside what is known already."""

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Generic, Literal, TypeVar

from rules.customers.rows import CustomerRow, HardwareRow, keypad_digits
from rules.entitlement import plain_serial

Row = TypeVar("Row", CustomerRow, HardwareRow)


@dataclass(frozen=True)
class Change(Generic[Row]):
    """What is known, if anything is, and what the file says of the same."""

    before: Row | None
    after: Row

    @property
    def what(self) -> Literal["added", "changed", "unchanged"]:
        if self.before is None:
            return "added"
        return "changed" if self.columns else "unchanged"

    @property
    def columns(self) -> list[str]:
        """The columns that say something else than before; of what is added, none."""
        if self.before is None:
            return []
        names = [column.name for column in fields(self.after)]
        return [name for name in names if _said(self.before, name) != _said(self.after, name)]


def same_pieces(known: Mapping[int, HardwareRow], rows: Sequence[HardwareRow]) -> list[int | None]:
    """For each row which known piece it speaks of, by its key; None for a piece of which none is.

    A serial number tells, whoever owned the piece before. Without one it is the customer's piece of
    that name and day that has no serial number either, or as many of them as there are rows; it may
    get its number later.
    """
    with_serial: dict[Hashable, deque[int]] = defaultdict(deque)
    without: dict[Hashable, deque[int]] = defaultdict(deque)
    for key, piece in known.items():
        if plain := plain_serial(piece.serial):
            with_serial[piece.customer_code, plain].append(key)
            with_serial[plain].append(key)
        else:
            without[_kind(piece)].append(key)
    serials = {at: plain_serial(row.serial) for at, row in enumerate(rows) if row.serial}
    found: dict[int, int] = {}
    _take(found, {at: (rows[at].customer_code, serials[at]) for at in serials}, with_serial)
    _take(found, serials, with_serial)
    _take(found, {at: _kind(row) for at, row in enumerate(rows) if at not in serials}, without)
    _take(found, {at: _kind(rows[at]) for at in serials}, without)
    return [found.get(at) for at in range(len(rows))]


def owned_by_others(
    known: Iterable[tuple[str, str]], told: Mapping[int, tuple[str, str]]
) -> dict[int, str]:
    """Which of the rows tell a serial number that another customer has, and whose code that is.

    Both are told as a customer's code and a serial number.
    """
    owners: dict[str, set[str]] = defaultdict(set)
    for code, serial in known:
        owners[plain_serial(serial)].add(code)
    found = {}
    for at, (code, serial) in told.items():
        owned_by = owners.get(plain_serial(serial), {code})
        if code not in owned_by:
            found[at] = min(owned_by)
    return found


def same_on_a_keypad(codes: Iterable[str]) -> list[list[str]]:
    """The groups of codes that a keypad cannot tell apart."""
    groups: dict[str, set[str]] = defaultdict(set)
    for code in codes:
        groups[keypad_digits(code)].add(code)
    return [sorted(group) for digits, group in sorted(groups.items()) if digits and len(group) > 1]


def _said(row: CustomerRow | HardwareRow, name: str) -> Any:
    value = getattr(row, name)
    return set(value) if name == "phones" else value  # in any order


def _kind(piece: HardwareRow) -> Hashable:
    return (piece.customer_code, piece.item, piece.bought_on)


def _take(
    found: dict[int, int], wanted: Mapping[int, Hashable], free: Mapping[Hashable, deque[int]]
) -> None:
    """Give each row that has none yet the first free piece under its key."""
    taken = set(found.values())
    for at, key in wanted.items():
        pieces = free.get(key, deque())
        while pieces and pieces[0] in taken:
            pieces.popleft()
        if at not in found and pieces:
            found[at] = pieces.popleft()
