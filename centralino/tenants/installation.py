"""The installation: one firm, as its config.yaml says, or the several that a file of its own names.

Such a file says where each firm's own config.yaml is, and what the processes need that serve them all:
at which address they listen, and which speech model they hold. All else is each firm's own.
"""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, StringConstraints, model_validator

from centralino.config import environment, loading
from centralino.config.errors import ConfigError, Key, Mistake, shown
from centralino.config.field_types import Expected, File
from centralino.config.loading import Reading
from centralino.config.preflight import ALL, obstacles
from centralino.config.secret_files import value_at
from centralino.config.sections import Section, Transcription
from centralino.config.settings import Settings, read
from centralino.config.variables import CONFIG_PATH
from centralino.config.web_sections import Web
from centralino.config.which_file import find, names_tenants

NAME = re.compile(r"[a-z][a-z0-9]{0,29}")
_PREFIX, _OF_TENANTS = "CENTRALINO_", "CENTRALINO_TENANT_"
# What a process has once, and therefore not for each firm.
SHARED: tuple[Key, ...] = (
    *(("web", name) for name in ("host", "port", "threads", "proxies")),
    *(("transcription", name) for name in Transcription.model_fields),
)

Name = Annotated[
    str,
    StringConstraints(pattern=re.compile(rf"\A{NAME.pattern}\Z")),
    Expected("a name of small letters and digits, such as alfa"),
]


class Named(Section):
    """What the file says that names several firms."""

    tenants: Annotated[Mapping[Name, File], Field(min_length=1)]
    """The firms, each with the path of its own config.yaml."""
    web: Web = Web()
    """Where the web server listens, for all of them."""
    transcription: Transcription
    """The speech model that reads for all of them."""

    @model_validator(mode="before")
    @classmethod
    def _may_be_silent(cls, told: Any) -> Any:
        """Of the model nothing need be said; its folder counts from the file's own, as elsewhere."""
        return {"transcription": {}, **told} if isinstance(told, dict) else told


@dataclass(frozen=True)
class Firm:
    """One firm: its name, None where it is the only one, its settings, and the environment it has."""

    name: str | None
    path: Path
    reading: Reading[Settings]
    environ: Mapping[str, str]

    @property
    def settings(self) -> Settings:
        return self.reading.settings

    @property
    def host(self) -> str:
        """The name of the host by which it is asked for."""
        return host_of(self.settings.service.public_url or "")


@dataclass(frozen=True)
class Installation:
    """All that one set of processes serves."""

    firms: tuple[Firm, ...]
    web: Web
    transcription: Transcription

    @property
    def is_shared(self) -> bool:
        """Whether several firms may be on it, each asked for by its host."""
        return self.firms[0].name is not None

    def firm(self, name: str) -> Firm:
        """Raises ConfigError for a name that none has."""
        for one in self.firms:
            if one.name == name:
                return one
        if not self.is_shared:
            raise ConfigError(f"--tenant: expected a file that names several firms, found {name}")
        names = ", ".join(str(one.name) for one in self.firms)
        raise ConfigError(f"--tenant: expected one of {names}, found {name}")

    def require_none(self, now: datetime, parts: frozenset[str] = ALL) -> None:
        """Raise ConfigError with every obstacle for these parts, of every firm."""
        if found := [one for firm in self.firms for one in obstacles(firm.reading, now, parts)]:
            raise ConfigError(*found)

    def require_serving(self) -> None:
        """Raise ConfigError with what any firm still lacks to answer real calls."""
        lacking: list[Mistake | str] = []
        for firm in self.firms:
            try:
                firm.settings.require_serving()
            except ConfigError as error:
                named = f"{firm.path}: " if firm.name else ""
                lacking += [f"{named}{one}" for one in error.mistakes]
        if lacking:
            raise ConfigError(*lacking)


