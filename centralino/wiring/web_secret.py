"""The web secret: the key that signs cookies and customers' links, configured or kept by us."""

import os
import secrets
import tempfile
from pathlib import Path

from centralino.config.settings import Settings
from centralino.wiring.places import beside_database
from store import private_files

NAME = "web-secret-key"


def web_secret(settings: Settings) -> str:
    """The configured key, or that of the file, which is made when it is first asked for."""
    configured = settings.web.secret_key
    if configured is not None and configured.get_secret_value():
        return configured.get_secret_value()
    return kept(beside_database(settings) / NAME)


def kept(path: Path) -> str:
    """The key in the file; of several processes that make one at once, all get the same."""
    if not path.exists():
        _make(path)
    return path.read_text(encoding="ascii").strip()


def _make(path: Path) -> None:
    private_files.make_folder(path.parent)
    # mkstemp opens for the owner alone; the link appears whole, and only if nobody was quicker.
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48) + "\n")
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(name)
    except FileExistsError:
        return
    finally:
        Path(name).unlink()
