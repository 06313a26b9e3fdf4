"""Users and their bearer tokens: nothing is kept from which a password or a token could be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.callbacks.priority import SKILLS, Technician
from rules.errors import BadInput, NotFound
from rules.staff.accounts import Role, check_email, check_password, check_pin, tidy_name
from rules.staff.shown_names import shown_name
from store import tokens
from store.database.statements import changed, insert_once
from store.models import ApiToken, User
from store.staff import sessions

if TYPE_CHECKING:
    from argon2 import PasswordHasher

LONGEST_NAME = 80  # characters, of what somebody is called
TOKEN = "ctu"  # noqa: S105 - what users' tokens begin with


@dataclass(frozen=True)
class Holder:
    """Who holds a token that is good."""

    user: User
    token_id: int
    last_seen_at: datetime | None


def add(
    session: Session,
    typed: str,
    password: str,
    role: Role,
    *,
    now: datetime,
    has_to_change: bool = False,
) -> User:
    """A new user; raises BadInput for a name that is taken or wrong, or for a weak password.

    They choose a password of their own with the first entry where they `has_to_change` this one.
    """
    name = tidy_name(typed)
    check_password(password, name)
    kept = _hasher().hash(password)
    told = {"password_hash": kept, "role": role, "has_to_change": has_to_change}
    user = insert_once(session, User, name=name, created_at=now, **told)
    if user is None:
        raise BadInput(f'there is a user "{name}" already', "name_taken", name=name)
    return user


def find(session: Session, typed: str) -> User | None:
    """The user of that name, disabled or not."""
    try:
        name = tidy_name(typed)
    except BadInput:
        return None
    return session.scalar(select(User).where(User.name == name))


def named(session: Session, typed: str) -> User:
    """The same; raises NotFound."""
    user = find(session, typed)
    if user is None:
        raise NotFound(f'there is no user "{typed}"')
    return user


def users(session: Session) -> list[User]:
    """Everybody, by name."""
    return list(session.scalars(select(User).order_by(User.name)))


def signed_in(session: Session, typed: str, password: str) -> User | None:
    """The user whose name and password these are, unless disabled; as slow for a wrong name."""
    user = find(session, typed)
    kept = user.password_hash if user is not None else _nobodys()
    if not _fits(kept, password) or user is None or user.disabled_at is not None:
        return None
    return user


def set_password(
    session: Session, typed: str, password: str, *, has_to_change: bool = False
) -> User:
    """Give the user another password, and sign out every browser; raises NotFound and BadInput.

    One that somebody else gave `has_to_change` with the next entry.
    """
    user = named(session, typed)
    check_password(password, user.name)
    user.password_hash, user.has_to_change = _hasher().hash(password), has_to_change
    sessions.end_all(session, user.id)
    return user


def set_role(session: Session, typed: str, role: Role) -> User:
    """Make a technician a supervisor, or the other way round; raises NotFound, and BadInput for the last.

    Without a supervisor nobody could make another.
    """
    user = named(session, typed)
    others = (User.role == Role.SUPERVISOR, User.disabled_at.is_(None), User.id != user.id)
    is_last = session.scalar(select(User.id).where(*others).limit(1)) is None
    if role is not Role.SUPERVISOR and user.role is Role.SUPERVISOR and is_last:
        raise BadInput(f"expected a supervisor besides {user.name}, found none", "last_supervisor")
    user.role = role
    return user


def set_pin(session: Session, typed: str, pin: str | None) -> User:
    """Give the user a PIN for the telephone, or none; raises NotFound and BadInput."""
    user = named(session, typed)
    if pin is not None:
        check_pin(pin, user.phone)
    user.pin_hash = None if pin is None else _hasher().hash(pin)
    return user


def set_identity(session: Session, typed: str, email: str | None) -> User:
    """Let the user in through the provider by this address, or no more; raises NotFound, BadInput."""
    user = named(session, typed)
    email = None if email is None else check_email(email)
    other = session.scalar(select(User.name).where(User.identity == email, User.id != user.id))
    if email is not None and other is not None:
        raise BadInput(f"expected an address of {user.name}'s own, found {other}'s")
    user.identity, user.identity_subject = email, None
    return user


def by_identity(session: Session, email: str, subject: str) -> User | None:
    """Whose identity it is; None for nobody's, and for a user who is disabled.

    The address leads to the user once; from then on the provider's subject has to be the same, for
    an address may be given to somebody else.
    """
    user = session.scalar(select(User).where(User.identity == email).with_for_update())
    if user is None or user.disabled_at is not None:
        return None
    if user.identity_subject is None:
        user.identity_subject = subject
    return user if user.identity_subject == subject else None


def by_phone(session: Session, number: str) -> User | None:
    """Who may sign in from the telephone; None where nobody may, or several share it."""
    mine = (User.phone == number, User.pin_hash.is_not(None), User.disabled_at.is_(None))
    found = session.scalars(select(User).where(*mine).limit(2)).all()
    return found[0] if len(found) == 1 else None


def pin_fits(user: User, pin: str) -> bool:
    """Whether it is the user's PIN."""
    return user.pin_hash is not None and _fits(user.pin_hash, pin)


