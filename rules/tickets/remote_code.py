"""The code of a program for remote support: nine or ten digits that let a technician in, once.

It is exact or worthless, and good for a while only: shown beside the request, and gone after use.
"""

import re
from datetime import datetime, timedelta

SHORTEST, LONGEST = 9, 10  # digits
LASTS = timedelta(hours=12)  # the program is closed by then


def remote_code(keyed: str) -> str | None:
    """The code that was keyed; None for anything else."""
    return keyed if re.fullmatch(rf"[0-9]{{{SHORTEST},{LONGEST}}}", keyed, re.ASCII) else None


def is_of_use(given_at: datetime, now: datetime) -> bool:
    """Whether the code may still let somebody in."""
    return now - given_at < LASTS


def in_groups(code: str) -> str:
    """As such programs show it: "123 456 789", "1 234 567 890"."""
    first = len(code) % 3
    groups = [code[:first]] if first else []
    return " ".join([*groups, *(code[at : at + 3] for at in range(first, len(code), 3))])
