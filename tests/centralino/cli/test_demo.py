"""`centralino demo`: the whole service, the local carrier and real Whisper, as `make demo` runs them."""

import subprocess
import sys

import pytest

from tests.sources import ROOT


@pytest.mark.slow
def test_the_demonstration_loses_nothing_and_says_so():
    command = [sys.executable, "-m", "centralino", "demo"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert "they agree" in done.stdout
    assert "Soldi" in done.stdout
