"""The REST side: the handful of Twilio's endpoints that a desk uses, for the unmodified client.

`client.api.base_url = base_url` leads the twilio client here; recordings are downloaded from the
same address with HTTP Basic.
"""

import hmac
import json
import time

from flask import Blueprint, Flask, Response, request

from simulator.rest import account as about_account
from simulator.rest import calls, messages, numbers, recordings
from simulator.rest.errors import Refused, answer, not_found
from simulator.state import faults
from simulator.state.exchange import API_VERSION, Exchange

REALM = 'Basic realm="Twilio API"'


def create_api(exchange: Exchange) -> Flask:
    """The application; it needs nothing but the carrier's books."""
    app = Flask("simulator.rest.api", static_folder=None)
    prefix = f"/{API_VERSION}/Accounts/{exchange.account_sid}"
    account = Blueprint("account", __name__, url_prefix=prefix)
    for module in (recordings, calls, messages, numbers, about_account):
        module.add_routes(account, exchange)
    app.register_blueprint(account)
    about_account.add_other_products(app, exchange)

    @app.get(f"{prefix}.json")
    def fetch_account() -> Response:
        return Response(
            json.dumps(about_account.account_json(exchange)), content_type="application/json"
        )

    @app.before_request
    def check() -> Response | None:
        _note_unknown_route()
        return _fault(exchange) or _unauthorised(exchange)

    @app.errorhandler(Refused)
    def refused(error: Refused) -> Response:
        return answer(error, as_json=_wants_json())

    @app.errorhandler(404)
    def missing(_: Exception) -> Response:
        return answer(not_found(request.path), as_json=_wants_json())

    @app.errorhandler(405)
    def wrong_method(_: Exception) -> Response:
        error = Refused(405, 20004, f"{request.method} is not allowed here")
        return answer(error, as_json=_wants_json())

    @app.after_request
    def sign(response: Response) -> Response:
        if exchange.faults.strike(faults.LoseAnswer, request.method, request.path):
            response = Response("<h1>Bad gateway</h1>", 502, content_type="text/html")
        response.headers["Twilio-Request-Id"] = exchange.sids.new("RQ")
        response.headers["X-Home-Region"] = "us1"
        response.headers["X-API-Domain"] = "api.twilio.com"
        return response

    return app


def _wants_json() -> bool:
    return request.path.endswith(".json")


def _note_unknown_route() -> None:
    """A wrong password is told before a wrong path, so the path is looked at later."""
    request.routing_exception, found = None, request.routing_exception
    request.environ["simulator.routing_exception"] = found


def _unauthorised(exchange: Exchange) -> Response | None:
    login = request.authorization
    given = (login.username or "", login.password or "") if login else ("", "")
    known = {exchange.account_sid: exchange.auth_token, **exchange.api_keys}
    secret = known.get(given[0], "")
    if secret and hmac.compare_digest(secret.encode(), given[1].encode()):
        if error := request.environ["simulator.routing_exception"]:
            raise error
        return None
    response = answer(Refused(401, 20003, "Authenticate"), as_json=_wants_json())
    response.headers["WWW-Authenticate"] = REALM
    return response


def _fault(exchange: Exchange) -> Response | None:
    """What was ordered to go wrong with this request."""
    if slow := exchange.faults.strike(faults.Hang, request.method, request.path):
        time.sleep(slow.seconds)
    found = exchange.faults.strike(faults.RestStatus, request.method, request.path)
    if found is None:
        return None
    code = {429: 20429, 401: 20003, 403: 20003, 404: 20404}.get(found.status, 20500)
    message = (
        "Too Many Requests" if found.status == 429 else "An internal server error has occurred"
    )
    response = answer(Refused(found.status, code, message), as_json=_wants_json())
    if found.body is not None:
        response = Response(found.body, found.status, content_type="text/html")
    if found.retry_after is not None:
        response.headers["Retry-After"] = str(found.retry_after)
    return response
