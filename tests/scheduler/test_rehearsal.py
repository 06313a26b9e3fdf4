"""In a rehearsal, whose clock is not the files', nothing is deleted."""

import pytest

from centralino.config.settings import load
from centralino.config.variables import CLOCK_FILE
from centralino.wiring.worker import jobs
from tests.centralino.config.shipped import ACCOUNT, SHIPPED, TOKEN

SECRET = {"CENTRALINO_WEB__SECRET_KEY": "k" * 40}


@pytest.mark.parametrize("rehearsed", [False, True])
def test_nothing_is_deleted_in_a_rehearsal(monkeypatch, tmp_path, now, rehearsed):
    if rehearsed:
        monkeypatch.setenv(CLOCK_FILE, str(tmp_path / "clock.json"))
    folder = {"CENTRALINO_DATABASE__URL": f"sqlite:///{tmp_path}/x.db"}
    names = {
        job.name for job in jobs(load(SHIPPED, ACCOUNT | TOKEN | SECRET | folder), lambda: now)
    }
    deleting = {"delete expired audio", "delete recordings at Twilio", "delete old attachments"}
    assert names & deleting == (set() if rehearsed else deleting)
    assert "fetch recordings" in names
