"""From nothing to a real number: init, serve, twilio plan and apply, doctor, and the first call.

Then one link after the other is broken, and doctor names each. One service is served for all of it.
"""

import shutil
import threading
from contextlib import closing
from dataclasses import replace

import pytest
from flask import Flask
from werkzeug.serving import make_server

from centralino.runtime.clock import start_rehearsal, system_clock
from simulator import HangUp, Phone
from store.database.sqlite_library import driver
from tests.centralino.going_live.installation import OTHERS
from tests.leotron import WEEKDAY_LINE, WEEKEND_LINE
from tests.serving import Quiet, serving

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("going_live")]


@pytest.fixture
def account(live):
    """The account, which is as it was once a test is through with it."""
    exchange = live.carrier.exchange
    before, numbers = replace(exchange.account), dict(exchange.numbers)
    yield exchange
    exchange.account, exchange.numbers = before, numbers


@pytest.fixture(autouse=True)
def leads_here(live, request):
    """The numbers lead here, as the first story leaves them: another worker may have had that one."""
    is_first = request.function is test_numbers_come_to_lead_here_and_the_first_call_is_a_request
    if not is_first and live.carrier.exchange.numbers[WEEKDAY_LINE].voice_url == OTHERS:
        assert live.run("twilio", "apply", "--yes").exit_code == 0


def test_numbers_come_to_lead_here_and_the_first_call_is_a_request(live):
    exchange = live.carrier.exchange
    assert live.faults() == {"number.differs"}
    assert live.last["number.differs"]["mend"] == "centralino twilio apply"
    plan = live.run("twilio", "plan")
    assert (plan.exit_code, plan.stdout.count(f"- {OTHERS}")) == (0, 2)
    assert f"+ {live.address}/voice/incoming" in plan.stdout
    assert exchange.numbers[WEEKDAY_LINE].voice_url == OTHERS  # nothing is changed by a plan
    assert live.run("twilio", "apply", typed="n\n").exit_code == 1
    assert exchange.numbers[WEEKDAY_LINE].voice_url == OTHERS
    applied = live.run("twilio", "apply", typed="y\n")
    assert (applied.exit_code, applied.stderr.count("changed voice_url")) == (0, 2)
    again = live.run("twilio", "plan")
    assert (again.exit_code, again.stdout.count("nothing to change")) == (0, 2)
    assert live.run("twilio", "status").exit_code == 0

    states = live.examined()
    assert {code for code, state in states.items() if state == "fault"} == set()
    assert states["door.here"] == states["number.right"] == states["worker.alive"] == "ok"
    assert states["webhook.never"] == states["backup.never"] == "doubt"

    Phone(live.carrier).calls(WEEKDAY_LINE, HangUp(after="assistenza"))
    live.carrier.settle()
    live.wait_for(lambda: "+393471234567" in live.run("tickets", "list", "--json").stdout)
    assert live.run("db", "backup", str(live.folder / "copy.db")).exit_code == 0
    states = live.examined()
    assert states["webhook.last"] == states["backup.right"] == "ok"


def test_a_wrong_token_is_named_at_twilio_and_at_our_own_door(live):
    found = live.faults(TWILIO__AUTH_TOKEN="f00baa42")
    assert {"account.refused", "door.refused"} <= found
    assert "f00baa42" not in live.run("doctor", TWILIO__AUTH_TOKEN="f00baa42").output


def test_a_number_that_is_not_owned_is_named_and_nothing_else_of_it(live, account):
    del account.numbers[WEEKEND_LINE]
    assert live.faults() == {"number.not_owned"}
    assert live.last["number.not_owned"]["facts"]["line"] == "weekend"
    plan = live.run("twilio", "plan")
    assert (plan.exit_code, WEEKEND_LINE in plan.stderr) == (1, True)


def test_what_the_account_lacks_is_named(live, account):
    account.account = replace(
        account.account,
        kind="Trial",
        balance="1.50",
        countries=set(),
        regions={WEEKDAY_LINE: "ie1"},
    )
    assert live.faults() == {"account.trial", "number.region", "permission.missing"}
    assert live.examined()["balance.low"] == "doubt"
    account.account = replace(account.account, status="suspended")
    assert "account.closed" in live.faults()


