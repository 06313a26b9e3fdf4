"""Faults of single items: what one cannot do keeps none of the others from being done."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import structlog
from sqlalchemy.exc import OperationalError

from rules.errors import CentralinoError, ListCutShort, TemporaryFailure

log = structlog.get_logger()

Item = TypeVar("Item")
Asked = TypeVar("Asked")


class Faults:
    """Collects them while a job goes through its items, and tells of them when it is through.

    A database that is away is no single item's fault, and ends the job at once.
    """

    def __init__(self) -> None:
        self._told: list[str] = []

    def take(self, name: object, do: Callable[[], int]) -> int:
        """What it came to; 0 where it could not be done."""
        try:
            return do()
        except OperationalError:
            raise
        except Exception as error:
            understood = isinstance(error, CentralinoError)
            log.warning(
                "item left for later",
                item=name,
                reason=str(error) if understood else type(error).__name__,
                exc_info=None if understood else error,
            )
            self._told.append(f"{name}: {error if understood else type(error).__name__}")
            return 0

    def read(self, ask: Callable[[Asked], Sequence[Item]], asked: Asked) -> Sequence[Item]:
        """A list; what came of it, where it broke off."""
        try:
            return ask(asked)
        except ListCutShort as error:
            self._told.append(str(error))
            return error.came
        except CentralinoError as error:
            self._told.append(str(error))
            return ()

    def tell(self) -> None:
        """Raise TemporaryFailure if there were any, with the first of them in its words."""
        if self._told:
            more = f", and {len(self._told) - 1} more" if len(self._told) > 1 else ""
            raise TemporaryFailure(f"{self._told[0]}{more}")
