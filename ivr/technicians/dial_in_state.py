"""What every request of a dial-in knows: which technician rings the line, what they have in hand."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from ivr.flows.reply import Reply
from ivr.technicians.services import DialInServices
from ivr.turn import on_the_way
from rules.calls.caller import number_of_caller
from rules.errors import BadInput
from store.models import Callback, User

MOST_SKIPPED = 30
MINUTE = "%Y%m%d%H%M"  # an instant in an address, in UTC


@dataclass(frozen=True)
class At:
    """What the address remembers, and what the request brings."""

    said: Mapping[str, str]
    call_sid: str
    digits: str
    user_id: int | None = None
    callback_id: int | None = None
    attempt_id: int | None = None
    skipped: tuple[int, ...] = ()
    tried: int = 0
    agreed: datetime | None = None  # an hour that is to be confirmed

    def caller(self, ours: Collection[str]) -> str | None:
        """The number that calls (E.164); None where it is withheld, or only sent the call on."""
        return number_of_caller(
            self.said.get("From", ""),
            to=self.said.get("To", ""),
            via=on_the_way(self.said),
            ours=ours,
        )

    @property
    def state(self) -> dict[str, str]:
        kept = {"u": self.user_id, "b": self.callback_id, "a": self.attempt_id}
        found = {name: str(value) for name, value in kept.items() if value is not None}
        if self.agreed is not None:
            found["w"] = self.agreed.astimezone(UTC).strftime(MINUTE)
        return found | ({"s": "-".join(map(str, self.skipped))} if self.skipped else {})


def held(session: Session, user: User, at: At) -> Callback | None:
    """The callback of the address, if the technician still has it in hand."""
    callback = session.get(Callback, at.callback_id or 0, populate_existing=True)
    mine = callback is not None and callback.lease_token and callback.claimed_by == user.name
    return callback if mine else None


def passed_over(at: At) -> At:
    """The case of the address is not offered again in this call."""
    skipped = (*at.skipped, *([at.callback_id] if at.callback_id else []))
    return replace(at, skipped=skipped[-MOST_SKIPPED:])


def user_of(session: Session, at: At) -> User:
    user = session.get(User, at.user_id or 0)
    if user is None or user.disabled_at is not None:
        raise BadInput("expected somebody who signed in and still may, found nobody")
    return user


def instant_of(text: str | None) -> datetime | None:
    """The instant that an address of ours holds."""
    try:
        return datetime.strptime(text or "", MINUTE).replace(tzinfo=UTC)
    except ValueError:
        return None


Doing = Callable[[DialInServices, At], tuple[Reply, At]]
