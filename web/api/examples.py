"""Examples of whole answers and bodies in the document, made of those of their properties."""

from collections.abc import Mapping
from typing import Any

_HERE = "#/components/schemas/"
Schema = dict[str, Any]


def show(schemas: dict[str, Schema]) -> None:
    """Give each object an example, and each property that is another object that one's."""
    for schema in schemas.values():
        for one in schema.get("properties", {}).values():
            if "examples" in one and not one["examples"]:
                del one["examples"]
    for schema in schemas.values():
        properties = schema.get("properties")
        if properties is None:
            continue
        for one in properties.values():
            if "examples" not in one and "example" not in one:
                one["examples"] = [_of(one, schemas)]
    for schema in schemas.values():
        if "properties" in schema:
            schema["examples"] = [_of_object(schema, schemas)]


def _of(schema: Mapping[str, Any], schemas: Mapping[str, Schema]) -> object:
    """What may stand there."""
    if schema.get("examples"):
        return schema["examples"][0]
    if "$ref" in schema:
        named = schemas[schema["$ref"].removeprefix(_HERE)]
        return _of_object(named, schemas) if "properties" in named else _of(named, schemas)
    for kind in ("anyOf", "allOf"):
        if kind in schema:
            return _of(schema[kind][0], schemas)
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "array":
        return [_of(schema["items"], schemas)]
    return None


def _of_object(schema: Mapping[str, Any], schemas: Mapping[str, Schema]) -> dict[str, object]:
    return {name: _of(one, schemas) for name, one in schema["properties"].items()}
