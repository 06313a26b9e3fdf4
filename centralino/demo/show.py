"""What a person sees of the demonstration: each call, then the queue, then the count."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from difflib import SequenceMatcher
from io import StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from centralino.demo.money import Charged
from centralino.demo.run import Count, Outcome
from centralino.demo.written import Written
from rules.callbacks.priority import Placed
from simulator.state.journal import CallEntry

FACTS = ("caller_name", "company", "callback_number", "customer_code", "product", "wants")


def show(
    console: Console,
    outcomes: Sequence[Outcome],
    written: Sequence[Written],
    queue: Sequence[Placed],
    count: Count,
    zone: str,
) -> None:
    """Print the whole of it."""
    for number, outcome in enumerate(outcomes, 1):
        console.print(call(number, outcome, zone))
    for one in written:
        console.print(report(one, zone))
    console.print(the_queue(queue, [*outcomes, *written]))
    console.print(the_count(count))


def draw(
    folder: Path,
    outcomes: Sequence[Outcome],
    written: Sequence[Written],
    queue: Sequence[Placed],
    count: Count,
    zone: str,
) -> None:
    """The first call, and the queue with the count, as SVG pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, parts in (
        ("demo-call", [call(1, outcomes[0], zone)]),
        ("demo-queue", [the_queue(queue, [*outcomes, *written]), the_count(count)]),
    ):
        console = Console(record=True, width=108, file=StringIO())
        for part in parts:
            console.print(part)
        console.save_svg(str(folder / f"{name}.svg"), title="centralino demo")


def call(number: int, outcome: Outcome, zone: str) -> Panel:
    """One call: heard and pressed, said and understood, and the ticket."""
    at = outcome.at.astimezone(ZoneInfo(zone))
    title = f"[bold]{number}. {outcome.sample.title}[/]  {at:%a %d %b %Y, %H:%M}"
    parts: list[RenderableType] = [conversation(outcome.call)]
    if outcome.sample.said:
        parts.append(compared(outcome))
    parts.append(ticket(outcome.ticket, zone))
    return Panel(Group(*parts), title=title, title_align="left", border_style="cyan")


def report(one: Written, zone: str) -> Panel:
    """One request that was written, and the ticket."""
    at = one.at.astimezone(ZoneInfo(zone))
    title = f"[bold]{one.title}[/]  {at:%a %d %b %Y, %H:%M}"
    parts = Group(Text(str(one.ticket["message"])), ticket(one.ticket, zone))
    return Panel(parts, title=title, title_align="left", border_style="green")


def conversation(entry: CallEntry) -> Table:
    """Each sentence the caller heard and each key pressed, in order."""
    table = Table.grid(padding=(0, 1))
    table.add_column(style="dim", no_wrap=True)
    table.add_column()
    for line in entry.trace:
        if line.what != "webhook":  # the carrier's affair; the caller notices nothing of it
            table.add_row(line.what, Text(bare(line.text), overflow="fold"))
    return table


def bare(text: str) -> str:
    """A spoken file by its name alone."""
    return Path(text).name if text.startswith("/") else text


def compared(outcome: Outcome) -> Table:
    """The transcript beside what was really said; words that differ stand out."""
    table = Table("really said", "transcript", expand=True, border_style="dim")
    heard = str((outcome.ticket or {}).get("transcript") or "no text")
    table.add_row(outcome.sample.said, marked(outcome.sample.said, heard))
    return table


def marked(said: str, heard: str) -> Text:
    """The heard text; a word that was not said at that place is red."""
    ours, theirs = plain(said), plain(heard)
    text, words = Text(), heard.split()
    for kind, _, _, start, stop in SequenceMatcher(
        None, ours, theirs, autojunk=False
    ).get_opcodes():
        style = "" if kind == "equal" else "bold red"
        for word in words[start:stop]:
            text.append(word + " ", style)
    return text


def plain(text: str) -> list[str]:
    """Words in lower case without punctuation."""
    return [word.strip(".,;:!?").lower() for word in text.split()]


def ticket(row: dict[str, Any] | None, zone: str) -> RenderableType:
    """The ticket's line, and the facts found in the message."""
    if row is None:
        return Text("no ticket", style="bold red")
    found = ", ".join(f"{name} [green]{row[name]}[/]" for name in FACTS if row.get(name))
    head = (
        f"[bold]ticket {row['number']}[/]  {row['subject'] or '—'}  "
        f"[{urgency_style(row['urgency'])}]{row['urgency']}[/]  {row['category']}  "
        f"in charge {clock_time(row['in_charge_at'], zone)}"
    )
    facts = found and f"facts: {found}"
    lines = (head, facts, confirmed(row), unclear(row), terms(row, zone))
    return Text.from_markup("\n".join(filter(None, lines)))


