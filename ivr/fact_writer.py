"""Fact writer: keeps what a webhook tells us; the call, its turn, and each fact of the Reply."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypedDict

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.flows.reply import (
    AboutChosen,
    CallBegan,
    CodeGiven,
    Fact,
    FaultEndAwaited,
    JSystemClaimed,
    LanguageChosen,
    MessageConfirmed,
    MessageRecorded,
    MessageSuperseded,
    NothingRecorded,
    NumberKeyed,
    NumberRead,
    NumberRefused,
    OpenRequestTold,
    PriceAgreed,
    PriceTold,
    RemoteCodeGiven,
    Reply,
    RequestCancelled,
    RequestNamed,
    Say,
    TimeChosen,
    TimesOffered,
)
from ivr.flows.steps import Step
from ivr.turn import Turn
from rules.entitlement.weekend_gate import WeekendGate
from rules.hours.schedule import Explanation
from rules.tickets.ticket import Kind
from store import models as rows
from store.billing import agreements
from store.calls import call_log, first_webhook, recordings, voicemail
from store.intake import known_faults, repeat_calls
from store.intake.filing import file_call
from store.tickets import call_times, number_checks, remote_codes, weekend


@dataclass(frozen=True)
class Told:
    """What the reply rests on: the hours at that instant, and the week-end gate's answer."""

    when: Explanation
    weekend: WeekendGate | None = None


def write(
    session: Session,
    turn: Turn,
    reply: Reply,
    told: Told,
    lines: Mapping[str, str],
    words: Callable[[Say], str],
) -> bool:
    """Keep the turn and its facts; False, and nothing kept, when this delivery was seen before."""
    when, gate = told.when, told.weekend
    if turn.step == "incoming" and first_webhook.is_first(session, **_told(turn, when, lines)):
        if gate is not None:
            call_log.set_weekend_gate(session, turn.call_sid, gate)
        for fact in reply.facts:
            if isinstance(fact, LanguageChosen):  # known from an earlier call
                call_log.set_language(session, turn.call_sid, fact.language)
        return _add_turn(session, turn, reply)
    call = call_of(session, turn, when, lines)
    if call.erased_at is not None:
        return _keep_of_erased(session, turn, reply)
    is_new = _add_turn(session, turn, reply)
    if is_new:
        if gate is not None and gate != weekend.gate_of(call):
            call_log.set_weekend_gate(session, call.sid, gate)
        for fact in reply.facts:
            _write(session, call, fact, when, turn.at, words)
        if NothingRecorded() in reply.facts and not turn.hung_up:
            known_faults.ring_after_all(session, call, turn.at)  # as they were told just now
    return is_new


def _keep_of_erased(session: Session, turn: Turn, reply: Reply) -> bool:
    """That an erased call's webhook came, late or again; what it recorded is only to be deleted."""
    for fact in reply.facts:
        if isinstance(fact, MessageRecorded):
            told = {"sid": fact.recording_sid, "call_sid": turn.call_sid}
            recordings.announce(session, **told, duration_s=fact.duration_s, now=turn.at)
    return _add_turn(session, replace(turn, digits=""), reply)


def first_at(session: Session, turn: Turn) -> datetime:
    """When this very webhook was delivered for the first time."""
    at = session.scalar(select(rows.Turn.at).where(rows.Turn.key == turn.key))
    return at or turn.at


def call_of(session: Session, turn: Turn, when: Explanation, lines: Mapping[str, str]) -> rows.Call:
    """The call's row; begun now when its beginning was missed, with what the address remembers."""
    known = call_log.find(session, turn.call_sid)
    if known is None or known.account_sid is None:
        known = call_log.begin(session, **_told(turn, when, lines))
        call_log.set_language(session, known.sid, turn.language)
    if turn.j_system and not known.j_system_claimed:
        call_log.claim_j_system(session, known.sid)
    return known


class _Told(TypedDict):
    """What a webhook tells of its call, by the names of the columns."""

    sid: str
    account_sid: str
    from_number: str | None
    from_raw: str
    to_number: str
    line: str | None
    flow: str
    now: datetime
    forwarded: bool


def _told(turn: Turn, when: Explanation, lines: Mapping[str, str]) -> _Told:
    return {
        "sid": turn.call_sid,
        "account_sid": turn.account_sid,
        "from_number": turn.from_number,
        "from_raw": turn.from_raw,
        "to_number": turn.to_number,
        "line": lines.get(turn.to_number),
        "flow": turn.flow or when.flow,
        "now": turn.at,
        "forwarded": turn.is_forwarded_by(lines),
    }


def _add_turn(session: Session, turn: Turn, reply: Reply) -> bool:
    return call_log.add_turn(
        session,
        turn.call_sid,
        step=turn.step,
        key=turn.key,
        digits="" if turn.step == Step.REMOTE else turn.digits,  # gone after use
        heard=reply.heard,
        now=turn.at,
    )


def _write(
    session: Session,
    call: rows.Call,
    fact: Fact,
    when: Explanation,
    now: datetime,
    words: Callable[[Say], str],
) -> None:
    match fact:
        case LanguageChosen(language):
            call_log.set_language(session, call.sid, language)
        case CodeGiven(code):
            call_log.give_code(session, call.sid, code)
        case JSystemClaimed():
            call_log.claim_j_system(session, call.sid)
        case MessageRecorded(sid, seconds):
            recordings.announce(session, sid=sid, call_sid=call.sid, duration_s=seconds, now=now)
            file_call(session, call, Kind.MESSAGE, when, now)
        case MessageSuperseded(by):
            recordings.supersede_others(session, call.sid, by)
            voicemail.bring_back(session, call.sid, now)  # what replaced it may be known as empty
        case NothingRecorded():
            file_call(session, call, Kind.MISSED, when, now)
        case NumberRead() | NumberRefused() | NumberKeyed() | TimeChosen() | RemoteCodeGiven():
            _write_keyed(session, call.sid, fact, now)
        case FaultEndAwaited(fault_id):
            known_faults.file_waiting(session, call, fault_id, when, now)
        case AboutChosen(about):
            call_log.set_about(session, call.sid, about)
        case RequestCancelled(ticket_id):
            repeat_calls.cancel(session, call, ticket_id, now)
        case PriceAgreed(sentence, total):
            agreements.agree_on_the_phone(
                session, call.sid, words=words(sentence), total=total, now=now
            )
        case (
            CallBegan()
            | MessageConfirmed()
            | OpenRequestTold()
            | PriceTold()
            | RequestNamed()
            | TimesOffered()
        ):
            pass  # the call's row and its turn say so already


def _write_keyed(
    session: Session,
    call_sid: str,
    fact: NumberRead | NumberRefused | NumberKeyed | TimeChosen | RemoteCodeGiven,
    now: datetime,
) -> None:
    """What the caller says by key after the message: of its number, a time, and the code."""
    match fact:
        case NumberRead(number):
            number_checks.read(session, call_sid, number, now)
        case NumberRefused():
            number_checks.refused(session, call_sid, now)
        case NumberKeyed(number):
            number_checks.keyed(session, call_sid, number, now)
        case TimeChosen(at, words):
            call_times.choose(session, call_sid, at, words, now)
        case RemoteCodeGiven(code):
            remote_codes.give(session, call_sid, code, now)
