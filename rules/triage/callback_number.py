"""The callback number in a transcript, put together only where the digits belong together.

What leads to a run of digits, or follows it, says whether it is a number to call or something else
(a VAT number, a price, an error's number). Where that, or the number itself, is not clear, the fact
has no value and its words are kept: nobody guesses, and a person hears what was said.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from rules.callbacks.customer_number import as_known, is_slip
from rules.phone_numbers import is_two_lines
from rules.triage.customer_codes import code_start
from rules.triage.digit_runs import FEWEST_DIGITS, REPEATS, Run, only_number, runs
from rules.triage.given_names import GIVEN
from rules.triage.name_words import PERSONS
from rules.triage.number_roles import DENIED, IS, Named, named
from rules.triage.number_words import Group, readings
from rules.triage.tokens import Found, Word
from rules.triage.trades import SHOPS

NOT_A_NUMBER_AFTER = frozenset(
    {"euro", "ore", "minuti", "giorni", "per", "percento", "pezzi", "scontrini", "computer", "anni"}
)
EXTENSIONS = frozenset({"interno", "int", "extension", "ext"})
ALTERNATIVES = frozenset({"o", "oppure", "e", "or", "and", "anche"})
ARTICLES = frozenset({"il", "lo", "al", "allo", "the", "on"})
USUAL_DIGITS = range(9, 23)  # of what looks like a number, with a digit too many, or like two

# Behind a number that ends a message: "... 045 8001234 sono Rino".
CLOSING = frozenset(
    {"grazie", "sono", "ciao", "saluti", "arrivederci", "buona", "ripeto", "mi", "qui"}
)
ASKED = ("richiamat", "chiamat", "richiamare", "richiami", "call")  # us to ring
MOMENTS = frozenset({"attimo", "momento", "minuto", "buco"})  # "quando avete un attimo 045..."
NAMING = frozenset({"il", "la", "lo", "al", "alla"})
CAN = frozenset(
    {
        "riesce",
        "riuscite",
        "riesci",
        "puo",
        "potete",
        "puoi",
        "vuole",
        "volete",
        "avete",
        "vi",
        "le",
    }
)
CLAUSE = 4  # words before it that say nothing of it
BEFORE_A_THING = frozenset(
    {
        "il",
        "lo",
        "la",
        "l",
        "un",
        "una",
        "del",
        "della",
        "dello",
        "al",
        "alla",
        "nel",
        "nella",
        "the",
        "a",
    }
)
MOST_RATHER = 5  # "meglio" in one message that are looked at
RATHER = frozenset({"meglio", "preferisco", "preferibilmente", "better", "preferably"})
MOBILES = frozenset({"cellulare", "telefonino", "mobile", "cell"})
LINES = frozenset(
    {
        "diretto",
        "ufficio",
        "negozio",
        "casa",
        "magazzino",
        "bottega",
        "centralino",
        "portineria",
        "mio",
    }
)
WRITTEN_WHOLE = 5  # digits written together, at least: "8001234"
WITHOUT_AREA = range(6, 8)  # digits of a landline whose area code is left out


@dataclass(frozen=True)
class Given:
    """A run that may be a number to call; without a number where its digits make none."""

    run: Run
    named: Named
    number: Found | None

    @property
    def digits(self) -> str:
        """As E.164, also where it is no possible number."""
        return str(self.number.value) if self.number else "+39" + readings(self.run.groups)[0]


def telephone(
    words: Sequence[Word], ours: Collection[str] = (), known: Collection[str] = ()
) -> Found | None:
    """The number to call: the last that was said to be it, else the last that stands alone.

    Never one of ours. Found without a value where it is announced and cannot be, was said twice in
    two ways, or may as well be something else; unless it is one that is `known` to be the caller's.
    """
    given = [one for one in _given(words) if one.digits not in ours]
    found = _told(words, given)
    if found is None or found.value:
        return found
    meant = {number: one for one in given if (number := as_known(one.digits, known))}
    if len(meant) != 1:
        return found
    ((number, one),) = meant.items()
    return Found(number, one.run.first, one.run.last)


def _told(words: Sequence[Word], given: Sequence[Given]) -> Found | None:
    announced = [one for one in given if one.named is Named.CALL]
    if preferred := _preferred(words, given):
        return preferred
    if announced:
        return _clear(words, announced) or _unclear(announced[0].run)
    alone = [one for one in given if one.named is Named.ALONE]
    if alone:
        clear = None if _is_repeated_otherwise(words, alone) else alone[-1].number
        return clear or _unclear(alone[-1].run)
    return _unclear(given[0].run) if given else None


def _given(words: Sequence[Word]) -> Iterator[Given]:
    for run in runs(words):
        kind = named(words, run.named_at, run.last)
        if kind is Named.OTHER or _is_something_else(words, run):
            continue
        behind = _without_extension(words, run)
        number = None if _are_two_lines(words, behind) else _number_in(behind)
        if kind is Named.UNSURE and number and _closes(words, run):
            kind = Named.ALONE
        if number or _might_be(behind, kind):
            yield Given(behind, kind, number)


def _are_two_lines(words: Sequence[Word], run: Run) -> bool:
    """ "045 8001234/5": which of the two lines, a person decides."""
    return is_two_lines(" ".join(word.text for word in words[run.first : run.last + 1]))


def _closes(words: Sequence[Word], run: Run) -> bool:
    """ "...e nessuno può fare niente 0456 102033": at the end of a message without punctuation.

    Never behind a thing with its article ("il pacco 045..."), or behind a person.
    """
    after = words[run.last + 1 : run.last + 2]
    is_name = bool(after) and after[0].plain in GIVEN and run.last + 2 >= len(words)
    is_said = is_name or _asks_for_a_call(words, run.last + 1)
    if after and not (words[run.last].stop or after[0].plain in CLOSING or is_said):
        return False
    clause = words[max(0, run.first - CLAUSE) : run.first]
    if len(clause) < CLAUSE or any(word.stop or word.pause for word in clause):
        return False
    if clause[-1].plain in IS or any(word.plain in PERSONS for word in clause):
        return False
    at_shop = (
        clause[-2].plain == "a" and clause[-4].plain in SHOPS
    )  # "mobilificio denis a bovolone"
    of_shop = clause[-2].plain in NAMING and clause[-3].plain in SHOPS  # "osteria il cantinone"
    if at_shop or of_shop or clause[-1].plain in MOMENTS:
        return True
    return clause[-2].plain not in BEFORE_A_THING or clause[-1].plain in {"altro", "altra"}


def _asks_for_a_call(words: Sequence[Word], place: int) -> bool:
    """ "... 045 8001234 quando riesce", "... richiamatemi": behind a number to call, and no document's."""
    said = [word.plain for word in words[place : place + 2]]
    if said and said[0].startswith(ASKED):
        return True
    return said[:1] == ["quando"] and said[1:] != [] and said[1] in CAN


