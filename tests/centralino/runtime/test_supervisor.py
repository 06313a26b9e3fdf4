"""The supervisor's processes: what each of them runs as."""

import os
import sys

import psutil
import pytest

from centralino.runtime.supervisor import Child, Supervisor, children


@pytest.fixture
def running():
    """One process that yields and one that does not."""
    waits = (sys.executable, "-c", "import time; time.sleep(60)")
    started = Supervisor([Child("web", waits), Child("transcription", waits, nice=7)], os.environ)
    before = set(psutil.Process().children())  # a browser's, of tests before
    started.start()
    yield set(psutil.Process().children()) - before
    started.end()


def test_a_process_yields_to_the_others_as_it_was_told(running: set[psutil.Process]) -> None:
    own = psutil.Process().nice()
    assert sorted(process.nice() for process in running) == sorted([own, 7])


def test_the_recogniser_alone_yields() -> None:
    table = children(transcription_nice=12)
    assert {child.name: child.nice for child in table} == {
        "web": 0,
        "clock": 0,
        "transcription": 12,
    }
