"""What the API answers about customers, made from the columns of the customers' CSV."""

from collections.abc import Mapping
from typing import Any

from pydantic import RootModel, create_model

from rules.customers.rows import CUSTOMER_COLUMNS, Column, Shape
from web.api.schemas import Date
from web.api.ticket_schemas import Answer


class Piece(Answer):
    """A piece of hardware; `warranty_until` is the last day of its warranty."""

    item: str
    serial: str | None
    bought_on: Date
    warranty_months: int
    warranty_until: Date


_ANSWERED: Mapping[Shape, Any] = {
    Shape.PHONES: list[str],
    Shape.FLAG: bool,
    Shape.DAY: Date | None,
}


def _answered(name: str, column: Column) -> Any:
    return str if name in {"code", "name"} else _ANSWERED.get(column.shape, str | None)


_CUSTOMER: dict[str, Any] = {
    **{name: (_answered(name, column), ...) for name, column in CUSTOMER_COLUMNS.items()},
    "hardware": (list[Piece], ...),
}
Customer = create_model("Customer", __base__=Answer, **_CUSTOMER)


class Customers(RootModel[list[Customer]]):
    pass
