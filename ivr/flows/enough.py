"""A call that goes on and on: led to the beep, and ended; no loop, whoever's, lasts for ever."""

from ivr.flows.context import Context
from ivr.flows.record_message import record
from ivr.flows.recorded import facts_of, ring_back
from ivr.flows.reply import Fact, HangUp, NothingRecorded, Reply, Say
from ivr.flows.steps import AFTER_THE_MESSAGE, Step
from ivr.turn import Turn

MOST_STEPS = 60  # of one call; the longest that was meant has some thirty
LAST_BEEP = 54  # from here on whoever left no message is led to the beep

AFTER_THE_BEEP = AFTER_THE_MESSAGE | {Step.RECORDED, Step.PRICE}


def enough(turn: Turn, context: Context, steps: int) -> Reply | None:
    """What the caller hears instead of the next step, after so many; None while it may go on."""
    has_spoken = turn.kept_sid is not None or turn.step in AFTER_THE_BEEP
    if steps >= MOST_STEPS - 1:
        return _goodbye(turn)
    if steps >= LAST_BEEP and not has_spoken and not turn.hung_up:
        return Reply(record(context))
    return None


def _goodbye(turn: Turn) -> Reply:
    """What there is stays, and somebody rings back."""
    facts: tuple[Fact, ...] = facts_of(turn)
    if turn.kept_sid is None and not facts:
        facts = (NothingRecorded(),)
    if turn.hung_up:
        return Reply((), facts)
    is_kept = turn.kept_sid is not None or turn.has_message
    return Reply((Say("fallback_thanks") if is_kept else ring_back(turn), HangUp()), facts)