def test_what_takes_the_place_of_our_webhooks_is_a_difference_that_apply_clears(live, account):
    number = account.numbers[WEEKDAY_LINE]
    account.numbers[WEEKDAY_LINE] = replace(number, trunk_sid="TK" + "1" * 32)
    assert live.faults() == {"number.differs"}
    assert live.run("twilio", "apply", "--yes").exit_code == 0
    assert account.numbers[WEEKDAY_LINE].trunk_sid == ""
    assert live.faults() == set()


def test_texts_from_a_number_that_cannot_send_them_are_named(live):
    assert live.faults(MESSAGES__SMS="true") == {"sms.cannot"}


def test_a_database_that_is_behind_damaged_or_not_there_is_named_with_its_command(live, tmp_path):
    behind, damaged = tmp_path / "behind.db", tmp_path / "damaged.db"
    with closing(driver.connect(behind)) as copy:
        with closing(driver.connect(live.folder / "etc/data/centralino.db")) as whole:
            whole.backup(copy)
        copy.execute("UPDATE alembic_version SET version_num = '0038'")
        copy.commit()
    shutil.copy(behind, damaged)
    with damaged.open("r+b") as file:
        file.seek(100)
        file.write(b"x" * 4000)
    expected = {
        behind: ("database.behind", "centralino db upgrade"),
        damaged: ("database.damaged", "centralino db restore FILE"),
        tmp_path / "none.db": ("database.missing", "centralino db upgrade"),
    }
    for file, (code, mend) in expected.items():
        assert code in live.faults(DATABASE__URL=f"sqlite:///{file}")
        assert live.last[code]["mend"] == mend
    assert not (tmp_path / "none.db").exists()


def test_a_full_disk_a_wrong_clock_and_a_silent_process_are_named(live, tmp_path):
    assert "disk.low" in live.faults(WATCH__FREE_MEGABYTES="10000000")
    clock = tmp_path / "clock.json"
    start_rehearsal(clock, system_clock().replace(year=2035))
    found = live.faults(CLOCK_FILE=str(clock))
    assert {"clock.wrong", "worker.silent", "reconciliation.late"} <= found
    assert live.last["clock.wrong"]["mend"] == "timedatectl set-ntp true"


def test_whoever_else_answers_at_the_public_address_is_named(live):
    stranger = Flask("stranger")
    answers = {"/a": 200, "/b": 404}
    stranger.add_url_rule(
        "/voice/delivery", view_func=lambda: ("hello", answers["/a"]), methods=["POST"]
    )
    with serving(stranger) as address:
        assert "door.open" in live.faults(SERVICE__PUBLIC_URL=address)
        answers["/a"] = 404
        assert "door.others" in live.faults(SERVICE__PUBLIC_URL=address)
        answers["/a"] = 302
        assert "door.redirected" in live.faults(SERVICE__PUBLIC_URL=address)
    assert "door.unreachable" in live.faults(SERVICE__PUBLIC_URL=address)


def test_a_certificate_that_twilio_would_not_accept_is_named(live):
    server = make_server(
        "127.0.0.1", 0, Flask("made by itself"), request_handler=Quiet, ssl_context="adhoc"
    )
    thread = threading.Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    try:
        address = f"https://127.0.0.1:{server.server_port}"
        assert "door.certificate" in live.faults(SERVICE__PUBLIC_URL=address)
        assert "self-signed" in live.last["door.certificate"]["told"]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_mail_server_that_is_away_is_named(live):
    mail = {"MESSAGES__EMAIL__HOST": "127.0.0.1", "MESSAGES__EMAIL__PORT": "9"}
    found = live.faults(**mail, MESSAGES__EMAIL__SENDER="assistenza@example.it")
    assert found == {"mail.away"}


def test_a_file_of_secrets_that_others_read_is_named(live):
    file = live.folder / "etc" / "centralino.env"
    file.chmod(0o644)
    try:
        assert live.faults() == {"secrets.open"}
        assert live.last["secrets.open"]["mend"] == f"chmod 600 {file}"
    finally:
        file.chmod(0o600)


def test_a_configuration_that_cannot_be_read_ends_with_two(live):
    result = live.run("doctor", "--json", WEB__PORT="many")
    assert (result.exit_code, '"configuration.unreadable"' in result.stdout) == (2, True)
