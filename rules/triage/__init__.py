"""Transcript to ticket draft: each fact with the words it rests on, and nothing guessed."""

from collections.abc import Collection
from dataclasses import replace

from rules.callbacks.customer_number import as_known
from rules.entitlement.facts_in_words import facts_in
from rules.search_words import flat as flatten
from rules.tickets.ticket import Category, Urgency
from rules.transcript.not_understood import marks, without_marks
from rules.triage import callback_number, customer_codes, topics
from rules.triage.draft import CoverageFact, Evidence, TicketDraft
from rules.triage.learned import beside
from rules.triage.learned.text_signs import signs
from rules.triage.learned.weights import Learned, shipped
from rules.triage.subject import subject
from rules.triage.tokens import LONGEST, Found, Word, one_voice, words_of

__all__ = ["Category", "Evidence", "TicketDraft", "Urgency", "triage"]


Stretch = tuple[int, int]  # characters of the text, from and to


def triage(
    text: str,
    ours: Collection[str] = (),
    doubtful: Collection[Stretch] = (),
    known: Learned | None = None,
    theirs: Collection[str] = (),
) -> TicketDraft:
    """The draft of a ticket; looks at the first 20,000 characters and never raises.

    `ours` are our own lines' numbers (E.164), which callers mention and nobody is to ring;
    `doubtful` are the words that may have been misheard: what rests on them is a perhaps, unless it is one
    of `theirs`, the numbers that are known to be the caller's. `known` are weights that are tried in the
    place of those shipped.
    """
    known = known or shipped()
    seen = text[:LONGEST]
    heard = one_voice(without_marks(seen))
    unsure = [*doubtful, *marks(seen)]
    words = words_of(heard)
    flat = flatten(heard)
    evidence: list[Evidence] = []

    def spoken(field: str, found: Found | None) -> str | None:
        return _rests_on(evidence, field, found, words, seen)

    def named(field: str, found: Found | None) -> str | None:
        """A name, which misheard is a name still: kept, and told as a perhaps."""
        value = spoken(field, found)
        if value and _is_among(evidence[-1], unsure):
            evidence[-1] = replace(evidence[-1], perhaps=value)
        return value

    def dictated(field: str, found: Found | None) -> str | None:
        """Digits, which misheard are another's."""
        value = named(field, found)
        return None if value and evidence[-1].perhaps else value

    def rung(found: Found | None) -> str | None:
        """A number to ring: one that may be misheard is one that we know, but for a slip."""
        value = dictated("callback_number", found)
        perhaps = evidence[-1].perhaps if found and found.value else None
        if perhaps and (number := as_known(perhaps, theirs)):
            evidence[-1] = replace(evidence[-1], perhaps=None)
            return number
        return value

    def told(field: str, hit: Stretch | None) -> None:
        if hit:
            evidence.append(Evidence(field, *hit, seen[hit[0] : hit[1]]))

    telephone, code = callback_number.telephone(words, ours, theirs), customer_codes.code(words)
    caller, firm = beside.who(words, known)
    hidden = [
        (words[one.first].start, words[one.last].end)
        for one in (telephone, code, caller, firm)
        if one
    ]
    about, where = subject(heard)
    told("subject", where)
    found = signs(flat, hidden)
    category, where = beside.category(flat, found, known)
    told("category", where)
    urgency, where = beside.urgency(flat, found, known)
    told("urgency", where)
    product, where = topics.product(flat)
    told("product", where)
    wants, where = topics.wish(flat)
    told("wants", where)
    return TicketDraft(
        subject=about,
        category=category,
        urgency=urgency,
        callback_number=rung(telephone),
        customer_code=dictated("customer_code", code),
        caller_name=named("caller_name", caller),
        company=named("company", firm),
        product=product,
        language=topics.language([word.plain for word in words]),
        wants=wants,
        evidence=tuple(evidence),
        coverage=tuple(
            CoverageFact(one.name, one.value, one.start, one.end, seen[one.start : one.end])
            for one in facts_in(flat)
        ),
    )


def _rests_on(
    evidence: list[Evidence], field: str, found: Found | None, words: list[Word], text: str
) -> str | None:
    if found is None:
        return None
    start, end = words[found.first].start, words[found.last].end
    evidence.append(Evidence(field, start, end, text[start:end]))
    return found.value


def _is_among(evidence: Evidence, stretches: Collection[Stretch]) -> bool:
    return any(start < evidence.end and end > evidence.start for start, end in stretches)
