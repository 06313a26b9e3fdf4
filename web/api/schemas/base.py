"""What every answer of the API is made of: properties that say what they are and look like."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

MOMENT = "2026-11-24T08:58:12+00:00"
Written = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Date = Annotated[str, Field(json_schema_extra={"format": "date"})]


class Answer(BaseModel):
    model_config = ConfigDict(extra="allow")


def told(words: str, *examples: object) -> Any:
    """What a property is, and what may stand in it."""
    return Field(description=words, examples=list(examples))


def at(words: str) -> Any:
    """The same of an instant."""
    return told(words, MOMENT)


def one_of(words: str, values: Any, example: object) -> Any:
    """The same of a word that is one of several."""
    return told(f"{words}: {', '.join(values)}.", example)
