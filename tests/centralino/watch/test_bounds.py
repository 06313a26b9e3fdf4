"""Which bounds are broken, from the ledger as it is; told alike by metrics, doctor and heartbeat."""

from datetime import timedelta

import pytest
from flask import Flask

from centralino.config.settings import load
from centralino.config.variables import CLOCK_FILE
from centralino.watch.bounds import broken
from centralino.watch.look import look
from centralino.watch.metrics import BOUNDS, watched
from centralino.wiring.watching.watch import watch_jobs
from rules.webhooks.events import EventType
from scheduler.heartbeat import JOB
from store import failing_jobs
from store.messages.webhooks import endpoints
from store.messages.webhooks.endpoints import Wanted
from store.models import Outbox, WebhookDelivery, WebhookEndpoint, WebhookMessage
from store.models.states import OutboxKind, OutboxState, WebhookState
from store.signs_of_life import Sign, note, seen
from store.views.unfinished import Work, unfinished
from tests.builders import a_recording
from tests.serving import serving


@pytest.fixture
def settings(tmp_path):
    def make(**more):
        return load(
            environ={
                "CENTRALINO_DATABASE__URL": f"sqlite:///{tmp_path}/a.db",
                "CENTRALINO_RECORDINGS__PATH": str(tmp_path / "recordings"),
                "CENTRALINO_FORM__ATTACHMENTS_PATH": str(tmp_path / "attachments"),
                "CENTRALINO_WATCH__FREE_MEGABYTES": "16",
                **{f"CENTRALINO_WATCH__{name}": value for name, value in more.items()},
            }
        )

    return make


@pytest.fixture
def alive(sessions, now):
    """Everybody was seen a moment ago."""
    with sessions.begin() as session:
        for sign in Sign:
            note(session, sign, now)


def found(sessions, settings, now):
    with sessions() as session:
        return {(one.bound, one.of) for one in broken(look(session, settings, now), settings.watch)}


def test_nothing_is_broken_where_all_were_seen_and_nothing_waits(sessions, settings, now, alive):
    assert found(sessions, settings(), now) == set()


def test_who_was_never_seen_is_silent_and_a_first_backup_is_no_bound(sessions, settings, now):
    assert found(sessions, settings(), now) == {
        ("silent", "clock"),
        ("silent", "transcription"),
        ("reconciliation", "twilio"),
    }


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (5, set()),
        (6, {("silent", "clock"), ("silent", "transcription")}),
        (31, {("silent", "clock"), ("silent", "transcription"), ("reconciliation", "twilio")}),
        (26 * 60 + 1, {("backup", "database")}),
    ],
)
def test_signs_grow_old(sessions, settings, now, alive, minutes, expected):
    assert found(sessions, settings(), now + timedelta(minutes=minutes)) >= expected
    if minutes == 5:
        assert found(sessions, settings(), now + timedelta(minutes=5)) == set()


def test_work_is_as_old_as_it_has_been_due(sessions, settings, now, alive):
    with sessions.begin() as session:
        a_recording(session, now=now - timedelta(minutes=16))
        session.add(an_sms(now - timedelta(hours=9), next_at=now + timedelta(hours=1)))
        session.add(an_sms(now - timedelta(hours=9), next_at=now - timedelta(minutes=29)))
        waiting = unfinished(session, now)
    assert found(sessions, settings(), now) == {("work", "fetch")}
    assert waiting[Work.SEND].count == 1  # what waits for the morning is not due
    later = now + timedelta(minutes=2)
    assert ("work", "send") in found(sessions, settings(), later)


