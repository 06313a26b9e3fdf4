"""Customers, as the API answers them: made from the columns of the customers' CSV."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import RootModel, create_model

from rules.customers.rows import CUSTOMER_COLUMNS, Column, Shape
from web.api.schemas.base import Answer, Date, told

# What each column is, and may hold; the same words where a program sends it.
WORDS: Mapping[str, tuple[str, object]] = {
    "code": ("The customer's code.", "L1042"),
    "name": ("What the customer is called.", "Ferramenta Rossi"),
    "phones": ("Their numbers, in E.164; the first one is called.", ["+390458001234"]),
    "email": ("Their address.", "info@ferramentarossi.example"),
    "contract": ("Whether they have a contract for assistance.", True),
    "contract_until": ("Its last day; null for one without an end.", "2027-12-31"),
    "j_system": ("Whether they subscribe to J-System.", False),
    "j_system_until": ("Its last day; null for one without an end.", "2027-12-31"),
    "software": ("Which of our programs they have.", "J2K"),
    "software_version": ("In which version.", "11.4.2"),
    "notes": ("What whoever calls them should know.", "Chiusi il lunedì mattina"),
    "account_manager": ("Who answers commercial requests.", "Giulia Verdi"),
    "account_manager_email": ("At which address.", "giulia@example.it"),
    "account_manager_phone": ("At which number.", "+390458009876"),
}
ITEM = "What it is."
SERIAL = "Its serial number."


class Piece(Answer):
    """A piece of hardware; `warranty_until` is the last day of its warranty."""

    item: Annotated[str, told(ITEM, "Stampante fiscale")]
    serial: Annotated[str | None, told(SERIAL, "SF-204-118")]
    bought_on: Annotated[Date, told("When it was bought.", "2026-03-02")]
    warranty_months: Annotated[int, told("How many months the warranty runs.", 24)]
    warranty_until: Annotated[Date, told("The last day of the warranty.", "2028-03-02")]


_ANSWERED: Mapping[Shape, Any] = {
    Shape.PHONES: list[str],
    Shape.FLAG: bool,
    Shape.DAY: Date | None,
}


def _answered(name: str, column: Column) -> Any:
    kind = str if name in {"code", "name"} else _ANSWERED.get(column.shape, str | None)
    words, example = WORDS[name]
    return Annotated[kind, told(words, example)]


_CUSTOMER: dict[str, Any] = {
    **{name: (_answered(name, column), ...) for name, column in CUSTOMER_COLUMNS.items()},
    "hardware": (Annotated[list[Piece], told("What they bought from us.")], ...),
}
Customer = create_model("Customer", __base__=Answer, __doc__="A customer of ours.", **_CUSTOMER)


class Customers(RootModel[list[Customer]]):
    pass
