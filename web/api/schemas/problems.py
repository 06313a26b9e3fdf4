"""Errors, as the API answers them: RFC 9457."""

from typing import Annotated

from pydantic import Field

from web.api.schemas.base import Answer, told


class ProblemError(Answer):
    """One field, and the rule that it breaks."""

    place: str = Field(
        alias="in",
        description="Where it stood: body, query, path or header.",
        examples=["body"],
    )
    field: Annotated[str, told("The field, as the request calls it.", "callback_number")]
    rule: Annotated[
        str, told("What was expected.", "expected a telephone number such as 045 8001234")
    ]


class Problem(Answer):
    """RFC 9457: what went wrong, for programs and for whoever reads their log."""

    type: Annotated[
        str, told("Which kind of problem; about:blank says what the status says.", "about:blank")
    ]
    title: Annotated[str, told("The status in words.", "Unprocessable Entity")]
    status: Annotated[int, told("HTTP's status.", 422)]
    detail: Annotated[
        str | None, told("What was expected and what was found.", "message: Field required")
    ] = None
    errors: Annotated[
        list[ProblemError] | None, told("The same field by field, where fields are wrong.")
    ] = None