def test_webhooks_are_late_where_nobody_sends_them_and_not_where_a_receiver_fails(
    sessions, settings, now, alive
):
    url = "https://shop.example/events"
    with sessions.begin() as session:
        receiver = endpoints.add(session, Wanted(url), (), now)
        what = WebhookMessage(uid="msg_1", type=EventType.TICKET_CREATED, at=now, created_at=now)
        session.add(what)
        session.flush()
        due = {"state": WebhookState.WAITING, "next_at": now - timedelta(minutes=31)}
        session.add(WebhookDelivery(endpoint_id=receiver.id, message_id=what.id, **due))
        session.flush()
        receiver_id = receiver.id
    assert found(sessions, settings(), now) == {("work", "tell")}
    with sessions.begin() as session:
        session.get_one(WebhookEndpoint, receiver_id).rests_until = now + timedelta(hours=1)
    assert found(sessions, settings(), now) == set()


def test_what_failed_and_comes_again_is_as_old_as_it_is(sessions, settings, now, alive):
    with sessions.begin() as session:
        session.add(an_sms(now - timedelta(hours=1), next_at=now, attempts=4))
    assert found(sessions, settings(), now) == {("work", "send")}


def test_a_job_that_fails_for_an_hour_is_one_but_the_heartbeats_own(sessions, settings, now, alive):
    with sessions.begin() as session:
        for name in ("fetch recordings", JOB):
            failing_jobs.fails(session, name, "x", now - timedelta(hours=2))
    assert found(sessions, settings(), now) == {("job", "fetch recordings")}


def test_a_disk_without_room_is_one_for_each_place(sessions, settings, now, alive):
    places = found(sessions, settings(FREE_MEGABYTES="10000000"), now)
    assert places == {("disk", place) for place in ("database", "recordings", "attachments")}


def test_metrics_tell_the_same(sessions, settings, now, alive):
    chosen = settings(FREE_MEGABYTES="10000000")
    with sessions() as session:
        families = {one.name: one for one in watched(look(session, chosen, now), chosen.watch)}
    told = {one.labels["bound"]: one.value for one in families["centralino_bounds_broken"].samples}
    assert told == {**dict.fromkeys(BOUNDS, 0), "disk": 3}
    at = families["centralino_last_seen_timestamp_seconds"].samples
    assert {one.labels["what"]: one.value for one in at}["clock"] == now.timestamp()


def test_the_clock_shows_that_it_runs_and_beats_where_somebody_listens(sessions, settings, now):
    (alive,) = watch_jobs(settings(), sessions, lambda: now)
    alive.run()
    with sessions() as session:
        assert seen(session) == {Sign.CLOCK: now}
    _, beats = watch_jobs(settings(HEARTBEAT_URL="http://127.0.0.1:9"), sessions, lambda: now)
    assert beats.run() is False  # transcription was never seen: withheld, so that nobody is asked


def test_the_heartbeat_goes_out_while_all_bounds_hold(sessions, settings, now, alive):
    asked = []
    app = Flask("somebody's")
    app.add_url_rule("/ping", view_func=lambda: asked.append(1) or "ok")
    with serving(app) as address:
        chosen = settings(HEARTBEAT_URL=f"{address}/ping")
        later = now + timedelta(minutes=1)
        _, beats = watch_jobs(chosen, sessions, lambda: later)
        assert (beats.run(), asked) == (True, [1])
        full = settings(HEARTBEAT_URL=f"{address}/ping", FREE_MEGABYTES="10000000")
        _, withheld = watch_jobs(full, sessions, lambda: later)
        assert (withheld.run(), asked) == (False, [1])
    with sessions() as session:
        assert seen(session)[Sign.HEARTBEAT] == later


def test_a_rehearsal_tells_nobody_that_it_is_well(sessions, settings, now, monkeypatch):
    monkeypatch.setenv(CLOCK_FILE, "clock.json")
    jobs = watch_jobs(settings(HEARTBEAT_URL="http://127.0.0.1:9"), sessions, lambda: now)
    assert len(jobs) == 1


def an_sms(at, **more):
    return Outbox(
        kind=OutboxKind.SMS,
        to="+393471234567",
        body={},
        state=OutboxState.WAITING,
        key=f"{at}{more}",
        created_at=at,
        **more,
    )
