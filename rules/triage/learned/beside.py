"""Rules and what was learned, beside one another: who calls, from where, what kind of work and how urgent.

Rules that say something plainly stand. Where they find nothing, what was learned tells where it is
sure; where both find something else, only the surer of them, or nobody.
"""

from collections.abc import Mapping, Sequence

from rules.tickets.ticket import Category, Urgency
from rules.triage import caller_names, categories, companies
from rules.triage import urgency as urgencies
from rules.triage.capitals import capitalised, written
from rules.triage.expressions import Hit
from rules.triage.firms.names import tells_a_firm, without_capitals
from rules.triage.learned.anothers import is_anothers
from rules.triage.learned.kinds import guess
from rules.triage.learned.tagger import Reading, Stretch, read
from rules.triage.learned.weights import Learned
from rules.triage.names_at_last import is_spoken_to
from rules.triage.tokens import Found, Word

SURE_OF_NAME = 0.7  # of one that no rule finds
SURE_OF_FIRM = 0.6
SURER = 0.9  # of one that stands in the place of what a rule finds
UNLIKELY = 0.05  # that words which a rule takes for a firm are one
SURE_OF_KIND = 0.6  # where no rule says which
SURER_THAN_A_RULE = 0.5  # where one does
SURE_OF_HASTE = 0.8


def who(words: Sequence[Word], known: Learned) -> tuple[Found | None, Found | None]:
    """The caller's name and firm."""
    reading = read(words, known)
    return _caller(words, reading), _firm(words, reading)


def category(flat: str, seen: Mapping[str, Hit], known: Learned) -> tuple[Category, Hit | None]:
    """The kind of work; `seen` are the signs of the message, without those of names, firms and numbers."""
    ruled, where = categories.category(flat)
    learned = guess(seen, ruled, known.category)
    least = SURER_THAN_A_RULE if where else SURE_OF_KIND
    if learned.value == ruled or learned.sure < least:
        return ruled, where
    told = Category(learned.value)
    return told, None if told is Category.OTHER else learned.where


def urgency(flat: str, seen: Mapping[str, Hit], known: Learned) -> tuple[Urgency, Hit | None]:
    """The haste: what stands still or has time is said plainly, all between is weighed."""
    ruled, where = urgencies.urgency(flat)
    if ruled in {Urgency.BLOCKING, Urgency.LOW} or (ruled is Urgency.NORMAL and where):
        return ruled, where
    learned = guess(seen, ruled, known.urgency)
    if learned.value == ruled or learned.sure < SURE_OF_HASTE:
        return ruled, where
    told = Urgency(learned.value)
    return told, None if told is Urgency.NORMAL else learned.where


def _caller(words: Sequence[Word], reading: Reading) -> Found | None:
    ruled, learned = caller_names.caller(words), reading.surest("name")
    if ruled is None:
        return _surely(words, learned, SURE_OF_NAME)
    if reading.chance("company", ruled.first, ruled.last) >= SURER:
        ruled = None  # "Ago Filo" of a firm
    elif reading.chance("name", ruled.first, ruled.last) >= UNLIKELY:
        return ruled
    return _surely(words, learned, SURER) or ruled


def _firm(words: Sequence[Word], reading: Reading) -> Found | None:
    ruled, learned = companies.company(words), reading.surest("company")
    if ruled is None:
        return _surely(words, learned, SURE_OF_FIRM)
    if learned and _is_more(words, learned, ruled) and (more := _surely(words, learned, SURER)):
        return more
    is_likely = reading.chance("company", ruled.first, ruled.last) >= UNLIKELY
    is_told = tells_a_firm(words, ruled.first, ruled.last) or without_capitals(words)
    if is_likely or is_told:
        return ruled
    return _surely(words, learned, SURER)


def _surely(words: Sequence[Word], stretch: Stretch | None, least: float) -> Found | None:
    """What was learned, where it is so sure and no word before says that it is somebody else's."""
    is_small = without_capitals(words)
    if stretch is None or stretch.sure < (SURER if is_small else least):
        return None
    if is_anothers(words, stretch.first, stretch.field):
        return None
    if stretch.field == "name" and is_spoken_to(words, stretch.first, stretch.last):
        return None
    name = capitalised if is_small else written
    return Found(name(words, stretch.first, stretch.last), stretch.first, stretch.last)


def _is_more(words: Sequence[Word], learned: Stretch, ruled: Found) -> bool:
    """Whether it holds what the rule found, and further words; a place behind it is none."""
    if learned.first > ruled.first or learned.last < ruled.last:
        return False
    is_longer = learned.last - learned.first > ruled.last - ruled.first
    goes_on = words[ruled.last + 1 : learned.last + 1]
    return is_longer and not (goes_on and goes_on[0].plain == "di")
