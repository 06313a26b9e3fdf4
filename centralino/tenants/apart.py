"""Apart: what no two firms of an installation may share, so that nothing of one is reachable from another."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import make_url

from centralino.config.errors import Key, Mistake, dotted
from centralino.config.settings import Settings
from centralino.wiring.places import beside_database

if TYPE_CHECKING:
    from centralino.tenants.installation import Firm


@dataclass(frozen=True)
class _Own:
    """One thing that each firm has for itself: the key that says it, and what is compared of it."""

    key: Key
    of: Callable[["Firm"], Iterable[object]]
    what: str


def mistakes(firms: Sequence["Firm"], file: Path) -> Iterator[Mistake]:
    """Every thing that two firms share, and every firm that cannot be told from others by its host."""
    for firm in firms:
        if not firm.settings.service.public_url:
            yield _mistake(
                firm, ("service", "public_url"), "the address of this firm alone", "nothing"
            )
        if _folder(firm) == file.resolve().parent:
            yield _mistake(
                firm, (), f"its config.yaml in another folder than {file.name}", "the same"
            )
    for one, other in combinations(firms, 2):
        for own in _OWN:
            if _meet(set(own.of(one)), set(own.of(other))):
                found = f"the same as of {one.name} ({dotted(own.key)})"
                yield _mistake(other, own.key, own.what, found)


def _mistake(firm: "Firm", key: Key, expected: str, found: str) -> Mistake:
    return Mistake(firm.reading.sources.of_value(key), key, expected, found)


def _meet(some: set[object], others: set[object]) -> bool:
    """Whether a value is in both, or a folder of the one lies within one of the other."""
    return any(
        one == other or (isinstance(one, Path) and isinstance(other, Path) and _nested(one, other))
        for one in some
        for other in others
    )


def _nested(one: Path, other: Path) -> bool:
    return one.is_relative_to(other) or other.is_relative_to(one)


def _database(settings: Settings) -> tuple[object, ...]:
    """Which database it is, whoever signs in to it and however its address is written."""
    url = make_url(settings.database.url)
    if url.get_backend_name() == "sqlite":
        return (Path(str(url.database)).resolve(),)
    host = url.host or url.query.get("host")
    return ((host, url.port or 5432, url.database),)


def _folder(firm: "Firm") -> Path:
    return firm.path.resolve().parent


def _given(*values: object) -> tuple[object, ...]:
    return tuple(value for value in values if value)


def _secret(settings: Settings) -> tuple[object, ...]:
    key = settings.web.secret_key
    return _given(key.get_secret_value() if key else None)


def _place(settings: Settings) -> object:
    path = settings.recordings.path
    return path.resolve() if isinstance(path, Path) else str(path)


_OWN = (
    _Own(("service", "public_url"), lambda firm: _given(firm.host), "a host of its own"),
    _Own(("database", "url"), lambda firm: _database(firm.settings), "a database of its own"),
    _Own(
        ("database", "url"),
        lambda firm: [beside_database(firm.settings).resolve()],
        "a folder of its own, beside which keys and erasures are kept",
    ),
    _Own(("recordings", "path"), lambda firm: [_place(firm.settings)], "a folder of its own"),
    _Own(
        ("form", "attachments_path"),
        lambda firm: [firm.settings.form.attachments_path.resolve()],
        "a folder of its own",
    ),
    _Own(
        ("twilio", "account_sid"),
        lambda firm: _given(firm.settings.twilio.account_sid),
        "an account (a subaccount, say) of its own",
    ),
    _Own(
        ("twilio", "auth_token"),
        lambda firm: (*firm.settings.twilio.tokens, *firm.settings.twilio.shared_keys),
        "a token of its own",
    ),
    _Own(("web", "secret_key"), lambda firm: _secret(firm.settings), "a key of its own"),
    _Own(
        ("lines", "weekday", "number"),
        lambda firm: firm.settings.lines.numbers,
        "numbers of its own",
    ),
    _Own(
        (), lambda firm: [_folder(firm)], "a folder of its own for config.yaml and centralino.env"
    ),
)
