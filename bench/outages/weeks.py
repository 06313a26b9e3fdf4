"""Weeks of messages, made up with a seed: ordinary traffic, and outages of which many customers tell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from bench.made_up_desk import BY_DAY, BY_HOUR, MONDAY, WEEK
from bench.outages import words

CALLERS = 420  # customers of the desk
A_WEEK = 330  # ordinary messages
OUTAGES_A_WEEK = 2
FEWEST, MOST = 5, 9  # customers who tell of an outage
MEDIAN_GAP = timedelta(minutes=5)  # between two of them
LETTERS = "aeilnorst"
MISHEARD = 0.04  # of words: a letter is another
AGAIN = 0.08  # of callers: they call once more within the hour


@dataclass(frozen=True)
class Message:
    """One message; which outage it tells of, or None."""

    at: datetime
    who: str
    text: str
    outage: str | None = None


def weeks(seed: int, count: int, outages: words.Outages) -> list[Message]:
    """So many weeks in order of time; the first two are ordinary ones, that outages come after."""
    random = Random(seed)
    said: list[Message] = []
    for week in range(count):
        monday = MONDAY + week * WEEK
        said += [_ordinary(random, at) for at in _moments(random, monday, A_WEEK)]
        if week >= 2:
            starts = random.sample(range(5), OUTAGES_A_WEEK)
            for number, day in enumerate(starts):
                begins = monday + timedelta(days=day, hours=random.uniform(8.5, 16.5))
                name = random.choice(sorted(outages))
                key = f"{week}/{number}/{name}"
                said += _outage(random, key, begins, outages[name])
    return sorted([*said, *_again(random, said)], key=lambda one: one.at)


def _moments(random: Random, monday: datetime, count: int) -> Iterator[datetime]:
    for _ in range(count):
        day = random.choices(range(7), BY_DAY)[0]
        hour = random.choices(range(24), BY_HOUR)[0]
        yield monday + timedelta(days=day, hours=hour, seconds=random.uniform(0, 3600))


def _ordinary(random: Random, at: datetime) -> Message:
    often = [weight for weight, _ in words.ORDINARY]
    said = random.choice(random.choices(words.ORDINARY, often)[0][1])
    return _message(random, at, said + random.choice(words.CONTEXTS))


def _outage(random: Random, key: str, begins: datetime, said: Sequence[str]) -> list[Message]:
    """Each caller in other words, a few minutes after the one before."""
    at, found = begins, []
    callers = min(random.randint(FEWEST, MOST), len(said))
    who = random.sample(range(CALLERS), callers)
    for caller, phrase in zip(who, random.sample(said, callers), strict=True):
        found.append(_message(random, at, phrase, key, caller))
        at += MEDIAN_GAP * random.lognormvariate(0, 0.7)
    return found


def _again(random: Random, said: Sequence[Message]) -> list[Message]:
    """Who calls once more tells the same: one customer, not another."""
    return [
        Message(one.at + timedelta(minutes=random.uniform(3, 50)), one.who, one.text, one.outage)
        for one in said
        if random.random() < AGAIN
    ]


def _message(
    random: Random, at: datetime, said: str, outage: str | None = None, caller: int | None = None
) -> Message:
    who = random.randrange(CALLERS) if caller is None else caller
    own = Random(who)
    known = {
        "name": own.choice(words.NAMES),
        "firm": f"{own.choice(words.TRADES)} {own.choice(words.NAMES).split()[1]}",
        "town": own.choice(words.TOWNS),
        "number": f"045 {own.randrange(6_000_000, 8_999_999)}",
        "code": str(random.randrange(10, 900)),
    }
    parts = (random.choice(words.OPENINGS), said, random.choice(words.CLOSINGS))
    text = " ".join(part.format(**known) for part in parts if part)
    return Message(at, f"c{who}", _misheard(random, text), outage)


def _misheard(random: Random, text: str) -> str:
    """As a recogniser hears it: now and then a letter is another."""
    heard = []
    for word in text.split(" "):
        if len(word) > 4 and word.isalpha() and random.random() < MISHEARD:
            place = random.randrange(1, len(word))
            word = word[:place] + random.choice(LETTERS) + word[place + 1 :]  # noqa: PLW2901
        heard.append(word)
    return " ".join(heard)
