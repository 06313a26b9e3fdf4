"""Which file is the configuration: the one that is named, else the first of those where one may lie."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

from centralino.config.variables import CONFIG_PATH
from centralino.config.yaml_document import LONGEST

# A link to the one at the root of the source; in a wheel a file of its own.
SHIPPED = Path(__file__).resolve().parents[1] / "shipped" / "config.yaml"
_TENANTS = re.compile(r"^tenants\s*:", re.MULTILINE)


def find(environ: Mapping[str, str] = os.environ) -> Path:
    """The configuration file that counts where none is named.

    The environment's, else the one here, else what `centralino init` wrote, else the one that we ship.
    """
    if told := named(environ):
        return told
    places = (Path("config.yaml"), *places_of_init(environ))
    return next((place for place in places if _is_there(place)), SHIPPED)


def _is_there(place: Path) -> bool:
    """One in a folder that is not ours counts: reading it says that it wants another user."""
    try:
        return place.exists()
    except PermissionError:
        return True


def places_of_init(environ: Mapping[str, str] = os.environ) -> tuple[Path, Path]:
    """Where `centralino init` writes: for one's own account, and for the whole machine."""
    home = Path(environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return home / "centralino" / "config.yaml", Path("/etc/centralino/config.yaml")


def data_of_init(environ: Mapping[str, str] = os.environ) -> Path:
    """Where `centralino init` puts the data of one's own account."""
    home = environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(home) / "centralino"


def named(environ: Mapping[str, str] = os.environ) -> Path | None:
    """The configuration file that the environment names."""
    found = environ.get(CONFIG_PATH)
    return Path(found) if found else None


def names_tenants(file: Path) -> bool:
    """Whether the file is no firm's configuration, but names those of several."""
    try:
        with file.open("rb") as told:
            begins = told.read(LONGEST)
    except OSError:
        return False  # reading it says what is amiss
    return _TENANTS.search(begins.decode("utf-8", errors="replace")) is not None
