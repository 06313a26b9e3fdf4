"""What people and machines may be called: one rule for every name that others read.

It stands in pages, calendars, notices, tables and logs, where signs of markup, line feeds, marks that
turn the reading direction and parts of a path would be more than a name.
"""

import re
import unicodedata

from rules.customers.cell_rules import shown
from rules.errors import BadInput

_NO_NAME = re.compile(r"[<>\\`{}]|\.\.|(^|\s)/|/(\s|$)")  # "cassa 1/2" is one
_LOOK_ALIKE = frozenset(
    {"LATIN", "CYRILLIC", "GREEK"}
)  # alphabets that share the shapes of letters
_BEGINS = re.compile(r"[^\W_]")


def shown_name(typed: str, longest: int) -> str:
    """The name with single spaces, "" for none; raises BadInput, which repeats no sign of it raw."""
    name = re.sub(" +", " ", unicodedata.normalize("NFC", typed).strip(" "))
    if not name:
        return name
    wrong = not name.isprintable() or _NO_NAME.search(name) or not _BEGINS.match(name)
    if len(name) > longest or wrong or mixes_alphabets(name):
        rule = (
            f"expected a name of at most {longest} characters, letters and digits first, of one alphabet, "
            "without line breaks, markup and parts of a path"
        )
        raise BadInput(f"{rule}, found {shown(typed)}", "own_name", most=longest)
    return name


def mixes_alphabets(name: str) -> bool:
    """Whether letters of two alphabets stand in it: "anna" with a Cyrillic a is read as anna."""
    alphabets = {unicodedata.name(letter, "").partition(" ")[0] for letter in name}
    return len(alphabets & _LOOK_ALIKE) > 1