def installed(config: Path | None, environ: Mapping[str, str] = os.environ) -> Installation:
    """The installation of a configuration file, with the settings of each of its firms.

    Raises ConfigError with every mistake, in whichever file it stands.
    """
    file = config or find(environ)
    if not names_tenants(file):
        reading = read(file, environ)
        settings = reading.settings
        alone = Firm(None, file, reading, environ)
        return Installation((alone,), settings.web, settings.transcription)
    known = environment.with_file(file, environ)
    own = {name: value for name, value in known.items() if not name.startswith(_OF_TENANTS)}
    named = loading.read(file, own, Named, file.resolve().parent)
    _require_known(known, named.settings)
    firms: list[Firm] = []
    wrong: list[Mistake | str] = list(_secrets(named))
    for name, path in named.settings.tenants.items():
        try:
            firms.append(_firm(name, path, named.settings, known))
        except ConfigError as error:
            wrong += error.mistakes
    if not wrong:
        # with what knows databases, of which one firm by itself needs nothing here
        from centralino.tenants.apart import mistakes  # noqa: PLC0415

        wrong += mistakes(firms, file)
    if wrong:
        raise ConfigError(*wrong)
    return Installation(tuple(firms), named.settings.web, named.settings.transcription)


def host_of(url: str) -> str:
    """The name of the host in an address or a Host header, as names are compared."""
    try:
        name = urlsplit(url if "//" in url else f"//{url}").hostname
    except ValueError:
        return ""
    return (name or "").rstrip(".").lower()


def _require_known(environ: Mapping[str, str], named: Named) -> None:
    """A variable for a firm that there is not would be believed to count."""
    known = {name.upper() for name in named.tenants}
    for name in environ:
        firm = name.removeprefix(_OF_TENANTS).partition("__")[0]
        if name.startswith(_OF_TENANTS) and firm not in known:
            firms = ", ".join(sorted(known))
            raise ConfigError(f"{name}: expected {_OF_TENANTS} and one of {firms}, found {firm}")


def _secrets(named: Reading[Named]) -> Iterator[Mistake]:
    """Whose cookies these would sign is not said: each firm has its own."""
    for name in ("secret_key", "metrics_token"):
        if getattr(named.settings.web, name) is not None:
            key = ("web", name)
            where = named.sources.of_value(key)
            yield Mistake(where, key, "none here, but in each firm's own file", "one")


def _firm(name: str, path: Path, named: Named, known: Mapping[str, str]) -> Firm:
    own = f"{_OF_TENANTS}{name.upper()}__"
    environ = {one: value for one, value in known.items() if not environment.is_key(one)}
    called = {_PREFIX + one.removeprefix(own): one for one in known if one.startswith(own)}
    environ |= {plain: known[one] for plain, one in called.items()}
    try:
        reading = read(path, environ)
    except ConfigError as error:
        raise ConfigError(*(_as_called(one, called) for one in error.mistakes)) from error
    sources = reading.sources
    variables = {key: called.get(one, one) for key, one in sources.variables.items()}
    reading = replace(reading, sources=replace(sources, variables=variables))
    if wrong := list(_not_its_own(reading, named)):
        raise ConfigError(*wrong)
    shared = {environment.variable(key): _text(_at(named, key)) for key in SHARED}
    environ |= shared | {CONFIG_PATH: str(path)}
    return Firm(name, path, Reading(_shared(reading.settings, named), reading.sources), environ)


def _as_called(mistake: Mistake | str, called: Mapping[str, str]) -> Mistake | str:
    """The mistake, a variable by the name that it has for this firm."""
    if isinstance(mistake, str) or not isinstance(mistake.where, str):
        return mistake
    return replace(mistake, where=called.get(mistake.where, mistake.where))


def _not_its_own(reading: Reading[Settings], named: Named) -> Iterator[Mistake]:
    """What a firm's file says otherwise than the installation, for which it cannot count."""
    for key in SHARED:
        if value_at(reading.sources.document.data, key) is None:
            continue
        found, counts = _at(reading.settings, key), _at(named, key)
        if found != counts and key != ("transcription", "models_path"):
            expected = f"what all firms share ({shown(counts)}), or no such key"
            yield Mistake(reading.sources.of_value(key), key, expected, shown(found))


def _shared(settings: Settings, named: Named) -> Settings:
    web = {str(key[1]): _at(named, key) for key in SHARED if key[0] == "web"}
    updated = {
        "web": settings.web.model_copy(update=web),
        "transcription": named.transcription,
    }
    return settings.model_copy(update=updated)


def _at(section: BaseModel, key: Key) -> object:
    return getattr(getattr(section, str(key[0])), str(key[1]))


def _text(value: object) -> str:
    return "" if value is None else str(value)
