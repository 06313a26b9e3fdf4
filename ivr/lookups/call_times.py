"""The times that a caller is offered after the message, as the desk is really open."""

from datetime import datetime

from sqlalchemy.orm import Session

from ivr.flows import Step
from ivr.turn import Turn
from rules.hours.callback_slots import by_key
from rules.hours.schedule import Hours
from store.tickets import call_times

# From which the question may come, and the step that answers it.
ASKED = frozenset({Step.REVIEW, Step.SENT, Step.PRICE, Step.CODE, Step.GOODBYE, Step.TIME})


def times(session: Session, turn: Turn, hours: Hours) -> tuple[datetime, ...]:
    """None where no message of this call waits to be answered, or at other steps.

    A key means what was offered when it was asked for, however long that is ago.
    """
    if turn.step not in ASKED or turn.kept_sid is None or turn.is_adding:
        return ()
    callback = call_times.to_move(session, turn.call_sid)
    if callback is None:
        return ()
    offered_at = turn.offered_at if turn.step == Step.TIME and turn.offered_at else turn.at
    return tuple(by_key(offered_at, hours, j_system=callback.j_system))
