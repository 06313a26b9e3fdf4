"""Users and shifts, as the API answers them."""

from typing import Annotated

from pydantic import RootModel

from rules.callbacks.priority import SKILLS
from rules.rota import Kind
from rules.staff.accounts import Role
from web.api.schemas.base import Answer, Written, at, one_of, told


class User(Answer):
    """Somebody who may sign in; nothing of their password, PIN or tokens."""

    name: Annotated[str, told("By which they sign in.", "anna")]
    full_name: Annotated[str | None, told("As colleagues know them.", "Anna Bianchi")]
    role: Annotated[str, one_of("What they may do", Role, "technician")]
    skills: Annotated[
        list[str], one_of("What they are good at, of these", SKILLS, ["software", "hardware"])
    ]
    created_at: Annotated[Written, at("Since when they may sign in.")]
    disabled_at: Annotated[Written | None, at("Since when they may not; null while they may.")]


class LeftBehind(User):
    """A user who was shut out, and what they had in hand."""

    released: Annotated[list[int], told("Tickets that are in the queue again.", [1001])]
    nobodys: Annotated[list[int], told("Tickets that are nobody's now.", [1002])]
    shifts: Annotated[list[int], told("Their shifts, which count no more: give them away.", [9])]


class Shift(Answer):
    """One person's stretch of time."""

    id: Annotated[int, told("By which it is given away or taken off.", 9)]
    who: Annotated[str, told("Whose it is.", "anna")]
    kind: Annotated[str, one_of("What it is", Kind, "on_call")]
    start: Annotated[Written, at("Its first instant.")]
    end: Annotated[Written, told("The first instant after it.", "2026-11-24T11:45:00+00:00")]
    place: Annotated[int, told("Among those on call, 1 is rung first.", 1)]
    given_by: Annotated[list[str], told("Whose it was before, the first one first.", ["luca"])]
    calendar: Annotated[str | None, told("The calendar that brought it; null: made here.", "turni")]
    counts: Annotated[bool, told("False where whose it is may not sign in any more.", True)]


class Gap(Answer):
    """Week-end hours in which nobody is on call."""

    start: Annotated[Written, at("Its first instant.")]
    end: Annotated[Written, told("The first instant after it.", "2026-11-24T11:45:00+00:00")]


class Rota(Answer):
    """Shifts between two instants."""

    shifts: Annotated[list[Shift], told("Those that touch the span, the earliest first.")]
    gaps: Annotated[list[Gap], told("Week-end hours in it that nobody covers.")]


class Users(RootModel[list[User]]):
    pass


class Shifts(RootModel[list[Shift]]):
    pass
