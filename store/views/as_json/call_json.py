"""A call as other programs read it."""

from typing import Any

from sqlalchemy.orm import Session

from rules.tickets.ticket import number_of
from store.calls import call_log
from store.models import Call, Turn
from store.tickets import lifecycle


def call_json(session: Session, call: Call) -> dict[str, Any]:
    """The call and the number of its ticket; instants in UTC."""
    ticket = lifecycle.of_call(session, call.sid)
    ended = call.finished_at
    return {
        "sid": call.sid,
        "direction": call.direction,
        "from_number": call.from_number,
        "to_number": call.to_number,
        "line": call.line,
        "flow": call.flow,
        "language": call.language,
        "status": call.status,
        "customer_code": call.customer_code,
        "started_at": call.started_at.isoformat(),
        "finished_at": ended.isoformat() if ended else None,
        "duration_s": call.duration_s,
        "fault": call.fault,
        "ticket": {"id": ticket.id, "number": number_of(ticket.id)} if ticket else None,
    }


def call_story(session: Session, call: Call) -> dict[str, Any]:
    """The same with the call's turns: what was said, and what was keyed."""
    turns = [_turn(turn) for turn in call_log.turns(session, call.sid)]
    return {**call_json(session, call), "turns": turns}


def _turn(turn: Turn) -> dict[str, Any]:
    return {
        "at": turn.at.isoformat(),
        "step": turn.step,
        "digits": turn.digits,
        "heard": turn.heard,
    }
