"""What was asked for by its id, or a 404 that names it."""

from typing import TypeVar

from desk.errors import NotFound

Thing = TypeVar("Thing")


def found(thing: Thing | None, name: str) -> Thing:
    """The thing; raises NotFound."""
    if thing is None:
        raise NotFound(f"there is no such {name}")
    return thing
