"""A PostgreSQL for the tests, given or a throw-away cluster of our own; and which tests are tried on it.

Every statement of the service is tried on both kinds of database, most of them in tests/store. A page, a
command or a whole call asks some of them once more, and costs as much again on a second database: it is
tried on SQLite, and on PostgreSQL too where it is marked `on_both`: it asks what no other test asks there,
or tells of what differs between the two (two who do the same at once, a text that one of them refuses, a
backup).
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

GIVEN = "CENTRALINO_TEST_POSTGRES"
ALL_ON_BOTH = "CENTRALINO_TEST_ALL_ON_BOTH"  # set: nothing is left out on PostgreSQL
# Nothing here outlives the session, so that nothing has to reach the disk.
SETTINGS = (
    "listen_addresses=",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=200",
    "shared_buffers=32MB",
)
CLUSTER = (
    *("--username=test", "--auth=trust", "--encoding=UTF8", "--no-locale"),
    *("--no-sync", "--no-instructions"),
)


class PostgresMissingError(Exception):
    """Why there is no PostgreSQL to test with."""


def sqlite_unless(on_both: bool, metafunc: pytest.Metafunc) -> None:
    """Leave PostgreSQL out for a test that asks for a database and does not name its kinds itself.

    To be called by a conftest's pytest_generate_tests, which comes before marks and fixtures are read.
    """
    marks = metafunc.definition.iter_markers("parametrize")
    says_so_itself = any("database_url" in mark.args[0] for mark in marks)
    marked = metafunc.definition.get_closest_marker("on_both") is not None
    on_both = on_both or bool(os.environ.get(ALL_ON_BOTH))
    if on_both or marked or says_so_itself or "database_url" not in metafunc.fixturenames:
        return
    only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    metafunc.definition.add_marker(only)


def start(folder: Path) -> str:
    """The URL of a PostgreSQL in which databases may be made and dropped; our own lies in the folder."""
    given = os.environ.get(GIVEN)
    if given:
        return given
    binaries, place = _binaries(), folder / "postgres"
    place.mkdir()
    owner = _owner_of(place)
    _run(binaries / "initdb", *CLUSTER, place / "data", user=owner)
    settings = (*SETTINGS, f"unix_socket_directories={place}")
    options = " ".join(f"-c {setting}" for setting in settings)
    started = ("-D", place / "data", "-l", place / "log", "-w", "-o", options, "start")
    _run(binaries / "pg_ctl", *started, user=owner)
    return f"postgresql+psycopg://test@/postgres?host={place}"


def stop(folder: Path) -> None:
    """Ends what was started in the folder, if anything was."""
    place = folder / "postgres"
    if (place / "data" / "postmaster.pid").exists():
        end = ("-D", place / "data", "-m", "immediate", "stop")
        _run(_binaries() / "pg_ctl", *end, user=_owner_of(place))


def _binaries() -> Path:
    """Debian keeps them out of the PATH; the newest version is taken."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    raise PostgresMissingError(
        f"no PostgreSQL is installed (apt install postgresql), and {GIVEN} is not set"
    )


def _version(initdb: Path) -> int:
    name = initdb.parent.parent.name
    return int(name) if name.isdigit() else 0


def _owner_of(folder: Path) -> str | None:
    """PostgreSQL refuses to run as root: there, the user of Debian's package runs it."""
    if os.geteuid() != 0:
        return None
    try:
        user = pwd.getpwnam("postgres")
    except KeyError:
        raise PostgresMissingError(
            "root cannot run PostgreSQL, and there is no user postgres"
        ) from None
    os.chown(folder, user.pw_uid, user.pw_gid)
    return user.pw_name


def _run(*command: str | Path, user: str | None) -> None:
    # Output to a file and not to a pipe: the server inherits it, and would keep a pipe open.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(
            [str(word) for word in command],
            check=False,
            cwd="/",
            user=user,
            extra_groups=[] if user else None,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
        if done.returncode:
            output.seek(0)
            raise PostgresMissingError(
                f"{command[0]}: {output.read().decode(errors='replace').strip()}"
            )
