"""Environment overrides: CENTRALINO_WEB__PORT stands for web.port."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from centralino.config.errors import Key
from centralino.config.type_descriptions import shape_at
from centralino.config.variables import CLOCK_FILE, CONFIG_PATH, LEASH, LISTEN_FD, LOG_FILE
from centralino.config.yaml_document import scalar

_PREFIX = "CENTRALINO_"
NOT_KEYS = {CONFIG_PATH, CLOCK_FILE, LEASH, LISTEN_FD, LOG_FILE}
_TESTS = "CENTRALINO_TEST_"  # what the tests alone are told


def variable(key: Key) -> str:
    """The variable that overrides a key."""
    return _PREFIX + "__".join(str(part) for part in key).upper()


def apply(
    data: dict[str, Any], environ: Mapping[str, str], model: type[BaseModel]
) -> dict[Key, str]:
    """Writes what the environment sets into the data; returns the variable of each such key."""
    keys: dict[Key, str] = {
        tuple(name.removeprefix(_PREFIX).lower().split("__")): name
        for name in sorted(environ)
        if _is_key(name)
    }
    for key in sorted(keys, key=len):  # a whole group first, then single keys within it
        _group(data, key)[str(key[-1])] = _value(environ[keys[key]], key, model)
    return keys


def _is_key(name: str) -> bool:
    is_ours = name.startswith(_PREFIX) and not name.startswith(_TESTS)
    return is_ours and name not in NOT_KEYS


def _group(data: dict[str, Any], key: Key) -> dict[str, Any]:
    """The group in which a key stands, made where the file has none."""
    group = data
    for part in key[:-1]:
        inner = group.get(str(part))
        if not isinstance(inner, dict):
            inner = group[str(part)] = {}
        group = inner
    return group


def _value(text: str, key: Key, model: type[BaseModel]) -> Any:
    """The variable's text as the key's type reads it; nothing at all means null where it may."""
    shape = shape_at(model, key)
    if shape is None:
        return text
    if not text and shape.optional:
        return None
    return text if shape.is_text else scalar(text)
