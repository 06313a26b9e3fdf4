"""Call status: how calling the customer stands, on the ticket's page."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from rules.callbacks.outbound_call import Policy, State
from rules.callbacks.outcomes import Outcome
from store.billing import work_minutes
from store.callbacks import attempts, readiness
from store.models import Attempt, Callback
from store.models.states import EntryState
from store.staff import accounts
from store.views.undoable_outcomes import Undoable, undoable
from web.console import words
from web.console.current_user import me
from web.console.services import Services

OFF = "Da qui non si può chiamare: il servizio non è configurato per farlo."
ENDING = "La chiamata si chiude: un momento."
NO_NUMBER = "Il numero del cliente non si conosce."
NOT_ALLOWED = "Da qui questo numero non si può chiamare: usa il tuo telefono."
NO_PHONE = "Da qui non puoi chiamare: chi gestisce il servizio deve indicare il tuo telefono."


@dataclass(frozen=True)
class Calling:
    """What whoever has the callback in hand may do, and how their call goes."""

    is_going_on: bool
    is_ending: bool  # it goes on, but was asked to be ended
    told: str | None  # how it goes, or how the last one went
    since: datetime | None  # both are connected
    reason: str | None  # why that one failed
    proposed: Outcome | None  # to be confirmed
    minutes: int | None  # proposed
    why_not: str | None  # no call can be placed from here
    ready_until: datetime | None = None  # the customer may be rung first
    customer_first: bool = False  # which is what is offered first


@dataclass(frozen=True)
class Shown:
    """All that the part of the page shows which keeps itself fresh."""

    callback: Callback | None
    token: str | None  # of the claim, if it is one's own
    calling: Calling | None
    other: str | None  # what a colleague is doing: "è in linea con il cliente"
    undo: Undoable | None


def shown(
    session: Session,
    services: Services,
    callback: Callback | None,
    holder: str | None,
    now: datetime,
) -> Shown:
    """The part, for whoever asks."""
    if callback is None:
        return Shown(None, None, None, None, None)
    mine = callback.lease_token if holder == me().name else None
    newest = attempts.newest(session, callback.id)
    live = newest if newest is not None and newest.ended_at is None else None
    last = (one for one in undoable(session, me().name, now) if one.callback_id == callback.id)
    return Shown(
        callback=callback,
        token=mine,
        calling=_offered(session, services, callback, newest, now) if mine else None,
        other=words.CALLING[live.state][1] if live and not mine else None,
        undo=None if mine else next(last, None),
    )


def colleagues(session: Session) -> list[str]:
    """Everybody else who may sign in."""
    return [
        user.name
        for user in accounts.users(session)
        if user.disabled_at is None and user.name != me().name
    ]


def why_not(callback: Callback, policy: Policy | None) -> str | None:
    """Why no call can be placed; None where one can."""
    if policy is None:
        return OFF
    if callback.number is None:
        return NO_NUMBER
    if not policy.may_ring(callback.number):
        return NOT_ALLOWED
    return None if policy.may_ring(me().phone) else NO_PHONE


def _offered(
    session: Session, services: Services, callback: Callback, newest: Attempt | None, now: datetime
) -> Calling:
    """How the call stands, and whether the next may ring the customer first."""
    return replace(
        _calling(session, services, callback, newest),
        ready_until=readiness.ready_until(session, me().name, now),
        customer_first=services.calling is not None and services.calling.customer_first,
    )


def _calling(
    session: Session, services: Services, callback: Callback, newest: Attempt | None
) -> Calling:
    refused = why_not(callback, services.calling)
    if newest is None or newest.claim_token != callback.lease_token or not newest.technician_phone:
        return Calling(False, False, None, None, None, None, None, refused)
    if newest.state is not State.ENDED:
        is_ending = newest.hang_up_at is not None
        told = ENDING if is_ending else _goes(newest)
        since = newest.answered_at if newest.state is State.TALKING else None
        return Calling(True, is_ending, told, since, None, None, None, refused)
    found = Outcome(newest.proposed) if newest.proposed else None
    return Calling(
        is_going_on=False,
        is_ending=False,
        told=_went(newest, found),
        since=None,
        reason=newest.reason,
        proposed=found if newest.outcome is None else None,
        minutes=_minutes(session, callback, newest),
        why_not=refused,
    )


def _goes(newest: Attempt) -> str:
    told = words.CALLING[newest.state][0]
    return words.CUSTOMER_FIRST.get(newest.state, told) if newest.customer_first else told


def _went(newest: Attempt, found: Outcome | None) -> str:
    talked = attempts.seconds_talked(newest)
    if talked is not None:
        return f"Chiamata finita dopo {words.seconds(talked)}."
    return f"{words.OUTCOMES[found]}." if found else "Chiamata finita."


def _minutes(session: Session, callback: Callback, newest: Attempt) -> int | None:
    entries = work_minutes.entries(session, callback.ticket_id)
    proposed = (
        one.minutes
        for one in entries
        if one.call_sid == newest.technician_sid and one.state is EntryState.PROPOSED
    )
    return next(proposed, None) if newest.technician_sid else None
