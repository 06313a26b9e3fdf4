"""Lists that go on: the next page's address in a Link header (RFC 8288), made of what was asked."""

from collections.abc import Sequence
from typing import TypeVar
from urllib.parse import urlencode

from flask import Response, jsonify, request

Thing = TypeVar("Thing")


def page_of(found: Sequence[Thing], limit: int) -> tuple[Sequence[Thing], bool]:
    """The page, of one thing more than it holds; and whether there is another after it."""
    return found[:limit], len(found) > limit


def listed(told: Sequence[object], *, more: bool, name: str, last: object) -> Response:
    """The page as JSON; `last` is what the next one is asked for by, as the parameter `name`.

    The address is relative, as RFC 8288 allows: no header of a request may make it another's.
    """
    response = jsonify(told)
    if more:
        asked = {**request.args.to_dict(), name: str(last)}
        response.headers["Link"] = f'<{request.path}?{urlencode(asked)}>; rel="next"'
    return response
