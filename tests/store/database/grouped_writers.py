"""Writers of one process, each of whom answers when its row is said to be kept: `FILE COUNT [early]`.

An answer is the row's name on standard output. `early` is the control: it answers without waiting for
the one who commits, which whoever reads the trace has to notice.
"""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import store
from store.calls import call_log
from store.database.group_commit import Group, grouped

WRITERS = 12


def main(file: str, count: int, *, early: bool) -> None:
    if early:
        Group.wait = lambda _: None  # type: ignore[method-assign]
    sessions = grouped(store.connect(f"sqlite:///{file}"))

    def write(number: int) -> None:
        sid = f"CA{number:032d}"
        with sessions.begin() as session:
            call_log.stub(session, sid, datetime.now(UTC))
        os.write(1, f"{sid}\n".encode())

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(count)))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), early="early" in sys.argv)
