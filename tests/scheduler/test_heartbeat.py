"""The heartbeat: told while all is well, and withheld while anything is amiss."""

import pytest
from flask import Flask

from rules.errors import TemporaryFailure
from scheduler.heartbeat import Heartbeat
from tests.serving import serving


@pytest.fixture
def asked():
    return []


@pytest.fixture
def address(asked):
    app = Flask("somebody's")
    app.add_url_rule("/ping/<key>", view_func=lambda key: asked.append(key) or "ok")
    with serving(app) as address:
        yield f"{address}/ping/secret"


def test_it_is_withheld_while_anything_is_amiss_and_goes_on_afterwards(address, asked, logged):
    amiss, told = [], []
    heartbeat = Heartbeat(address, lambda: amiss, lambda: told.append(1))
    assert heartbeat.beat()
    amiss.append("disk of recordings")
    assert not heartbeat.beat()
    assert not heartbeat.beat()
    amiss.clear()
    assert heartbeat.beat()
    assert (asked, told) == (["secret"] * 2, [1, 1])
    events = [one["event"] for one in logged]
    assert events == ["heartbeat withheld", "heartbeat goes on"]  # once, and not at each try


@pytest.mark.parametrize("away", ["http://127.0.0.1:9/ping/secret", "/nowhere"])
def test_an_address_that_does_not_answer_fails_without_telling_it(address, away):
    url = away if away.startswith("http") else address.replace("/ping/", away + "/")
    with pytest.raises(TemporaryFailure) as failed:
        Heartbeat(url, tuple, lambda: None).beat()
    assert "secret" not in str(failed.value)
    assert failed.value.__cause__ is None
