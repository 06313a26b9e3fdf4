"""Environment overrides: CENTRALINO_WEB__PORT stands for web.port.

Beside a configuration file may lie its environment file, which systemd reads as well
(EnvironmentFile); commands that are typed read it by themselves, so that they know the same secrets.
"""

import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from centralino.config.errors import ConfigError, Key
from centralino.config.type_descriptions import shape_at
from centralino.config.variables import CLOCK_FILE, CONFIG_PATH, LEASH, LISTEN_FD, LOG_FILE
from centralino.config.yaml_document import scalar

_PREFIX = "CENTRALINO_"
NOT_KEYS = {CONFIG_PATH, CLOCK_FILE, LEASH, LISTEN_FD, LOG_FILE}
ENV_FILE = "centralino.env"
_TESTS = "CENTRALINO_TEST_"  # what the tests alone are told


def variable(key: Key) -> str:
    """The variable that overrides a key."""
    return _PREFIX + "__".join(str(part) for part in key).upper()


def env_file(config: Path) -> Path:
    """The environment file of a configuration; it need not be there."""
    return config.absolute().parent / ENV_FILE


def with_file(config: Path, environ: Mapping[str, str]) -> Mapping[str, str]:
    """The environment, and beneath it what the file beside the configuration says of our keys."""
    path = env_file(config)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return environ
    except PermissionError as error:
        if any(is_key(name) for name in environ):  # systemd read it for us, as root
            return environ
        raise ConfigError(
            f"{path}: expected a file that this user may read: {error.strerror}"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "no UTF-8 text"
        raise ConfigError(
            f"{path}: expected a file that this user may read, found: {why}"
        ) from error
    return {**dict(_lines(path, text)), **environ}


def _lines(path: Path, text: str) -> Iterator[tuple[str, str]]:
    """NAME=VALUE line by line, quoted as shells and systemd do; what is not ours is left alone."""
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            words = shlex.split(line, comments=True)
        except ValueError as error:
            raise ConfigError(f"{path}:{number}: expected NAME=VALUE, found {error}") from error
        if not words:
            continue
        name, is_set, value = words[0].partition("=")
        if len(words) != 1 or not is_set:
            raise ConfigError(f"{path}:{number}: expected NAME=VALUE, found something else")
        if name.startswith(_PREFIX) and name not in NOT_KEYS:
            yield name, value


def apply(
    data: dict[str, Any], environ: Mapping[str, str], model: type[BaseModel]
) -> dict[Key, str]:
    """Writes what the environment sets into the data; returns the variable of each such key."""
    keys: dict[Key, str] = {
        tuple(name.removeprefix(_PREFIX).lower().split("__")): name
        for name in sorted(environ)
        if is_key(name)
    }
    for key in sorted(keys, key=len):  # a whole group first, then single keys within it
        _group(data, key)[str(key[-1])] = _value(environ[keys[key]], key, model)
    return keys


def is_key(name: str) -> bool:
    """Whether a variable is meant as a key of the configuration."""
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
