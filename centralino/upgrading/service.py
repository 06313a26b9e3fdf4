"""The running service, as systemd keeps it: stopped while versions change, started and asked afterwards."""

import shutil
import subprocess
import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException

from rules.errors import PermanentFailure

# The socket first: a caller who comes meanwhile would start the service in the midst of it.
UNITS = (
    "centralino.socket",
    "centralino.service",
    "centralino-web.service",
    "centralino-worker.service",
)
READY_SECONDS = 90.0  # it loads, and waits for its database


@dataclass(frozen=True)
class Service:
    """The units that ran when we looked."""

    units: tuple[str, ...]
    host: str
    port: int

    def stop(self) -> None:
        """Stop what runs; each unit ends its calls and messages in hand."""
        self._systemctl("stop", self.units)

    def start(self) -> None:
        """Start what ran, and wait until it can do its work; raises PermanentFailure where it cannot."""
        self._systemctl("start", tuple(reversed(self.units)))
        if not self._answers_callers:
            return
        until = time.monotonic() + READY_SECONDS
        while (told := self._asked()) != "":
            if time.monotonic() > until:
                raise PermanentFailure(f"http://{self.host}:{self.port}/readyz: {told}")
            time.sleep(0.2)

    @property
    def _answers_callers(self) -> bool:
        return not {"centralino.service", "centralino-web.service"}.isdisjoint(self.units)

    def _asked(self) -> str:
        """What keeps it from its work; nothing once it is ready."""
        connection = HTTPConnection(self.host, self.port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            answer = connection.getresponse()
            text = answer.read(500).decode(errors="replace").strip()
            return "" if answer.status == 200 else text
        except (OSError, HTTPException) as error:
            return str(error) or type(error).__name__
        finally:
            connection.close()

    def _systemctl(self, what: str, units: tuple[str, ...]) -> None:
        if not units:
            return
        done = subprocess.run(  # noqa: S603
            (_program(), what, *units), capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise PermanentFailure(f"systemctl {what} {' '.join(units)}: {done.stderr.strip()}")


def running(host: str, port: int) -> Service:
    """The units of ours that run on this machine; none where there is no systemd."""
    if shutil.which("systemctl") is None:
        return Service((), host, port)
    units = tuple(unit for unit in UNITS if _is_active(unit))
    return Service(units, "127.0.0.1" if host in {"0.0.0.0", "::"} else host, port)  # noqa: S104


def _is_active(unit: str) -> bool:
    command = (_program(), "is-active", "--quiet", unit)
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
    return done.returncode == 0  # nor is anything where systemd is installed and does not run


def _program() -> str:
    return shutil.which("systemctl") or "systemctl"
