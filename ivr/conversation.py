"""Conversation: one webhook of a call; look up what the step must know, ask it, keep what came of it."""

from dataclasses import replace
from functools import partial

from sqlalchemy.orm import Session

from ivr import fact_writer
from ivr.flows import STEPS, Context, Reply, Step, fallback_reply
from ivr.flows.enough import enough
from ivr.flows.reply import Say, TimeChosen
from ivr.lookups import call_times, read_back
from ivr.lookups.caller_lookup import heard_by
from ivr.services import Services
from ivr.turn import Turn
from rules.hours.schedule import explain
from rules.tickets.ticket import number_of
from store.callbacks.promises import Told
from store.calls import call_log, recordings
from store.customers import directory
from store.models import Recording, Ticket
from store.models.states import RecordingState
from store.recording_files import File, Place, found
from store.tickets import lifecycle

NUMBER_IS_SAID = frozenset({Step.REVIEW, Step.PLAYBACK, Step.SENT})
PLAYABLE = frozenset({RecordingState.STORED, RecordingState.TRANSCRIBED})


def hold(services: Services, turn: Turn) -> tuple[Turn, Reply]:
    """The step's reply, with its facts kept, in one transaction that is committed on return.

    A webhook that was delivered before changes nothing and gets the answer of that instant; the
    turn comes back as it was then.
    """
    with services.sessions.begin() as session:
        context = context_of(session, services, turn)
        reply = _reply(session, turn, context)
        words = partial(_words, services, turn)
        told = fact_writer.Told(context.explanation, context.weekend)
        if fact_writer.write(session, turn, reply, told, services.lines, words):
            _promise_anew(session, services, turn, reply)
            return turn, reply
        first = replace(turn, at=fact_writer.first_at(session, turn))
        return first, STEPS[first.step](first, context_of(session, services, first))


def _promise_anew(session: Session, services: Services, turn: Turn, reply: Reply) -> None:
    """Whoever chose another time is promised it by the rule of the customer's own page."""
    if not any(isinstance(fact, TimeChosen) for fact in reply.facts):
        return
    ticket = lifecycle.of_call(session, turn.call_sid)
    if ticket is not None:
        session.flush()
        services.promises.to_tell(session, ticket, turn.at, heard=False)


def _reply(session: Session, turn: Turn, context: Context) -> Reply:
    """The step's answer; a call that has had very many is brought to its end."""
    steps = 0 if turn.step == Step.INCOMING else call_log.count_turns(session, turn.call_sid)
    return enough(turn, context, steps) or STEPS[turn.step](turn, context)


def note_fallback(services: Services, turn: Turn) -> None:
    """Keep that the call came to the fallback, and what it left there."""
    reply = fallback_reply(turn, services.max_seconds)
    with services.sessions.begin() as session:
        when = explain(turn.at, services.hours)
        fact_writer.write(
            *(session, turn, reply, fact_writer.Told(when), services.lines),
            partial(_words, services, turn),
        )
        if turn.error_code:
            call_log.set_fault(session, turn.call_sid, _fault(turn))


def context_of(session: Session, services: Services, turn: Turn) -> Context:
    """What the step must know beside the webhook; a call's first one asks the database little.

    Whoever is about to hear by when we call is promised it here: once, and kept on the ticket.
    """
    explanation = explain(turn.at, services.hours)
    ticket = _ticket(session, turn)
    # Delivered again, it hears what it heard: nothing is promised anew.
    at = fact_writer.first_at(session, turn) if ticket else turn.at
    told = services.promises.to_tell(session, ticket, at) if ticket else Told()
    heard = heard_by(session, turn, explanation, services.terms, services.lines)
    return Context(
        explanation=explanation,
        line=services.lines.get(turn.to_number),
        ticket_number=number_of(ticket.id) if ticket else None,
        promised_at=told.promised_at,
        agreed_at=told.agreed_at,
        code_known=_is_code_known(session, turn),
        open_request=heard.open_request,
        proven=heard.proven,
        price=heard.price,
        recording_ready=_is_ready(session, turn),
        timezone=services.hours.timezone,
        max_seconds=services.max_seconds,
        keep_days=services.keep_days,
        weekend=heard.weekend,
        published=heard.published,
        asks_code=heard.asks_code,
        fault=heard.fault,
        ours=services.ours,
        times=call_times.times(session, turn, services.hours),
        **read_back.looked_up(session, turn),
    )


def audio_of(session: Session, folder: Place, sid: str) -> File | None:
    """The file of a recording that can be played; None when it is not here, or not ours."""
    recording = recordings.find(session, sid)
    if recording is None or not _is_playable(recording):
        return None
    return found(folder, recording.path)


def _words(services: Services, turn: Turn, say: Say) -> str:
    """A sentence as this caller heard it, or the sound file that spoke it."""
    found = services.prompts.of(say, say.language or turn.language)
    return found if isinstance(found, str) else found.name


def _ticket(session: Session, turn: Turn) -> Ticket | None:
    return lifecycle.of_call(session, turn.call_sid) if turn.step in NUMBER_IS_SAID else None


def _is_code_known(session: Session, turn: Turn) -> bool | None:
    if turn.step != Step.CODE or not turn.digits:
        return None
    return directory.by_code(session, turn.digits) is not None


def _is_ready(session: Session, turn: Turn) -> bool:
    if turn.step not in {Step.REVIEW, Step.PLAYBACK} or turn.kept_sid is None:
        return False
    recording = recordings.find(session, turn.kept_sid)
    return recording is not None and _is_playable(recording)


def _is_playable(recording: Recording) -> bool:
    return recording.path is not None and recording.state in PLAYABLE


def _fault(turn: Turn) -> str:
    where = f" at {turn.failed_step}" if turn.failed_step else ""
    return f"Twilio error {turn.error_code}{where}"
