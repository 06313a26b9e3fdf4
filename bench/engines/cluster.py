"""A throw-away PostgreSQL that can be stopped at once, started again and closed to the engine's role."""

import os
import pwd
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

SETTINGS = ("listen_addresses=127.0.0.1", "max_connections=100", "shared_buffers=64MB")
ROLE = "engine"  # whose connections are refused or ended; the producer and the tasks have another


class Cluster:
    """The server, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        found = Path("/usr/lib/postgresql").glob("*/bin")
        self._programs = max(found, key=lambda path: int(path.parent.name))
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        root = os.geteuid() == 0
        self._user = "postgres" if root else None
        if root:
            os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)

    def make(self) -> None:
        """Make and start it, with a database and the two roles."""
        self._run(
            "initdb",
            "-D",
            str(self.folder / "data"),
            "--username=test",
            "--auth=trust",
            "--no-locale",
            "--encoding=UTF8",
        )
        self.start()
        with psycopg.connect(self.url("test", "postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE ROLE {ROLE} LOGIN")  # type: ignore[arg-type]

    def url(self, role: str, database: str) -> str:
        return f"postgresql://{role}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        options = " ".join(
            f"-c {one}"
            for one in (*SETTINGS, f"port={self.port}", f"unix_socket_directories={self.folder}")
        )
        self._run(
            "pg_ctl",
            "-D",
            str(self.folder / "data"),
            "-l",
            str(self.folder / "log"),
            "-w",
            "-o",
            options,
            "start",
        )

    def stop(self) -> None:
        """As a crash does it: nothing is finished, nothing is said to anybody."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        extra: dict[str, object] = {"user": self._user, "extra_groups": []} if self._user else {}
        subprocess.run(  # noqa: S603
            [str(self._programs / program), *arguments],
            check=True,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **extra,  # type: ignore[call-overload]
        )


@contextmanager
def running() -> Iterator[Cluster]:
    """A server for as long as it is needed."""
    with tempfile.TemporaryDirectory(prefix="engines-") as folder:
        cluster = Cluster(Path(folder))
        cluster.make()
        try:
            yield cluster
        finally:
            cluster.stop()
