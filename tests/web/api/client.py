"""A program that speaks to the API."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from flask.testing import FlaskClient

from rules.callbacks.callback import Policy
from rules.callbacks.outbound_call import Policy as CallPolicy
from tests.clock import Clock

POLICY = Policy(2, (timedelta(minutes=10),))
CALLING = CallPolicy("+390455117067")


@dataclass
class Api:
    """A program that speaks to the API, with the token it was given."""

    client: FlaskClient
    token: str | None
    clock: Clock
    sessions: object
    headers: dict = field(default_factory=dict)

    def _call(self, method, path, **given):
        bearer = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        given["headers"] = {**bearer, **self.headers, **given.pop("headers", {})}
        return self.client.open(f"/api/v1{path}", method=method, **given)

    def get(self, path, **given):
        return self._call("GET", path, **given)

    def post(self, path, body=None, **given):
        return self._call("POST", path, json={} if body is None else body, **given)

    def patch(self, path, body, **given):
        return self._call("PATCH", path, json=body, **given)

    def delete(self, path, **given):
        return self._call("DELETE", path, **given)

    def put(self, path, body, **given):
        return self._call("PUT", path, json=body, **given)

    def opens(self, key=None, **said):
        """Open a ticket."""
        headers = {"Idempotency-Key": key} if key else {}
        return self.post("/tickets", {"message": "Non parte", **said}, headers=headers)

    def with_token(self, token):
        return replace(self, token=token)
