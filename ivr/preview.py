"""Preview: what a caller would hear first, at any instant, and how long until the beep."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import product

from ivr.flows import STEPS
from ivr.flows.confirmation import sent
from ivr.flows.context import Context, Line
from ivr.flows.goodbye import last_words
from ivr.flows.prompt_keys import PLACEHOLDERS
from ivr.flows.reply import Ask, HangUp, Record, Reply, Say
from ivr.flows.steps import Step
from ivr.flows.welcome import incoming
from ivr.prompts import Prompts, SoundFile
from ivr.turn import Turn
from rules.calls.before_the_beep import KEY_S, Longest, Opening, Sentence, Spoken, spoken_seconds
from rules.hours.schedule import Hours, explain
from rules.language.spoken import LANGUAGES
from rules.tickets.repeat_calls import OpenRequest

Length = Callable[[str], float | None]  # of a sound file, by its name


def opening(
    now: datetime,
    line: Line,
    language: str,
    *,
    hours: Hours,
    prompts: Prompts,
    keep_days: int,
    length: Length = lambda _name: None,
) -> Opening:
    """What somebody hears whom nobody knows, who presses nothing and leaves a message."""
    context = _context(now, line, hours, keep_days)
    turn = _turn(now, language)
    first, last = incoming(turn, context), sent(replace(turn, step="sent"), context)
    return Opening(
        before=sentences(first, language, prompts, length),
        waits_s=waits_s(first),
        after=[
            one
            for reply in (last, *(() if _ends(last) else (last_words(turn, context),)))
            for one in sentences(reply, language, prompts, length)
        ],
    )


def _ends(reply: Reply) -> bool:
    """Whether the call is over with it, and no question was asked at last."""
    return isinstance(reply.verbs[-1], HangUp)


def every_way(
    now: datetime, hours: Hours, prompts: Prompts, length: Length = lambda _name: None
) -> Iterator[Opening]:
    """The ways to the beep of whoever presses nothing: two weeks, line and language, and who calls."""
    for reply, language, *_ in _beginnings(_hourly(now), hours):
        yield Opening(sentences(reply, language, prompts, length), waits_s(reply), ())


def longest_ways(
    now: datetime, hours: Hours, many: Sequence[Prompts], length: Length = lambda _name: None
) -> list[Longest]:
    """The longest of all these ways, and of those with # at once, by each of several sets of sentences."""
    found = [Longest(0.0, 0.0) for _ in many]
    for reply, language, turn, context in _beginnings(_unlike(_hourly(now), hours), hours):
        at_once = _with_hash(reply, turn, context)
        for at, prompts in enumerate(many):
            to_the_beep, hashed = (
                Opening(sentences(one, language, prompts, length), waits_s(one), ()).seconds
                for one in (reply, at_once)
            )
            before = found[at]
            found[at] = Longest(
                max(before.to_the_beep, to_the_beep),
                max(before.with_hash, round(KEY_S + hashed, 1)),
            )
    return found


def _with_hash(reply: Reply, turn: Turn, context: Context) -> Reply:
    """What follows where # is pressed as the call begins."""
    then = next(str(verb.then) for verb in reply.verbs if isinstance(verb, Ask))
    about = "told" if context.open_request is not None else turn.about
    return STEPS[Step(then)](replace(turn, step=then, digits="#", about=about), context)


def _hourly(now: datetime) -> Iterator[datetime]:
    """Each hour of two weeks."""
    return (now + timedelta(hours=hour) for hour in range(24 * 14))


def _unlike(instants: Iterable[datetime], hours: Hours) -> Iterator[datetime]:
    """Those of the instants at which a caller may be told something else than at one before."""
    seen = set()
    for at in instants:
        when = explain(at, hours)
        charged = (when.in_charge(j_system=sure) for sure in (False, True))
        told = (when.flow, when.open, when.holiday, *(one if one > at else None for one in charged))
        if told not in seen:
            seen.add(told)
            yield at


def _beginnings(
    instants: Iterable[datetime], hours: Hours
) -> Iterator[tuple[Reply, str, Turn, Context]]:
    for at, line, language, caller in product(instants, LINES, LANGUAGES, CALLERS):
        context = replace(_context(at, line, hours, keep_days=0), open_request=caller.open_request)
        turn = replace(_turn(at, language), from_number=caller.number)
        yield incoming(turn, context), language, turn, context


def every_sentence(prompts: Prompts, length: Length = lambda _name: None) -> Iterator[Spoken]:
    """Each sentence in each language, in the order in which a call comes by them."""
    for key, language in product(PLACEHOLDERS, LANGUAGES):
        found, named = prompts.sentences[key][language], PLACEHOLDERS[key]
        if isinstance(found, SoundFile):
            yield Spoken(key, language, found.name, length(found.name), is_file=True)
        else:
            seconds = spoken_seconds(found)
            yield Spoken(key, language, found, seconds, is_file=False, placeholders=named)


def sentences(
    reply: Reply, language: str, prompts: Prompts, length: Length = lambda _name: None
) -> list[Sentence]:
    """The sentences of a reply in order, as long as each takes."""
    says: list[Say] = []
    for verb in reply.verbs:
        says += verb.says if isinstance(verb, Ask) else [verb] if isinstance(verb, Say) else []
    return [_sentence(prompts.of(say, language), length) for say in says]


def waits_s(reply: Reply) -> int:
    """How long a reply waits for keys before it records."""
    waits = 0
    for verb in reply.verbs:
        if isinstance(verb, Record):
            break
        waits += verb.timeout_s if isinstance(verb, Ask) else 0
    return waits


def _sentence(found: str | SoundFile, length: Length) -> Sentence:
    if isinstance(found, SoundFile):
        return Sentence(found.name, length(found.name))
    return Sentence(found, spoken_seconds(found))


LINES: tuple[Line, ...] = ("weekday", "weekend")
SOMEBODY = "+390450000000"  # who shows a number, as nearly all do; it is looked up nowhere


@dataclass(frozen=True)
class _Caller:
    number: str | None
    open_request: OpenRequest | None = None


def _asked(*, missed: bool) -> OpenRequest:
    return OpenRequest(0, datetime.min.replace(tzinfo=UTC), None, missed=missed)


CALLERS = (
    _Caller(SOMEBODY),
    _Caller(None),
    _Caller(SOMEBODY, _asked(missed=False)),
    _Caller(SOMEBODY, _asked(missed=True)),
)


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
