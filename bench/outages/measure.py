"""`python -m bench outages`: the rule on weeks of made-up messages, as a table."""

import json
from collections import Counter, defaultdict, deque
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import click
from rich.console import Console
from rich.table import Table

from bench.outages.weeks import Message, weeks
from bench.outages.words import HELD_OUT, LEARNED_FROM
from rules.tickets.common_fault import (
    LOOKED_BACK,
    WITHIN,
    Past,
    Told,
    common_fault,
    is_alike,
    told,
)
from rules.triage import triage

WEEKS = 26
BY_CALL = 4
WANTED = 0.95
MOST_FALSE_A_WEEK = 1.0


@dataclass(frozen=True)
class Figures:
    """How many outages were proposed, by which customer's call; what was proposed for nothing."""

    outages: int
    by_call: dict[int, int]  # proposed by so many customers' calls: how many outages
    missed: int
    false: int
    weeks: int
    joined: float  # of the customers who told of an outage after its proposal
    joined_wrongly: int  # others' messages that were taken for one of an outage

    @property
    def by_fourth(self) -> float:
        """The share that was proposed by the fourth customer's call."""
        return sum(n for call, n in self.by_call.items() if call <= BY_CALL) / self.outages

    @property
    def false_a_week(self) -> float:
        return self.false / self.weeks


@dataclass
class _Fault:
    members: list[Told]
    at: datetime
    outage: str | None


def measure(seed: int, count: int, outages: dict[str, tuple[str, ...]]) -> Figures:
    """Each message is read as the ledger reads it, when it comes."""
    world = _World()
    for number, message in enumerate(weeks(seed, count, outages)):
        world.take(number, message)
    of_outages = {one.outage for one in world.messages if one.outage}
    calls = Counter(world.proposed_at.values())
    later = max(1, world.later)
    return Figures(
        outages=len(of_outages),
        by_call=dict(sorted(calls.items())),
        missed=len(of_outages) - len(world.proposed_at),
        false=sum(fault.outage is None for fault in world.faults),
        weeks=count - 2,
        joined=world.joined / later,
        joined_wrongly=world.joined_wrongly,
    )


class _World:
    """What the ledger holds as the weeks go by."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.past: deque[Told] = deque()
        self.held: dict[str, set[int]] = defaultdict(set)
        self.hour: deque[Told] = deque()
        self.faults: list[_Fault] = []
        self.of_fault: set[int] = set()
        self.callers: dict[str, set[str]] = defaultdict(set)
        self.proposed_at: dict[str, int] = {}
        self.later = self.joined = self.joined_wrongly = 0

    def take(self, number: int, message: Message) -> None:
        """The next message: it joins what is known, or may make a proposal."""
        self.messages.append(message)
        self._grow_old(message.at)
        draft = triage(message.text)
        names = f"{draft.company or ''} {draft.caller_name or ''}"
        one = told(number, message.at, message.who, message.text, names)
        if message.outage:
            self.callers[message.outage].add(message.who)
        if not self._joins(one, message):
            self._propose(one)
        self.hour.append(one)

    def _joins(self, one: Told, message: Message) -> bool:
        past = self._past(one)
        for fault in self.faults:
            if one.at - fault.at > 2 * WITHIN:
                continue
            is_its = message.outage is not None and message.outage == fault.outage
            alike = is_alike(one, fault.members, past)
            self.later += is_its
            self.joined += is_its and alike
            self.joined_wrongly += alike and not is_its
            if alike:
                self.of_fault.add(one.ticket_id)
                fault.members.append(one)
                return True
        return False

    def _propose(self, one: Told) -> None:
        free = [other for other in self.hour if other.ticket_id not in self.of_fault]
        found = common_fault(one, free, self._past(one, *free))
        if found is None:
            return
        theirs = Counter(self.messages[number].outage for number in found.ticket_ids)
        outage, count = theirs.most_common(1)[0]
        real = outage if outage is not None and 2 * count > len(found.ticket_ids) else None
        members = [other for other in (*free, one) if other.ticket_id in found.ticket_ids]
        self.faults.append(_Fault(members, one.at, real))
        self.of_fault.update(found.ticket_ids)
        if real is not None:
            self.proposed_at.setdefault(real, len(self.callers[real]))

    def _past(self, *known: Told) -> Past:
        stems = frozenset[str]().union(*(one.stems for one in known))
        held = {stem: self.held[stem] for stem in stems if stem in self.held}
        return Past(len(self.past), held)

    def _grow_old(self, now: datetime) -> None:
        while self.hour and self.hour[0].at < now - WITHIN:
            one = self.hour.popleft()
            if one.ticket_id in self.of_fault:  # what broke for all is not what is told anyhow
                continue
            self.past.append(one)
            for stem in one.stems:
                self.held[stem].add(one.ticket_id)
        while len(self.past) > LOOKED_BACK:
            one = self.past.popleft()
            for stem in one.stems:
                self.held[stem].discard(one.ticket_id)


def table(rows: dict[str, Figures]) -> Table:
    """A line for each set of outages."""
    columns = (
        "outages",
        "by 3rd",
        "by 4th",
        "later",
        "missed",
        "false a week",
        "joined",
        "wrongly",
    )
    made = Table("", *columns)
    for name, one in rows.items():
        third = sum(n for call, n in one.by_call.items() if call <= BY_CALL - 1) / one.outages
        later = sum(n for call, n in one.by_call.items() if call > BY_CALL)
        made.add_row(
            *(name, str(one.outages), f"{third:.1%}", f"{one.by_fourth:.1%}", str(later)),
            *(str(one.missed), f"{one.false_a_week:.2f}", f"{one.joined:.0%}"),
            str(one.joined_wrongly),
        )
    return made


def fail_unless_good(rows: Collection[Figures]) -> None:
    """Exit 1 where the rule, on all of them together, is not what it has to be."""
    outages, weeks_ = sum(one.outages for one in rows), sum(one.weeks for one in rows)
    by_fourth = sum(one.by_fourth * one.outages for one in rows) / outages
    false = sum(one.false for one in rows) / weeks_
    if by_fourth < WANTED or false > MOST_FALSE_A_WEEK:
        raise SystemExit(1)


def measured(seeds: Sequence[int], count: int = WEEKS) -> dict[str, Figures]:
    """Both sets: what the bounds were chosen by, and what nothing was chosen by."""
    return {
        f"{name}, seed {seed}": measure(seed, count, outages)
        for name, outages in (("chosen by", LEARNED_FROM), ("held out", HELD_OUT))
        for seed in seeds
    }


@click.command("outages")
@click.option("--weeks", "count", default=WEEKS, show_default=True)
@click.option("--seed", "seeds", multiple=True, type=int, default=(5,), show_default=True)
@click.option("--json", "as_json", is_flag=True)
def command(count: int, seeds: Sequence[int], as_json: bool) -> None:
    """Plant outages in weeks of ordinary messages, and count what is proposed."""
    rows = measured(seeds, count)
    if as_json:
        click.echo(json.dumps({name: asdict(one) for name, one in rows.items()}, indent=2))
    else:
        Console().print(table(rows))
    fail_unless_good(rows.values())
