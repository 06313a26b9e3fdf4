"""A consistent copy of the database while the service runs, and the way back from it."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import URL, Engine, inspect

from rules.errors import BadInput, PermanentFailure
from store import private_files
from store.database.sqlite_library import driver
from store.database.usage_lock import LOCK_SUFFIX

_BESIDE = ("", "-wal", "-shm", "-journal", LOCK_SUFFIX)
POSTGRES_HOMES = Path("/usr/lib/postgresql")  # where Debian keeps the programs of each version


def backup(engine: Engine, file: Path) -> None:
    """Copy the whole database into a file, which appears complete or not at all."""
    if not file.absolute().parent.is_dir():
        raise BadInput(f"{file.parent}: there is no such folder")
    _refuse_itself(engine, file)
    part = file.with_name(f".{file.name}.part")
    part.unlink(missing_ok=True)
    try:
        private_files.make_file(part)
    except OSError as error:
        raise PermanentFailure(f"{file}: cannot be written: {error.strerror}") from error
    try:
        if engine.dialect.name == "sqlite":
            _copy_sqlite(Path(str(engine.url.database)), part)
            _close_journal(part)
            _check(part)
        else:
            _postgres("pg_dump", engine.url, "--format=custom", f"--file={part}")
        _sync(part)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    _sync(file.absolute().parent)


def _refuse_itself(engine: Engine, file: Path) -> None:
    """A copy in the place of the database would take it from under the service that writes to it."""
    if engine.dialect.name != "sqlite":
        return
    database = Path(str(engine.url.database)).resolve()
    beside = {database.with_name(database.name + end) for end in _BESIDE}
    if file.resolve() in beside:
        raise BadInput(f"{file}: expected another file, found the database itself")


def check_copy(engine: Engine, file: Path) -> None:
    """Raise BadInput for a file from which the database cannot be restored, as far as one sees."""
    if not file.is_file():
        raise BadInput(f"{file}: there is no such file")
    _refuse_itself(engine, file)
    if engine.dialect.name == "sqlite":
        _check(file)
    else:
        _run("pg_restore", "--list", str(file))


def restore(engine: Engine, file: Path) -> None:
    """Put what the file holds in the place of all that the database holds."""
    check_copy(engine, file)
    if engine.dialect.name == "sqlite":
        _copy_sqlite(file, Path(str(engine.url.database)))
        return
    with TemporaryDirectory(prefix="centralino-") as folder:  # its owner's alone
        script = Path(folder) / "restore.sql"
        _run("pg_restore", "--clean", "--if-exists", "--no-owner", f"--file={script}", str(file))
        drops = Path(folder) / "drop.sql"
        drops.write_text(_drops(engine), encoding="utf-8")
        options = ("--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1")
        _postgres("psql", engine.url, *options, f"--file={drops}", f"--file={script}")


def _drops(engine: Engine) -> str:
    """Drops every table that is there: a newer version may have some that the copy knows nothing of."""
    quoted = engine.dialect.identifier_preparer.quote
    names = ", ".join(quoted(name) for name in inspect(engine).get_table_names())
    return f"DROP TABLE IF EXISTS {names} CASCADE;\n" if names else ""


def _copy_sqlite(source: Path, target: Path) -> None:
    """Copy by SQLite's own means: in one go, so that writers wait instead of starting it over."""
    try:
        with _opened(source) as of, _opened(target) as to:
            of.backup(to)
    except driver.Error as error:
        raise PermanentFailure(f"{source} cannot be copied to {target}: {error}") from error


def _close_journal(file: Path) -> None:
    """Make the file whole by itself, without the journal files of the service beside it."""
    with _opened(file) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")


@contextmanager
def _opened(path: Path) -> Iterator[driver.Connection]:
    with closing(driver.connect(path, timeout=10.0, isolation_level=None)) as connection:
        yield connection


def _check(file: Path) -> None:
    """Raise PermanentFailure unless the file is a whole SQLite database of ours."""
    try:
        with _opened(file) as connection:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except driver.DatabaseError as error:
        raise PermanentFailure(f"{file}: expected a backup of Centralino: {error}") from error
    if found != "ok":
        raise PermanentFailure(f"{file}: the database is damaged: {found}")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _postgres(program: str, url: URL, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs; the password never stands in a command line."""
    password = url.password or url.query.get("password")
    _run(
        program,
        *("--no-password", f"--dbname={_open(url)}", *arguments),
        **({"PGPASSWORD": str(password)} if password else {}),
    )


def _run(program: str, *arguments: str, **env: str) -> None:
    """Raises PermanentFailure with what the program says when it fails."""
    command = [_program(program), *arguments]
    environ = {**os.environ, **env}
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise PermanentFailure(f"{program}: {done.stderr.strip()}")


def _open(url: URL) -> str:
    """The address as everybody may see it."""
    place = (url.host, url.port, url.database)
    open_url = URL.create("postgresql", url.username, None, *place, query=url.query)
    return open_url.difference_update_query(["password"]).render_as_string()


def _program(name: str) -> str:
    """The newest that Debian installed, else the program in the PATH.

    Debian's own in the PATH is a wrapper, which goes to a server of its choosing where the address
    names no port.
    """
    homes = sorted(POSTGRES_HOMES.glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    found = str(homes[-1]) if homes else shutil.which(name)
    if found:
        return found
    hint = "install postgresql-client, of the server's version or newer"
    raise PermanentFailure(f"{name} is not installed: {hint}")
