"""REST errors as Twilio words them: JSON for .json addresses, XML for the others.

Twilio docs: Twilio's Response; Error and Warning Dictionary.
"""

import json
from xml.sax.saxutils import escape

from flask import Response

DOCS = "https://www.twilio.com/docs/errors/"


class Refused(Exception):
    """A request that is answered with an error."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


def not_found(path: str) -> Refused:
    return Refused(404, 20404, f"The requested resource {path} was not found")


def invalid(code: int, message: str) -> Refused:
    return Refused(400, code, message)


def answer(error: Refused, *, as_json: bool) -> Response:
    more = f"{DOCS}{error.code}"
    if not as_json:
        text = (
            '<?xml version="1.0" encoding="UTF-8"?>\n<TwilioResponse><RestException>'
            f"<Code>{error.code}</Code><Message>{escape(error.message)}</Message>"
            f"<MoreInfo>{more}</MoreInfo><Status>{error.status}</Status>"
            "</RestException></TwilioResponse>"
        )
        return Response(text, error.status, content_type="application/xml")
    body = {
        "code": error.code,
        "message": error.message,
        "more_info": more,
        "status": error.status,
    }
    if error.status == 401:
        body["detail"] = ""
    return Response(json.dumps(body), error.status, content_type="application/json")
