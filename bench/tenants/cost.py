"""What one more firm costs: memory and time of the web process, from its file to its first answers."""

import gc
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from werkzeug.test import Client

from bench.tenants import twins
from centralino.runtime.clock import system_clock
from centralino.tenants.door import Door
from centralino.tenants.installation import installed


@dataclass(frozen=True)
class Cost:
    """Of a process with so many firms: seconds of processor, and kilobytes at each stage."""

    firms: int
    read_s: float  # the files, and whether they are apart
    made_s: float  # the applications that answer callers
    started_kb: int
    called_kb: int  # after a webhook of each
    used_kb: int  # after the console's and the form's pages of each, too


def measured(most: int) -> tuple[Cost, Cost]:
    """One firm and so many, each in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        return _alone(Path(folder) / "one", 1), _alone(Path(folder) / "all", most)


def _alone(folder: Path, count: int) -> Cost:
    """The median of three starts."""
    names = ["alfa", *(f"f{number}" for number in range(2, count + 1))]
    file = twins.written(folder, names)
    twins.firms(file)
    command = [sys.executable, "-m", "bench.tenants.cost", str(file)]
    told = [
        Cost(**json.loads(subprocess.run(command, capture_output=True, check=True).stdout))  # noqa: S603
        for _ in range(3)
    ]
    found = {
        name: statistics.median(getattr(one, name) for one in told)
        for name in Cost.__dataclass_fields__
    }
    return Cost(**found)


def _start(file: Path) -> Cost:
    began = time.process_time()
    firms = installed(file, {}).firms
    read = time.process_time() - began
    began = time.process_time()
    door = Door(firms, system_clock)
    door.extensions["missed"]()  # as a web process begins: each firm's application is made
    while any(one.name == "missed at the start" for one in threading.enumerate()):
        time.sleep(0.05)
    made = time.process_time() - began
    started = _kilobytes()
    client = Client(door, use_cookies=False)
    for firm in firms:
        client.post("/voice/incoming", base_url=str(firm.settings.service.public_url))
    called = _kilobytes()
    for firm in firms:
        for path in ("/login", "/assistenza", "/healthz", "/readyz"):
            client.get(path, base_url=str(firm.settings.service.public_url))
    return Cost(len(firms), read, made, started, called, _kilobytes())


def _kilobytes() -> int:
    """What this process alone holds of the memory."""
    gc.collect()
    for line in Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Private_Dirty"):
            return int(line.split()[1])
    raise LookupError("Private_Dirty")


if __name__ == "__main__":
    import logging

    from centralino.runtime import log

    log.configure("critical", sys.stderr)
    logging.disable()
    print(json.dumps(asdict(_start(Path(sys.argv[1])))))
