"""Wiring of the workers: the clock's jobs, and the transcription."""

import os
from dataclasses import replace
from datetime import timedelta

import structlog
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from centralino.config.settings import Settings
from centralino.config.variables import CLOCK_FILE
from centralino.runtime import clock as instant
from centralino.runtime.database_timeouts import limit_answers
from centralino.wiring.customer_messages import request_link, sayer_of, sending_of
from centralino.wiring.helpdesk import helpdesk_jobs
from centralino.wiring.in_force import followed
from centralino.wiring.oncall import alert_jobs
from centralino.wiring.outbound_calls import customer_first_of, dialling_of
from centralino.wiring.parts import Parts, parts_of
from centralino.wiring.places import beside_database, places_of
from centralino.wiring.staff_notifications import notification_jobs
from centralino.wiring.watching.morning_call import rehearsal_jobs
from centralino.wiring.watching.watch import noted, watch_jobs
from centralino.wiring.webhooks import webhook_jobs
from ivr.twilio_api import TwilioApi
from scheduler import (
    account_managers,
    customer_updates,
    folder_sweep,
    hang_ups,
    outbound_calls,
    outbox,
    privacy,
    recording_download,
    settling,
    sms_status,
    sweep,
    twilio_deletions,
)
from scheduler.clock import Job
from scheduler.reconcile import Looking, Reconciler
from scheduler.recovery import Recovery
from store import connect, sessions
from store.database import numbers
from store.signs_of_life import Sign

log = structlog.get_logger()

ANSWER_SECONDS = 30.0  # for a statement of a job: nobody waits on the line


def jobs(settings: Settings, now: instant.Clock) -> tuple[Job, ...]:
    """The clock's table: what is done how often."""
    ledger = sessions(bounded(connect(settings.database.url, may_make=False)))
    twilio = twilio_api(settings)
    parts = parts_of(settings, ledger)
    folder = settings.recordings.path
    fetching = recording_download.Fetching(folder)
    fetchers = recording_download.Fetchers(
        lambda: recording_download.fetch_all(ledger, twilio.fetch_recording, now, fetching)
    )
    sweeping = sweep.Sweeping(folder, keep=timedelta(days=settings.recordings.keep_days))
    lines = {settings.lines.weekday.number: "weekday", settings.lines.weekend.number: "weekend"}
    sending = sending_of(parts, twilio)
    sends = Job(
        "send messages",
        timedelta(seconds=5),
        lambda: outbox.send_due(ledger, now, sending),
    )
    say = sayer_of(parts)
    tells = Job(
        "tell customers what happened",
        timedelta(seconds=15),
        lambda: customer_updates.queue_updates(ledger, now, parts.channels, say),
    )
    lates = Job(
        "move promises that will break",
        timedelta(minutes=1),
        lambda: settling.move_late(ledger, now, parts.promises, parts.channels),
    )
    asks = Job(
        "ask about silent texts",
        timedelta(minutes=10),
        lambda: sms_status.ask_about_silent(ledger, now, twilio.sms_status),
    )
    manager = settings.default_account_manager()
    manages = Job(
        "tell account managers",
        timedelta(seconds=15),
        lambda: account_managers.tell(ledger, now, manager, request_link(settings)),
    )
    dialling = dialling_of(parts, twilio)
    first = customer_first_of(parts, twilio, ledger)
    looking = Looking(parts.in_force.hours, lines, settings.lines.numbers - lines.keys())
    reconciler = Reconciler(ledger, twilio, now, looking)
    recovery = Recovery(ledger, noted(reconciler.look, ledger, Sign.RECONCILIATION, now))
    table = (
        *watch_jobs(settings, ledger, now),
        *rehearsal_jobs(settings, ledger, twilio, now, parts.in_force.hours),
        *((sends, tells) if sending.kinds else ()),
        *((asks,) if sending.sms else ()),
        *((manages,) if sending.email else ()),
        *(calls(parts, ledger, now, (dialling, first), twilio) if dialling and first else ()),
        *alert_jobs(parts, ledger, twilio, now),
        *notification_jobs(parts, ledger, now),
        *webhook_jobs(parts, ledger, now),
        *helpdesk_jobs(settings, ledger, now),
        Job(
            "fetch recordings",
            timedelta(seconds=0.5),
            fetchers.tick,
        ),
        Job("release stuck work", timedelta(seconds=30), lambda: sweep.release_stuck(ledger, now)),
        Job(
            "file missed calls",
            timedelta(seconds=30),
            lambda: sweep.file_missed_calls(ledger, now, parts.hours, sweeping),
        ),
        Job(
            "promise whoever heard no time",
            timedelta(seconds=20),
            lambda: settling.make_missing(ledger, now, parts.promises),
        ),
        Job(
            "decide who pays",
            timedelta(seconds=20),
            lambda: settling.decide_missing(ledger, parts.payer),
        ),
        Job(
            "decide anew who pays",
            timedelta(seconds=20),
            lambda: settling.decide_anew(ledger, now, parts.payer),
        ),
        Job(
            "warn of promises at risk",
            timedelta(minutes=1),
            lambda: settling.warn(ledger, now, parts.promises),
        ),
        *((lates,) if parts.channels.enabled else ()),
        Job(
            "warn of response times at risk",
            timedelta(minutes=1),
            lambda: settling.warn_of_responses(ledger, now, parts.responses),
        ),
        Job("ask Twilio what we missed", timedelta(minutes=10), recovery.ask),
        Job("ask Twilio after a fault", timedelta(seconds=2), recovery.tick),
        Job(
            "keep the mark of numbers",
            timedelta(minutes=30),
            lambda: numbers.keep_mark(ledger, beside_database(settings) / numbers.NAME),
        ),
        Job(
            "escalate what nobody works on",
            timedelta(minutes=1),
            lambda: settling.escalate_idle(ledger, now, settings.idle_patience(), parts.hours),
        ),
        *deletions(parts, ledger, twilio, now),
    )
    return tuple(replace(job, run=followed(parts.in_force, job.run)) for job in table)


