"""Requests that are sent twice and done once: by their Idempotency-Key, whatever they create."""

import hashlib
import json
import re
from collections.abc import Callable, Collection
from typing import Annotated

from flask import Response, jsonify
from pydantic import AfterValidator, BaseModel, Field
from sqlalchemy.orm import Session

from store.intake import idempotency
from store.intake.idempotency import Answer
from web.api.access import Caller
from web.api.fields import Body
from web.api.services import Services

__all__ = ["Answer", "Headers", "Once", "once", "reply"]

_KEY = "^[!-~]+$"


def _key(text: str) -> str:
    if not re.fullmatch(_KEY, text):
        raise ValueError("expected letters, digits and signs of ASCII without blanks")
    return text


class Headers(BaseModel):
    """What a request that creates something may bring in its headers."""

    idempotency_key: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=255,
            description="The same for each time that one request is sent: it is done once, and "
            "answered alike for two days.",
            examples=["cassa1-20261124-0007"],
            json_schema_extra={"pattern": _KEY},
        ),
        AfterValidator(_key),
    ] = None


class Once:
    """One request, as it is told from others: by whom, under which key, saying what.

    `about` is what is asked for; of ticket intake, whose keys are older, nothing is said.
    """

    def __init__(
        self,
        caller: Caller,
        headers: Headers,
        asked: Body,
        about: str = "",
        secrets: Collection[str] = (),
    ) -> None:
        self.caller, self.key = caller.key, headers.idempotency_key
        said = json.dumps(asked.model_dump(mode="json", exclude={*secrets}), sort_keys=True)
        self.digest = hashlib.sha256((about + said).encode(errors="surrogatepass")).hexdigest()


def once(session: Session, services: Services, asked: Once, act: Callable[[], Answer]) -> Answer:
    """The answer: a new one, or the one that was given under the key before."""
    if asked.key is None:
        return act()
    caller, key = asked.caller, asked.key
    now = services.now()
    before = idempotency.begin(session, caller=caller, key=key, digest=asked.digest, now=now)
    if before is not None:
        return before
    answer = act()
    idempotency.answered(session, caller=caller, key=key, answer=answer)
    return answer


def reply(answer: Answer, location: str | None = None) -> Response:
    """The answer as HTTP sends it."""
    response = jsonify(answer.body)
    response.status_code = answer.status
    if location is not None:
        response.headers["Location"] = location
    return response
