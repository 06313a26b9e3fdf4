"""`centralino demo`: the whole service, the local carrier and real Whisper, as `make demo` runs them."""

import os
import re
import subprocess
import sys

import pytest

from centralino.demo.calls import samples
from rules.triage import triage
from tests.sources import ROOT

TYPED = "+393479901122"  # in the form


@pytest.mark.timeout(600)
@pytest.mark.slow
def test_the_demonstration_loses_nothing_believes_no_wrong_number_and_says_so():
    command = [sys.executable, "-m", "centralino", "demo"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "250"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert "they agree" in done.stdout
    assert "Soldi" in done.stdout
    assert "Ho capito: richiamarla al numero" in done.stdout
    assert "rings +390458307799, as the caller confirmed" in done.stdout
    assert "Il codice è accanto alla sua richiesta" in done.stdout
    said = {triage(one.said).callback_number for one in samples() if one.said}
    understood = set(re.findall(r"callback_number (\+\d+)", done.stdout))
    assert understood - said <= {TYPED}
    assert len(understood & said) >= 2
