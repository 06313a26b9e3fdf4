"""A technician's browser, as far as Flask's client is one."""

import re
from dataclasses import dataclass, field
from html import unescape

from flask.testing import FlaskClient

from rules.customer_messages import MessageChannel, Quiet
from store.messages.caps import Channels
from tests.builders import PASSWORD

CHANNELS = Channels(frozenset(MessageChannel), Quiet())


@dataclass
class Browser:
    """Somebody with a browser, as far as Flask's client is one."""

    client: FlaskClient
    address: str = "192.0.2.1"
    environ: dict[str, str] = field(default_factory=dict)  # whatever else a request says of itself

    @property
    def seen(self) -> dict[str, str]:
        return {"REMOTE_ADDR": self.address, **self.environ}

    def get(self, path: str, **kw):
        return self.client.get(path, environ_base=self.seen, **kw)

    def post(self, path: str, *, page: str = "/login", **typed):
        """Send what was typed, with the token of the page on which the form stands."""
        token = self.token(page)
        data = typed if token is None else {**typed, "csrf_token": token}
        return self.client.post(path, data=data, environ_base=self.seen)

    def token(self, page: str) -> str | None:
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get(page).text)
        return unescape(found.group(1)) if found else None

    def sign_in(self, name: str, password: str = PASSWORD, **more):
        return self.post("/login", nome=name, password=password, **more)
