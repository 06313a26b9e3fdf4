"""The OpenAPI document, where APIFlask's own does not say what is so."""

import json
import re
import threading
from typing import Any

from apiflask import APIFlask
from pydantic.json_schema import models_json_schema

from web.api.errors import MEDIA_TYPE
from web.api.schemas import Problem

JSON = "application/json"
_NESTED = re.compile(r'"#/components/schemas/\w+\.(\w+)"')

# Every route may answer these, whatever is asked.
_ALWAYS = {
    "400": "The request cannot be read",
    "401": "No good bearer token",
    "403": "Not for this token's role",
    "404": "There is no such thing",
    "413": "The request is too large",
    "415": "The body is not JSON",
    "422": "A field breaks a rule",
    "429": "Too many requests of this token",
    "500": "An error of ours",
    "503": "Nothing was done; try again",
}


class Documented(APIFlask):
    """An application whose document is made once, by whichever request comes first.

    APIFlask keeps what it is making in the application itself, where two requests would mix.
    """

    _making = threading.Lock()

    def _get_spec(
        self, spec_format: str | None = None, force_update: bool = False
    ) -> dict[Any, Any] | str:
        with self._making:
            return super()._get_spec(spec_format, force_update)


def register(app: APIFlask) -> None:
    """Correct the document when it is made."""
    app.config["AUTO_SERVERS"] = False
    app.config["DESCRIPTION"] = (
        "Requests for help, callbacks, calls and customers. Instants are ISO 8601; unknown fields "
        "are refused; errors are RFC 9457 problem documents."
    )
    app.spec_processor(_corrected)


def _corrected(spec: dict[Any, Any] | str) -> dict[Any, Any] | str:
    plain: dict[str, Any] = json.loads(_NESTED.sub(r'"#/components/schemas/\1"', json.dumps(spec)))
    schemas = plain["components"]["schemas"]
    # APIFlask names a model after each that holds it ("PlacedCallback.Ticket"): once is enough.
    named = {name.rpartition(".")[2]: schema for name, schema in schemas.items()}
    for unused in ("HTTPError", "ValidationError"):
        named.pop(unused, None)
    plain["components"]["schemas"] = {**named, **_problem_schemas()}
    for operations in plain["paths"].values():
        for operation in operations.values():
            _tell_parameters(operation)
            _tell_answers(operation)
            _tell_errors(operation)
    return plain


def _problem_schemas() -> dict[str, Any]:
    _, schema = models_json_schema(
        [(Problem, "serialization")], ref_template="#/components/schemas/{model}"
    )
    found: dict[str, Any] = schema["$defs"]
    return found


def _tell_parameters(operation: dict[str, Any]) -> None:
    """An address and a header have no null: what is not said is left out."""
    for parameter in operation.get("parameters", ()):
        schema = parameter["schema"]
        kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
        if len(kinds) == 1:
            del schema["anyOf"]
            schema.update(kinds[0])
        if "default" in schema and schema["default"] is None:
            del schema["default"]
        if parameter["in"] == "header":
            parameter["name"] = parameter["name"].title()


def _tell_answers(operation: dict[str, Any]) -> None:
    """Whatever goes well is answered with the same thing."""
    good = [one for code, one in operation["responses"].items() if code < "300"]
    said = [one["content"] for one in good if one["content"].get(JSON, {}).get("schema")]
    for one in good:
        one["content"] = said[0] if said else one["content"]


def _tell_errors(operation: dict[str, Any]) -> None:
    told = {code: one["description"] for code, one in operation["responses"].items()}
    own = {code: words for code, words in told.items() if code >= "400" and code not in _ALWAYS}
    for code, words in {**_ALWAYS, **own}.items():
        operation["responses"][code] = {
            "description": words,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    if "requestBody" in operation:
        operation["requestBody"]["required"] = True
