"""Hundreds and tens that a reading parts from what belongs to them, or writes twice.

"Settecentosessanta" is read as "7, cento, 60", as "700, 60" and as "7, 160"; "cinquecentouno" as "5,101".
Each is a number that it may mean, beside what the digits are in a row.
"""

from collections.abc import Iterator, Sequence

MOST = 256  # that are tried of one run


def meanings(parts: Sequence[str]) -> set[str]:
    """All that the digits of a run, as they were said one after the other, may mean together."""
    found: list[str] = []
    waiting = [(0, "")]
    while waiting and len(found) < MOST:
        at, before = waiting.pop()
        if at == len(parts):
            found.append(before)
        else:
            waiting += [(end, before + digits) for digits, end in _from(parts, at)]
    return set(found)


def _from(parts: Sequence[str], at: int) -> Iterator[tuple[str, int]]:
    """What may be said from there in one go, and where it ends; the part by itself is tried first."""
    one, after = parts[at], _at(parts, at + 1)
    if _is_digit(one) and len(after) == 3 and after[0] in ("1", one) and after != "100":
        yield from _completed(f"{one}00", (after[1:].lstrip("0"), *parts[at + 2 :]), at + 1)
    if _is_digit(one) and after == "100":
        yield f"{one}00", at + 2
        yield from _completed(f"{one}00", parts[at + 2 :], at + 2)
    if len(one) == 3 and one.endswith("00"):
        yield from _completed(one, parts[at + 1 :], at + 1)
    if _is_ten(one) and _is_digit(after):
        yield _sum(one, after), at + 2
    yield one, at + 1


def _completed(hundred: str, rest: Sequence[str], at: int) -> Iterator[tuple[str, int]]:
    """The hundred with what belongs to it of the rest, which begins at `at`."""
    first, second = _at(rest, 0), _at(rest, 1)
    if first and len(first) <= 2 and not first.startswith("0"):
        yield _sum(hundred, first), at + 1
        if _is_ten(first) and _is_digit(second):
            yield _sum(hundred, first, second), at + 2


def _sum(*parts: str) -> str:
    return str(sum(map(int, parts)))


def _at(parts: Sequence[str], at: int) -> str:
    return parts[at] if at < len(parts) else ""


def _is_digit(part: str) -> bool:
    return len(part) == 1 and part in "123456789"


def _is_ten(part: str) -> bool:
    return len(part) == 2 and part[1] == "0" and part[0] in "23456789"
