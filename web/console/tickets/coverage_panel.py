"""What coverage hangs on, as a request's page asks it: a proposal or an answer, altered by one click."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from rules.entitlement.facts import KINDS, Known, Value, asked
from rules.errors import BadInput, NotFound
from rules.hours.schedule import Flow
from rules.tickets.ticket import Category
from store.tickets import coverage_facts, lifecycle, withdrawals
from web.console import words
from web.console.current_user import me
from web.console.pages import Pages, Who
from web.console.refusals import Refused
from web.console.services import PREFIX, Services

_TOKENS: Mapping[Value, str] = {True: "si", False: "no", None: "non-so"}


@dataclass(frozen=True)
class Choice:
    """One answer, as its button sends it and shows it."""

    token: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Question:
    """One fact: what is known of it, who says so, and what one may answer."""

    name: str
    asked: str
    choices: tuple[Choice, ...]
    typed: str  # of a fact that is a text
    source: str | None  # None while nobody said anything
    by_person: bool


def questions(
    category: Category, flow: Flow, known: Mapping[str, Known], serials: tuple[str, ...] = ()
) -> tuple[Question, ...]:
    """The facts that decide who pays for a request, in the order in which they are asked."""
    return tuple(_question(name, known.get(name), serials) for name in asked(category, flow, known))


def _question(name: str, told: Known | None, serials: tuple[str, ...]) -> Question:
    kind = KINDS[name]
    value = told.value if told else None
    choices = kind.choices or {one: one for one in serials}
    return Question(
        name=name,
        asked=kind.question,
        choices=tuple(
            Choice(
                _token(one), label, (told is not None and one is value) or one == value is not None
            )
            for one, label in choices.items()
        ),
        typed="" if kind.choices else str(value or ""),
        source=_source(told) if told else None,
        by_person=told is not None and told.by_person,
    )


def _source(told: Known) -> str:
    if told.by_person:
        return f"lo dice {told.by}"
    return f"proposta: «{told.words}»" if told.words else "proposta"


def _token(value: Value) -> str:
    return _TOKENS[value] if value is None or isinstance(value, bool) else value


def pages(services: Services) -> Pages:
    """/console/richieste/1001/cosa"""
    part = Pages("coverage")

    @part.page(f"{PREFIX}/richieste/<id:ticket_id>/cosa", Who.STAFF, ("POST",))
    def settle(ticket_id: int) -> ResponseReturnValue:
        return _settle(services, ticket_id)

    return part


def _settle(services: Services, ticket_id: int) -> ResponseReturnValue:
    """Keep what the technician says, and decide again who pays."""
    name, token = request.form.get("fatto", ""), request.form.get("valore", "")
    is_withdrawn = "ritira" in request.form
    with services.sessions.begin() as session:
        row = lifecycle.find(session, ticket_id)
        if row is None:
            abort(404)
        by, now = me().name, services.now()
        try:
            if is_withdrawn:
                withdrawals.of_fact(session, row.id, name, actor=by, now=now)
            else:
                said = {name: _value(name, token)}
                coverage_facts.settle(session, row.id, said, actor=by, now=now)
        except (BadInput, NotFound) as error:
            expected = _SAID_BY_NOBODY if is_withdrawn else _EXPECTED.get(name)
            label = words.FIELDS.get(name, "Che cosa serve")
            raise Refused(f"{label}: {expected or _ONE_OF_THE_BUTTONS}", "valore") from error
        session.flush()
        services.decide(session, row)
        cover = words.COVERS[row.cover or "unknown"]
    flash(
        f"{words.FIELDS[name]}: {'ritirato' if is_withdrawn else 'registrato'}. Chi paga: {cover}."
    )
    return redirect(f"{url_for('tickets.ticket', ticket_id=ticket_id)}#chi", 303)


_EXPECTED = {"serial": "al massimo 60 caratteri che si vedono."}
_SAID_BY_NOBODY = "nessuno di noi l'ha detto, e non c'è niente da ritirare."
_ONE_OF_THE_BUTTONS = "una delle risposte sulla pagina; nient'altro."


def _value(name: str, token: str) -> Value:
    """The answer of a button; raises Refused for a fact that there is not."""
    if name not in KINDS:
        raise Refused("Che cosa serve: uno dei fatti sulla pagina; nient'altro.")
    if not KINDS[name].choices:
        return token
    return next((one for one in KINDS[name].choices if _token(one) == token), token)
