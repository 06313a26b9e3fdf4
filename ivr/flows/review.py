"""After the message: send it, hear it again, record it again."""

from dataclasses import replace

from ivr.flows.confirmation import sent
from ivr.flows.context import Context
from ivr.flows.keypad import ask_keypad
from ivr.flows.record_message import message
from ivr.flows.reply import Ask, GoTo, Pause, Play, Reply, Say
from ivr.flows.steps import Step
from ivr.turn import Turn

LONGEST_WAIT = 3  # times that playback waits for the recording
WAIT_SECONDS = 2


def ask_review(*before: Say, attempt: int = 0) -> Reply:
    """The keys; silence sends, since the ticket stands already."""
    ask = Ask((*before, Say("review")), Step.REVIEW, attempt=attempt)
    return Reply((ask, GoTo(Step.SENT)))


def review(turn: Turn, context: Context) -> Reply:
    """1 sends, 2 plays, 3 records again, 4 is another number; the first message stands until then."""
    match turn.digits:
        case "1" | "":
            return sent(turn, context)
        case "2":
            return playback(replace(turn, attempt=0), context)
        case "3":
            return message(turn, context)
        case "4" if not turn.is_adding:
            return ask_keypad()
    if turn.attempt == 0:
        return ask_review(Say("wrong_key"), attempt=1)
    return sent(turn, context)


def playback(turn: Turn, context: Context) -> Reply:
    """Play the message, waiting a little while we don't have it; then the three keys again."""
    if turn.kept_sid is None:
        return sent(turn, context)
    if context.recording_ready:
        again = ask_review()
        return Reply((Play(turn.kept_sid), *again.verbs))
    if turn.attempt < LONGEST_WAIT:
        wait = Reply((Pause(WAIT_SECONDS), GoTo(Step.PLAYBACK, turn.attempt + 1)))
        return wait if turn.attempt else wait.after(Say("one_moment"))
    return ask_review(Say("not_playable"))
