"""Pages: routes, each with its access rule; without one a route cannot be made."""

from collections.abc import Callable, Iterable
from enum import Enum

from flask import Blueprint, Flask, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.routing import IntegerConverter, Map

from rules.errors import BadInput
from rules.staff.accounts import Role
from web.console import return_to

LARGEST_ID = 2**31 - 1
View = Callable[..., ResponseReturnValue]


def row_id(name: str) -> int | None:
    """The row behind which a list goes on, by the address; None where it says no such thing."""
    told = request.args.get(name, type=int)
    return told if told is not None and 0 < told <= LARGEST_ID else None


class Who(Enum):
    """Whom a page is for."""

    ANYONE = "anyone"  # who is not signed in too
    STAFF = "staff"  # technicians and supervisors
    SUPERVISOR = "supervisor"


class Id(IntegerConverter):
    """`<id:ticket_id>`: a number that a key of the ledger can be; any other is not found."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, min=1, max=LARGEST_ID)


class Pages(Blueprint):
    """A part of the console."""

    def __init__(self, name: str) -> None:
        super().__init__(name, __name__)
        self.rules: dict[str, Who] = {}

    def page(
        self, path: str, who: Who, methods: Iterable[str] = ("GET",)
    ) -> Callable[[View], View]:
        """Answers the path with the function below, for those whom the rule allows."""

        def add(view: View) -> View:
            self.rules[f"{self.name}.{view.__name__}"] = who
            self.add_url_rule(path, view_func=view, methods=list(methods))
            return view

        return add


def guard(app: Flask, parts: Iterable[Pages]) -> None:
    """Register the parts, and let nobody in whom their rules do not allow.

    Raises BadInput for a route without a rule, so that none is ever open by mistake.
    """
    app.url_map.converters["id"] = Id
    rules: dict[str, Who] = {"static": Who.ANYONE}
    for part in parts:
        app.register_blueprint(part)
        rules |= part.rules
    unruled = sorted(app.view_functions.keys() - rules.keys())
    if unruled:
        raise BadInput(f"expected a rule for each route, found none for {', '.join(unruled)}")

    app.extensions["rules"] = rules

    @app.before_request
    def let_in() -> ResponseReturnValue | None:
        who = rules.get(request.endpoint or "", Who.STAFF)
        if request.endpoint is None or who is Who.ANYONE:
            return None
        if not current_user.is_authenticated:
            abort(401)
        if who is Who.SUPERVISOR and current_user.role is not Role.SUPERVISOR:
            abort(403)
        return None


def is_for_anyone() -> bool:
    """Whether the page that is asked for is open to who is not signed in."""
    rules: dict[str, Who] = current_app.extensions["rules"]
    return rules.get(request.endpoint or "") is Who.ANYONE


def to_sign_in() -> ResponseReturnValue:
    """The page to sign in at, and from there back to where one wanted to go, or was."""
    is_page = request.method == "GET" and not is_part()
    wanted = request.full_path.rstrip("?") if is_page else return_to.page()
    to = url_for("sign_in.sign_in", poi=wanted)
    # A part of a page must not be filled with the page of another.
    return ("", 204, {"HX-Redirect": to}) if is_part() else redirect(to, 303)


def is_part() -> bool:
    """Whether htmx asks, for a part of a page."""
    return "HX-Request" in request.headers
