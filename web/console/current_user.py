"""Current user: who is signed in, read from the ledger for each request."""

from dataclasses import dataclass
from datetime import datetime

from flask import Flask
from flask_login import LoginManager, UserMixin, current_user

from rules.staff.accounts import Role
from rules.staff.sign_in_limits import Counted
from store import reading
from store.models import User
from store.staff import sessions
from web.console.services import Services


@dataclass(frozen=True)
class Person(UserMixin):  # type: ignore[misc]
    """A user with the session in which the request comes."""

    id: int
    name: str
    full_name: str | None
    role: Role
    phone: str | None  # which rings first when they ask for a call
    skills: tuple[str, ...]
    single_keys: bool
    has_to_change: bool  # a password that somebody else gave
    has_second_factor: bool
    sounds: bool  # what concerns them is told by a sound
    desktop_notices: bool
    session_id: int

    @property
    def shown(self) -> str:
        return self.full_name or self.name

    @property
    def is_supervisor(self) -> bool:
        return self.role is Role.SUPERVISOR


def me() -> Person:
    """Who asks, within a page that is not for anyone."""
    person = current_user._get_current_object()
    if not isinstance(person, Person):
        raise TypeError("expected a page for those who are signed in, found one for anyone")
    return person


def sign_in_manager(app: Flask, services: Services) -> None:
    """Let Flask-Login know people by the token in the browser's signed cookie."""
    manager = LoginManager(app)
    manager.session_protection = None  # it would sign out whoever goes from WiFi to mobile

    @manager.user_loader  # type: ignore[untyped-decorator]
    def person(token: str) -> Person | None:
        now = services.now()
        with reading(services.sessions) as session:
            found = sessions.holder(session, token, now)
        if found is None:
            return None
        _note(services, found, now)
        return person_of(found.user, found.session_id)


def person_of(user: User, session_id: int) -> Person:
    return Person(
        id=user.id,
        name=user.name,
        full_name=user.full_name,
        role=user.role,
        phone=user.phone,
        skills=tuple(user.skills or ()),
        single_keys=user.single_keys,
        has_to_change=user.has_to_change,
        has_second_factor=user.totp_sealed is not None,
        sounds=user.sounds,
        desktop_notices=user.desktop_notices,
        session_id=session_id,
    )


def _note(services: Services, found: sessions.Signed, now: datetime) -> None:
    """Keep when the session was used, without a transaction where that was a moment ago."""
    if now - found.seen_at < sessions.SEEN_EVERY:
        return
    with services.sessions.begin() as session:
        sessions.seen(session, found.session_id, now)


def counted_for(name: str, address: str, device: str | None) -> dict[Counted, str]:
    """Under which keys a try to sign in is counted; see rules.staff.sign_in_limits."""
    if device is not None:
        return {Counted.DEVICE: device}
    place = f"{address} {name}"
    return {Counted.ADDRESS: address, Counted.PLACE: place, Counted.NAME: name}
