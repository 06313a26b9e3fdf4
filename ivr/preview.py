"""Preview: what a caller would hear first, at any instant."""

from datetime import datetime

from ivr.flows.context import Context, Line
from ivr.flows.reply import Ask, Say
from ivr.flows.welcome import incoming
from ivr.prompts import Prompts
from ivr.turn import Turn
from rules.hours.schedule import Hours, explain


def opening(
    now: datetime, line: Line, language: str, *, hours: Hours, prompts: Prompts, keep_days: int
) -> list[str]:
    """The sentences up to the first key, in order; a sentence of an own sound file is its name."""
    reply = incoming(_turn(now, language), _context(now, line, hours, keep_days))
    says: list[Say] = []
    for verb in reply.verbs:
        says += verb.says if isinstance(verb, Ask) else [verb] if isinstance(verb, Say) else []
    found = [prompts.of(say, language) for say in says]
    return [words if isinstance(words, str) else words.name for words in found]


SOMEBODY = "+390450000000"  # who shows a number, as nearly all do; it is looked up nowhere


def _turn(now: datetime, language: str) -> Turn:
    return Turn(
        call_sid="",
        account_sid="",
        from_number=SOMEBODY,
        from_raw="",
        to_number="",
        status="ringing",
        step="incoming",
        at=now,
        key="",
        language=language,
    )


def _context(now: datetime, line: Line, hours: Hours, keep_days: int) -> Context:
    """Of somebody whom nobody knows."""
    return Context(
        explanation=explain(now, hours),
        line=line,
        ticket_number=None,
        promised_at=None,
        agreed_at=None,
        code_known=None,
        open_request=None,
        proven=None,
        price=None,
        recording_ready=False,
        timezone=hours.timezone,
        max_seconds=90,
        keep_days=keep_days,
    )
