"""Second factors as they are kept: the app's secret sealed, recovery codes as their digests.

Whoever gets hold of a copy of the database alone can make no code from it: the key that opens the secret
stands elsewhere, beside the service.
"""

from base64 import urlsafe_b64encode
from datetime import datetime
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from rules.errors import BadInput
from rules.staff.second_factor import new_recovery_codes, step_of, tidy_recovery_code
from store import tokens
from store.models import RecoveryCode, User
from store.staff import sessions

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

log = structlog.get_logger()


class Seal:
    """What opens the secrets of apps: made of the service's own secret (HKDF-SHA256, then Fernet)."""

    def __init__(self, service_secret: str) -> None:
        self._service_secret = service_secret

    def close(self, secret: str) -> str:
        """The secret as it may stand in the database."""
        return self._fernet().encrypt(secret.encode()).decode()

    def open(self, sealed: str) -> str | None:
        """The secret; None where it was sealed by another service's key, or altered."""
        from cryptography.fernet import InvalidToken  # noqa: PLC0415 - as below

        try:
            return self._fernet().decrypt(sealed.encode()).decode()
        except InvalidToken:
            return None

    def _fernet(self) -> "Fernet":
        # Loaded with the first code: a process that answers callers needs none.
        from cryptography.fernet import Fernet  # noqa: PLC0415
        from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415

        made = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"centralino second factor")
        return Fernet(urlsafe_b64encode(made.derive(self._service_secret.encode())))


def switch_on(
    session: Session, user_id: int, secret: str, typed: str, seal: Seal, *, now: datetime
) -> list[str]:
    """Ask the user for a code from now on; their recovery codes, which are shown this once.

    Raises BadInput where the code that was typed is not the secret's: whoever cannot make one would be
    locked out.
    """
    step = step_of(secret, typed, None, now)
    if step is None:
        raise BadInput("expected the code that the app shows now, found another", "second_factor")
    user = session.get_one(User, user_id, with_for_update=True)
    user.totp_sealed, user.totp_step = seal.close(secret), step
    return renew(session, user_id)


def switch_off(session: Session, user_id: int) -> None:
    """Ask for a password alone; twice changes nothing."""
    user = session.get_one(User, user_id, with_for_update=True)
    user.totp_sealed = user.totp_step = None
    _forget(session, user_id)


def reset(session: Session, user: User) -> None:
    """The same for somebody who lost device and codes, and out of every browser."""
    switch_off(session, user.id)
    sessions.end_all(session, user.id)


def renew(session: Session, user_id: int) -> list[str]:
    """New recovery codes in place of those of before."""
    _forget(session, user_id)
    codes = new_recovery_codes()
    session.add_all(
        RecoveryCode(user_id=user_id, code_hash=tokens.digest(tidy_recovery_code(code)))
        for code in codes
    )
    return codes


def left(session: Session, user_id: int) -> int:
    """How many recovery codes are not used yet."""
    mine = select(func.count()).where(RecoveryCode.user_id == user_id)
    return session.scalars(mine).one()


def is_code(session: Session, user: User, typed: str, seal: Seal, *, now: datetime) -> bool:
    """Whether it is the code that the user's app shows; it is not taken a second time."""
    session.refresh(user, with_for_update=True)
    secret = None if user.totp_sealed is None else seal.open(user.totp_sealed)
    if secret is None:
        log.error("second factor not readable", user=user.name, is_on=user.totp_sealed is not None)
        return False
    step = step_of(secret, typed, user.totp_step, now)
    if step is not None:
        user.totp_step = step
    return step is not None


def was_recovery_code(session: Session, user_id: int, typed: str) -> bool:
    """Whether it is one of the user's recovery codes; it is used up by that."""
    digest = tokens.digest(tidy_recovery_code(typed))
    used = delete(RecoveryCode).where(
        RecoveryCode.user_id == user_id, RecoveryCode.code_hash == digest
    )
    return session.execute(used.returning(RecoveryCode.id)).first() is not None


def _forget(session: Session, user_id: int) -> None:
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
