"""The OpenAPI document, where APIFlask's own does not say what is so."""

import json
import re
import threading
from collections.abc import Mapping
from typing import Any

from apiflask import APIFlask
from pydantic.json_schema import models_json_schema

from web.api.errors import MEDIA_TYPE
from web.api.examples import show
from web.api.schemas import Problem

JSON = "application/json"
_NESTED = re.compile(r'"#/components/schemas/\w+\.(\w+)"')

# What stands in addresses, and may look like.
IN_PATHS: Mapping[str, tuple[str, object]] = {
    "ticket_id": ("The ticket's id.", 1001),
    "attachment_id": ("The file's id, as the ticket names it.", 3),
    "callback_id": ("The callback's id.", 501),
    "call_sid": ("The call's SID.", "CA00000000000000000000000000000001"),
    "recording_sid": ("The recording's SID.", "RE00000000000000000000000000000001"),
    "entry_id": ("The entry's id, as the ticket's work names it.", 31),
    "fact": ("The fact's name.", "supported"),
    "code": ("The customer's code.", "L1042"),
    "quote_id": ("The quote's id.", 12),
    "name": ("The user's name.", "anna"),
    "shift_id": ("The shift's id.", 9),
    "endpoint_id": ("The receiver's id.", 1),
    "delivery_id": ("The delivery's id.", 44),
}
NEXT: Mapping[str, Any] = {
    "description": 'The next page: `</api/v1/tickets?before=901>; rel="next"`. Not there on the last.',
    "schema": {"type": "string"},
}

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
        "Requests for help, callbacks, calls, customers, users and the rota. Instants are ISO 8601; "
        "unknown fields are refused; errors are RFC 9457 problem documents. A list that goes on names "
        'its next page in a Link header, `rel="next"`. What creates something takes an '
        "Idempotency-Key: sent again with the same body it is done once, and answered alike."
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
    for path, operations in plain["paths"].items():
        for operation in operations.values():
            operation["tags"] = [path.split("/")[3].capitalize()]
            _tell_parameters(operation)
            _tell_answers(operation)
            _tell_errors(operation)
            _tell_next_page(operation)
    show(plain["components"]["schemas"])
    plain.pop("tags", None)
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
        if parameter["in"] == "path":
            words, example = IN_PATHS[parameter["name"]]
            parameter |= {"description": words, "example": example}
        if "description" in schema:
            parameter["description"] = schema.pop("description")
        if "examples" in schema:
            parameter["example"] = schema.pop("examples")[0]
        kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
        if len(kinds) == 1:
            del schema["anyOf"]
            schema.update(kinds[0])
        if "default" in schema and schema["default"] is None:
            del schema["default"]
        if parameter["in"] == "header":
            parameter["name"] = parameter["name"].title()


def _tell_next_page(operation: dict[str, Any]) -> None:
    """A list that is asked for page by page names the next one."""
    asked = {parameter["name"] for parameter in operation.get("parameters", ())}
    if "limit" in asked:
        operation["responses"]["200"]["headers"] = {"Link": NEXT}


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