def calls(
    parts: Parts,
    ledger: sessionmaker[Session],
    now: instant.Clock,
    diallings: tuple[outbound_calls.Dialling, outbound_calls.Dialling],
    twilio: TwilioApi,
) -> tuple[Job, ...]:
    """What places calls for technicians, their own telephone first or the customer's, and ends them."""
    judging = outbound_calls.Judging(
        parts.policy, parts.in_force.hours, parts.settings.costs.vat_percent
    )
    return (
        Job(
            "place calls",
            timedelta(seconds=1),
            lambda: [outbound_calls.place_due(ledger, now, one) for one in diallings],
        ),
        Job(
            "end calls",
            timedelta(seconds=1),
            lambda: hang_ups.end_asked(ledger, now, twilio.end_call, diallings[0]),
        ),
        Job(
            "ask about quiet calls",
            timedelta(seconds=15),
            lambda: [outbound_calls.ask_about_quiet(ledger, now, one) for one in diallings],
        ),
        Job(
            "judge forgotten calls",
            timedelta(seconds=20),
            lambda: outbound_calls.judge_forgotten(ledger, now, judging),
        ),
    )


def deletions(
    parts: Parts, ledger: sessionmaker[Session], twilio: TwilioApi, now: instant.Clock
) -> tuple[Job, ...]:
    """What deletes as retention says; nothing in a rehearsal, whose time is not that of the files."""
    if CLOCK_FILE in os.environ:
        return ()
    settings = parts.settings
    sweeping = sweep.Sweeping(
        settings.recordings.path, keep=timedelta(days=settings.recordings.keep_days)
    )
    keep_texts = timedelta(
        days=max(settings.recordings.keep_texts_days, settings.recordings.keep_days)
    )
    deletes = {"recording": twilio.delete_recording, "message": twilio.delete_message}
    return (
        Job(
            "delete expired audio",
            timedelta(hours=1),
            lambda: sweep.delete_expired(ledger, now, sweeping),
        ),
        Job(
            "forget answers to programs",
            timedelta(minutes=5),
            lambda: sweep.forget_requests(ledger, now),
        ),
        Job(
            "delete recordings at Twilio",
            timedelta(seconds=30),
            lambda: twilio_deletions.remove_all(ledger, deletes, now),
        ),
        Job(
            "delete old attachments",
            timedelta(hours=1),
            lambda: sweep.delete_old_attachments(
                ledger, now, settings.form.attachments_path, sweeping.keep
            ),
        ),
        Job(
            "delete files left over",
            timedelta(hours=1),
            lambda: folder_sweep.delete_left_over(ledger, now, places_of(settings)),
        ),
        Job(
            "erase old requests",
            timedelta(hours=1),
            lambda: privacy.erase_old(ledger, now, places_of(settings), keep_texts),
        ),
        Job(
            "clean free pages",
            timedelta(hours=1),
            lambda: privacy.clean_pages(ledger, ledger.kw["bind"], now, parts.hours),
        ),
        Job("forget sign-ins", timedelta(hours=1), lambda: sweep.forget_sign_ins(ledger, now)),
        Job("forget codes", timedelta(hours=1), lambda: sweep.forget_remote_codes(ledger, now)),
    )


def twilio_api(settings: Settings) -> TwilioApi:
    """Twilio's REST side, as configured."""
    told = settings.twilio
    return TwilioApi(
        str(told.account_sid),
        credentials=told.credentials,
        api_base_url=str(told.api_base_url) if told.api_base_url else None,
        timeout=told.timeout_seconds,
    )


def bounded(engine: Engine) -> Engine:
    """The engine, whose server may be silent for so long at most."""
    limit_answers(engine, ANSWER_SECONDS)
    return engine