def confirmed(row: dict[str, Any]) -> str:
    """What the caller said of the number that was read back to them."""
    if row["number_check"] != "confirmed":
        return ""
    return f"[green]rings {row['confirmed_number']}, as the caller confirmed[/]"


def unclear(row: dict[str, Any]) -> str:
    """What was said and is left to people."""
    said = (
        f"{one['field']} {'perhaps ' + one['perhaps'] + ' ' if one['perhaps'] else ''}"
        f"“{escape(one['text'])}”"
        for one in row["unclear"]
    )
    return "\n".join(f"[yellow]not clear, listen: {one}[/]" for one in said)


def terms(row: dict[str, Any], zone: str) -> str:
    """Who pays and by which sentence, what was agreed to, and by when we call."""
    parts = [f"pays: [magenta]{row['cover']}[/]" if row["cover"] else ""]
    parts += [f"week-end: [cyan]{row['weekend']['gate']}[/]"] if row["weekend"] else []
    parts += [f"agreed to {one['total']} € by key" for one in row["agreements"]]
    if row["promised_at"]:
        parts.append(f"promised by {clock_time(row['promised_at'], zone)}")
    if row["later_calls"]:
        parts.append(f"later calls: {len(row['later_calls'])}")
    said = row["cover_sentence"]
    return "  ".join(filter(None, parts)) + (f"\n[dim]“{escape(said)}”[/]" if said else "")


def urgency_style(urgency: str | None) -> str:
    """How urgent work is coloured."""
    return {"blocking": "bold red", "high": "yellow", "low": "dim"}.get(str(urgency), "white")


def the_queue(queue: Iterable[Placed], outcomes: Sequence[Outcome | Written]) -> Table:
    """Callbacks in the order in which they will be made, each with its reason."""
    by_ticket = {row["id"]: row for o in outcomes if (row := o.ticket)}
    table = Table(title="Callback queue", title_justify="left", expand=True)
    for column in ("place", "ticket", "call", "subject", "why here"):
        table.add_column(column, overflow="fold")
    for placed in queue:
        row = by_ticket.get(placed.entry.ticket_id, {})
        table.add_row(
            str(placed.place),
            str(row.get("number", placed.entry.ticket_id)),
            placed.entry.number or "number withheld",
            row.get("subject") or "—",
            placed.reason,
        )
    return table


def the_count(count: Count) -> Table:
    """What the carrier placed beside what the desk holds."""
    table = Table(title="Nothing lost, nothing doubled?", title_justify="left")
    for column in ("", "carrier placed", "desk holds"):
        table.add_column(column)
    table.add_row("calls", str(len(count.calls_placed)), str(len(count.calls_held)))
    table.add_row("messages", str(len(count.messages_left)), str(len(count.messages_held)))
    table.add_row("tickets", str(count.expected), str(count.tickets))
    rung = count.expected - count.for_managers
    table.add_row("callbacks", str(rung), str(count.callbacks))
    table.add_row("for the account manager", "", str(count.for_managers))
    table.add_row("calls that joined a ticket", "", str(count.joined))
    table.add_row("written requests", "", str(count.written))
    verdict = "they agree" if count.agrees else "THEY DIFFER"
    table.caption = f"[{'bold green' if count.agrees else 'bold red'}]{verdict}[/]"
    return table


def the_money(charged: Charged) -> Table:
    """What is to be invoiced, and the module's minutes on either side of a month's end."""
    table = Table(title="Soldi", title_justify="left")
    for column in ("month", "who", "what", "total, VAT included"):
        table.add_column(column)
    for row in charged.to_invoice:
        table.add_row(*row)
    for month, who, minutes in charged.j_system:
        table.add_row(month, who, f"{minutes} min of J-System", "")
    table.caption = f"quotes and minutes that wait for somebody: {charged.waiting}"
    return table


def clock_time(value: str | None, zone: str) -> str:
    """An ISO instant as people of the desk write it."""
    if value is None:
        return "—"
    return f"{datetime.fromisoformat(value).astimezone(ZoneInfo(zone)):%a %d %b %H:%M}"
