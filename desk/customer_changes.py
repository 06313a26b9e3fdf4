"""What a file would alter: each row beside what is known already."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Generic, Literal, TypeVar

from desk.customers import CustomerRow, HardwareRow, keypad_digits

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

    A serial number tells. Without one it is the customer's piece of that name and day that has no
    serial number either, or as many of them as there are rows; it may get its number later.
    """
    with_serial: dict[Hashable, list[int]] = defaultdict(list)
    without: dict[Hashable, list[int]] = defaultdict(list)
    for key, piece in known.items():
        (with_serial[_serial(piece)] if piece.serial else without[_kind(piece)]).append(key)
    found: dict[int, int] = {}
    _take(found, {at: _serial(row) for at, row in enumerate(rows) if row.serial}, with_serial)
    _take(found, {at: _kind(row) for at, row in enumerate(rows) if not row.serial}, without)
    _take(found, {at: _kind(row) for at, row in enumerate(rows) if row.serial}, without)
    return [found.get(at) for at in range(len(rows))]


def same_on_a_keypad(codes: Iterable[str]) -> list[list[str]]:
    """The groups of codes that a keypad cannot tell apart."""
    groups: dict[str, set[str]] = defaultdict(set)
    for code in codes:
        groups[keypad_digits(code)].add(code)
    return [sorted(group) for digits, group in sorted(groups.items()) if digits and len(group) > 1]


def _said(row: CustomerRow | HardwareRow, name: str) -> Any:
    value = getattr(row, name)
    return set(value) if name == "phones" else value  # in any order


def _serial(piece: HardwareRow) -> Hashable:
    return (piece.customer_code, (piece.serial or "").casefold())


def _kind(piece: HardwareRow) -> Hashable:
    return (piece.customer_code, piece.item, piece.bought_on)


def _take(
    found: dict[int, int], wanted: Mapping[int, Hashable], free: Mapping[Hashable, list[int]]
) -> None:
    """Give each row that has none yet the first free piece under its key."""
    for at, key in wanted.items():
        if at not in found and free.get(key):
            found[at] = free[key].pop(0)
