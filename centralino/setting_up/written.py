"""What `centralino init` writes: a commented configuration, an environment file for secrets, folders."""

import io
import os
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.representer import RoundTripRepresenter

from centralino.config.environment import ENV_FILE, variable, with_file
from centralino.config.errors import Key
from centralino.config.variables import CONFIG_PATH
from centralino.config.which_file import SHIPPED
from centralino.files.atomic_write import replace_file
from store import private_files

SECRET_KEY: Key = ("web", "secret_key")
HEAD = """\
# Secrets of Centralino, and what else its environment says. Commands read this file by themselves,
# systemd by EnvironmentFile=. Readable by the service's user alone (chmod 600).
"""


@dataclass(frozen=True)
class Place:
    """Where an installation lives."""

    folder: Path  # of the configuration
    data: Path  # of database, recordings, attachments, models

    @property
    def config(self) -> Path:
        return self.folder / "config.yaml"

    @property
    def environment(self) -> Path:
        return self.folder / ENV_FILE

    @property
    def folders(self) -> dict[Key, Path]:
        """Each folder of the data, by its key."""
        return {
            ("recordings", "path"): self.data / "recordings",
            ("form", "attachments_path"): self.data / "attachments",
            ("transcription", "models_path"): self.data / "models",
        }


def configuration(place: Place, values: Mapping[Key, Any]) -> str:
    """The file that we ship, comments and all, with these values in it."""
    yaml = _yaml()
    document = yaml.load(SHIPPED.read_text(encoding="utf-8"))
    told: dict[Key, Any] = {key: str(path) for key, path in place.folders.items()}
    for key, value in {**told, **values}.items():
        group = document
        for part in key[:-1]:
            group = group[part]
        group[key[-1]] = value
    written = io.StringIO()
    yaml.dump(document, written)
    return written.getvalue()


def environment(place: Place, given: Mapping[Key, str]) -> str:
    """The environment file: the secrets that were given, those of before, a key for cookies and links."""
    before = with_file(place.config, {})  # another key would close every customer's link
    told = {variable(key): value for key, value in given.items()}
    all_ = {
        CONFIG_PATH: str(place.config),  # for systemd; a command finds it by itself
        variable(SECRET_KEY): secrets.token_urlsafe(48),
        **before,
        **told,
    }
    return HEAD + "".join(f"{name}={quoted(value)}\n" for name, value in all_.items())


def quoted(text: str) -> str:
    """As shells and systemd both read it: in single quotes, a quote of its own within double ones."""
    return "'" + text.replace("'", "'\"'\"'") + "'"


def write(place: Place, config: str, environ: str, owner: str | None = None) -> list[Path]:
    """Folders and files, with their rights; what was there before is kept beside, and returned."""
    for folder in (place.folder, place.data, *place.folders.values()):
        private_files.make_folder(folder)
        _give(folder, owner)
    kept = []
    for path, text, mode in (
        (place.config, config, 0o640),
        (place.environment, environ, 0o600),
    ):
        if path.exists():
            before = path.with_name(f"{path.name}.before")
            shutil.copy2(path, before)
            kept.append(before)
        replace_file(path, text.encode())
        path.chmod(mode)
        _give(path, owner)
    return kept


def _give(path: Path, owner: str | None) -> None:
    """Let it belong to the service's user, where we are root and there is one."""
    if owner is not None and os.geteuid() == 0:
        shutil.chown(path, owner, owner)


def _yaml() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.representer.add_representer(type(None), _null)
    return yaml


def _null(representer: RoundTripRepresenter, _nothing: None) -> Any:
    return representer.represent_scalar("tag:yaml.org,2002:null", "null")
