"""Secret files: secrets come from the environment or a file of their own, never from config.yaml."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from centralino.config.database_url import has_password
from centralino.config.environment import variable
from centralino.config.errors import Key, dotted

TOKENS: tuple[Key, ...] = (
    ("twilio", "auth_token"),
    ("twilio", "secondary_auth_token"),
    ("twilio", "api_key_secret"),
    ("twilio", "shared_key_secret"),
    ("twilio", "secondary_shared_key_secret"),
    ("web", "secret_key"),
    ("web", "metrics_token"),
    ("messages", "email", "password"),
    ("sign_in", "client_secret"),
    ("helpdesk", "zammad", "token"),
)
DATABASE: Key = ("database", "url")
SECRETS = (*TOKENS, DATABASE)


def file_key(key: Key) -> Key:
    """The key that names the file of a secret."""
    return (*key[:-1], f"{key[-1]}_file")


def take_out(data: dict[str, Any]) -> list[Key]:
    """Removes the secrets that stand in the file's own data, and returns their keys."""
    written = [key for key in TOKENS if value_at(data, key) is not None]
    for key in written:
        _put(data, key, None)
    url = value_at(data, DATABASE)
    return [*written, DATABASE] if isinstance(url, str) and has_password(url) else written


def instead(key: Key) -> str:
    """What is expected where a secret stands in the file."""
    return (
        f"no secret in this file (set {variable(key)}, or name a file in {dotted(file_key(key))})"
    )


def fill_in(data: dict[str, Any], key: Key, root: Path) -> bool:
    """Reads one secret from its file into the data; False when no file is named.

    Raises ValueError with what is wrong with the file.
    """
    named = value_at(data, file_key(key))
    if not isinstance(named, str):
        return False
    _put(data, key, _content(root / Path(named).expanduser()))
    return True


def value_at(data: Mapping[str, Any], key: Key) -> Any:
    """The value at a key; None where the data has none."""
    value: Any = data
    for part in key:
        if isinstance(value, list) and isinstance(part, int):
            value = value[part]
            continue
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _put(data: Mapping[str, Any], key: Key, value: str | None) -> None:
    """Set a value in a group that is there."""
    value_at(data, key[:-1])[key[-1]] = value


def _content(path: Path) -> str:
    """The one word of a secret's file."""
    try:
        words = path.read_text(encoding="utf-8").split()
    except OSError as error:
        raise ValueError(f"{path} ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} (no UTF-8 text)") from error
    if len(words) != 1:
        raise ValueError(f"{path} ({'more than one word' if words else 'empty'})")
    return words[0]
