"""What the console keeps of its users beside the account: name, keys, skills."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from desk.errors import BadInput
from desk.order import SKILLS, Technician
from store import accounts
from store.models import User

LONGEST_NAME = 80


def set_own(session: Session, user_id: int, *, full_name: str, single_keys: bool) -> None:
    """What users say of themselves; raises BadInput for a name that cannot be shown."""
    name = " ".join(full_name.split())
    if len(name) > LONGEST_NAME or not name.isprintable():
        rule = f"expected a name of at most {LONGEST_NAME} characters that can be shown"
        raise BadInput(f"{rule}, found {len(name)}", "own_name", most=LONGEST_NAME, found=len(name))
    user = session.get_one(User, user_id)
    user.full_name, user.single_keys = name or None, single_keys


def set_skills(session: Session, typed: str, skills: Sequence[str]) -> None:
    """What a user is good at; raises NotFound, and BadInput for what is no skill."""
    unknown = [skill for skill in skills if skill not in SKILLS]
    if unknown:
        known = ", ".join(SKILLS)
        raise BadInput(f'skills: expected some of {known}, found "{unknown[0]}"')
    accounts.named(session, typed).skills = [skill for skill in SKILLS if skill in skills]


def technician(user: User) -> Technician:
    """For whom the queue is put in order."""
    return Technician(user.name, frozenset(user.skills or ()))