def _preferred(words: Sequence[Word], given: Sequence[Given]) -> Found | None:
    """ "... oppure 045 8001234, meglio il cellulare": the one that they would rather be rung at."""
    rather = [place for place, word in enumerate(words) if word.plain in RATHER]
    for place in rather[:MOST_RATHER]:
        wanted = {one.bare for one in words[place + 1 : place + 1 + CLAUSE]}
        found = [one for one in given if one.number and _is_meant(words, one, wanted)]
        if len(found) == 1 and not wanted & DENIED:
            return found[0].number
    return None


def _is_meant(words: Sequence[Word], one: Given, wanted: Collection[str]) -> bool:
    lead = {word.bare for word in words[max(0, one.run.named_at - CLAUSE) : one.run.named_at]}
    is_mobile = one.digits.startswith("+393")
    if MOBILES & set(wanted):
        return is_mobile
    if "fisso" in wanted:
        return not is_mobile
    return bool(lead & LINES & set(wanted))


def _is_a_line_too_many(groups: Sequence[Group]) -> bool:
    """ "02 8001234 5": a whole number as it is written, and behind it a digit of another line."""
    if len(groups) < 2 or len(groups[-1].digits) > 1 or len(groups[-2].digits) < WRITTEN_WHOLE:
        return False
    return only_number(groups[:-1]) is not None


