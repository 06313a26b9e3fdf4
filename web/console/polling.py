"""Polling: pages keep themselves fresh by asking every few seconds; no request is held open.

An event stream would hold one of the web server's threads for each open console, and callers'
webhooks need them; a question of which the answer is known costs a few milliseconds.
"""

import hashlib

from flask import Response, make_response, request
from flask_wtf.csrf import generate_csrf

KNOWN = "versione"


def unless_known(part: str) -> Response:
    """The part with its version, or 204 where the browser shows it already."""
    # The forms' token is another each time, and no news.
    version = hashlib.sha256(part.replace(generate_csrf(), "").encode()).hexdigest()[:16]
    if request.args.get(KNOWN) == version:
        return make_response("", 204)
    answer = make_response(part)
    answer.headers["X-Versione"] = version
    return answer