def disable(session: Session, typed: str, *, now: datetime) -> User:
    """Shut the user out, tokens included, at once; raises NotFound. Twice changes nothing.

    What they have in hand is `store.callbacks.leavers`'s.
    """
    user = named(session, typed)
    user.disabled_at = user.disabled_at or now
    sessions.end_all(session, user.id)
    _revoke(session, user, now)
    return user


def enable(session: Session, typed: str) -> User:
    """Let the user in again, with the password of before and without tokens; raises NotFound."""
    user = named(session, typed)
    user.disabled_at = None
    return user


def new_token(session: Session, typed: str, *, now: datetime, only: bool = False) -> str:
    """A token for the user, `only` it from now on; raises NotFound, BadInput when disabled."""
    user = named(session, typed)
    if user.disabled_at is not None:
        raise BadInput(f'the user "{user.name}" is disabled', "disabled", who=user.name)
    if only:
        _revoke(session, user, now)
    token = tokens.new(TOKEN)
    session.add(ApiToken(user_id=user.id, token_hash=tokens.digest(token), created_at=now))
    return token


def tokens_of(session: Session, user_id: int) -> list[ApiToken]:
    """The user's tokens that are good, the newest first."""
    good = (ApiToken.user_id == user_id, ApiToken.revoked_at.is_(None))
    return list(session.scalars(select(ApiToken).where(*good).order_by(ApiToken.id.desc())))


def revoke(session: Session, typed: str, *, now: datetime) -> None:
    """Let none of the user's tokens in any more; raises NotFound. Twice changes nothing."""
    _revoke(session, named(session, typed), now)


def holder(session: Session, token: str) -> Holder | None:
    """Whose token it is; None for one that is unknown, revoked, or of a disabled user."""
    good = (ApiToken.revoked_at.is_(None), User.disabled_at.is_(None))
    statement = (
        select(ApiToken, User)
        .join(User, User.id == ApiToken.user_id)
        .where(ApiToken.token_hash == tokens.digest(token), *good)
    )
    row = session.execute(statement).one_or_none()
    if row is None or not tokens.same(row.ApiToken.token_hash, token):
        return None
    return Holder(row.User, row.ApiToken.id, row.ApiToken.last_seen_at)


def set_own(
    session: Session,
    user_id: int,
    *,
    full_name: str,
    single_keys: bool,
    sounds: bool = False,
    desktop_notices: bool = False,
) -> None:
    """What users say of themselves; raises BadInput for a name that cannot be shown."""
    name = shown_name(full_name, LONGEST_NAME)
    user = session.get_one(User, user_id)
    user.full_name, user.single_keys = name or None, single_keys
    user.sounds, user.desktop_notices = sounds, desktop_notices


def set_skills(session: Session, typed: str, skills: Sequence[str]) -> None:
    """What a user is good at; raises NotFound, and BadInput for what is no skill."""
    unknown = [skill for skill in skills if skill not in SKILLS]
    if unknown:
        known = ", ".join(SKILLS)
        raise BadInput(f'skills: expected some of {known}, found "{unknown[0]}"')
    named(session, typed).skills = [skill for skill in SKILLS if skill in skills]


def technician(user: User) -> Technician:
    """For whom the queue is put in order."""
    return Technician(user.name, frozenset(user.skills or ()))


def _revoke(session: Session, user: User, now: datetime) -> None:
    of_user = (ApiToken.user_id == user.id, ApiToken.revoked_at.is_(None))
    changed(session, ApiToken.id, *of_user, revoked_at=now)


@lru_cache(maxsize=1)
def _hasher() -> "PasswordHasher":
    """argon2id as OWASP advises where memory is short: 19 MiB, in a process that wants 150 at most."""
    # Its library is loaded with the first password: a process that answers callers needs none.
    from argon2 import PasswordHasher  # noqa: PLC0415

    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def _fits(kept: str, password: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError  # noqa: PLC0415 - as above

    try:
        return _hasher().verify(kept, password)
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False


@lru_cache(maxsize=1)
def _nobodys() -> str:
    """A hash that no password fits in practice."""
    return _hasher().hash(tokens.new("nobody"))
