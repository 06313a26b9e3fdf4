"""When something of ours is broken: a message all the same, with no database and no lookups."""

from ivr.flows.recorded import facts_of, ring_back
from ivr.flows.reply import HangUp, Record, Reply, Say
from ivr.flows.steps import AFTER_THE_MESSAGE, Step
from ivr.turn import Turn


def fallback_reply(turn: Turn, max_seconds: int = 90) -> Reply:
    """Take a message, or say that it is taken: never ask twice for what was said already."""
    if turn.hung_up:
        return Reply((), facts_of(turn))
    if turn.has_message:
        return Reply((Say("fallback_thanks"), HangUp()), facts_of(turn))
    if turn.kept_sid or _broke_at(turn) in AFTER_THE_MESSAGE:
        return Reply((Say("fallback_thanks"), HangUp()))
    if _is_second_try(turn):
        return Reply((ring_back(turn), HangUp()), facts_of(turn))
    # Twilio does not say whether the request that failed brought a recording.
    unsure = turn.failed_step in (Step.RECORDED, Step.FALLBACK)
    return Reply(
        (
            Say("fallback_unsure" if unsure else "fallback"),
            Record(Step.FALLBACK, max_seconds, attempt=1),
            ring_back(turn),
            HangUp(),
        )
    )


def _broke_at(turn: Turn) -> str | None:
    return turn.failed_step if turn.step == Step.FALLBACK else turn.step


def _is_second_try(turn: Turn) -> bool:
    """Whether this is the answer to our own Record, and not Twilio asking in place of a step."""
    return turn.step == Step.FALLBACK and turn.failed_step is None and turn.attempt > 0