def _might_be(run: Run, kind: Named) -> bool:
    """Whether digits that make no number were most likely meant as one."""
    digits = readings(run.groups)[0]
    if kind is Named.CALL:
        is_begun = not run.clear and digits.startswith("0")  # "045 8 milioni 1100"
        return len(digits) >= FEWEST_DIGITS or is_begun
    if kind is not Named.ALONE:
        return False
    return len(digits) in WITHOUT_AREA or (digits[0] in "03+" and len(digits) in USUAL_DIGITS)


def _clear(words: Sequence[Word], announced: Sequence[Given]) -> Found | None:
    """The last number; None where another dictation of the same number contradicts it."""
    last = next((one for one in reversed(announced) if one.number), None)
    if last is None:
        return None
    others = (one for one in announced if not _are_alternatives(words, one, last))
    twice = any(is_slip(one.digits, last.digits) for one in others)
    return None if twice else last.number


def _is_repeated_otherwise(words: Sequence[Word], alone: Sequence[Given]) -> bool:
    """ "348 200 7 11 63. Ripeto, 348 200 11 63": which of them was said, a person hears."""
    last = alone[-1]
    return any(
        is_slip(one.digits, last.digits)
        and any(word.plain in REPEATS for word in words[one.run.last + 1 : last.run.first])
        for one in alone[:-1]
    )


def _are_alternatives(words: Sequence[Word], one: Given, other: Given) -> bool:
    """ "045 8012345 o 045 8012346" are two numbers, and not one that was said twice."""
    between = [word.plain for word in words[one.run.last + 1 : other.run.first]]
    return bool(ALTERNATIVES & set(between)) and set(between) <= ALTERNATIVES | ARTICLES


def _unclear(run: Run) -> Found:
    return Found(None, run.first, run.last)


def _number_in(run: Run) -> Found | None:
    """The number in a run, the last of two; None for what makes none, however it is parted."""
    if not run.clear or _is_a_line_too_many(run.groups):
        return None
    for parts in _partitions(run.groups):
        numbers = [only_number(part) for part in parts]
        if all(numbers):
            last = parts[-1]
            return Found(numbers[-1], last[0].first, last[-1].last)
    return None


def _partitions(groups: tuple[Group, ...]) -> Iterator[list[tuple[Group, ...]]]:
    """The whole run, then the run parted in two at a pause: two numbers given together."""
    yield [groups]
    for index, group in enumerate(groups[:-1], 1):
        if group.pause:
            yield [groups[:index], groups[index:]]


def _without_extension(words: Sequence[Word], run: Run) -> Run:
    """ "Interno 12, zero quattro cinque...": the number behind the extension."""
    if not run.first or words[run.first - 1].bare not in EXTENSIONS:
        return run
    for groups in (run.groups[start:] for start in range(1, len(run.groups))):
        if only_number(groups):
            return Run(groups, run.named_at)
    return run


def _is_something_else(words: Sequence[Word], run: Run) -> bool:
    if code_start(words, run.named_at) is not None:
        return True
    after = [word.plain for word in words[run.last + 1 : run.last + 3]]
    if after[:1] == ["per"] and len(readings(run.groups)[0]) in USUAL_DIGITS:
        return after[1:] == ["cento"]  # "347 3301948 per metterci d'accordo"
    return bool(after) and after[0] in NOT_A_NUMBER_AFTER
