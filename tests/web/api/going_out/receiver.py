"""A program that receives webhooks: a real HTTP server, which answers as a test wants."""

from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Flask, request
from werkzeug.datastructures import Headers

from tests.serving import serving


@dataclass
class Receiver:
    """What came, and what is answered: statuses in their turn, the last one from then on."""

    url: str = ""
    answers: list = field(default_factory=lambda: [204])
    headers: dict = field(default_factory=dict)
    came: list[tuple[Headers, bytes]] = field(default_factory=list)

    def answer(self):
        """Keep what came."""
        self.came.append((request.headers, request.get_data()))
        status = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return "", status, self.headers


@contextmanager
def receiving():
    """A receiver, for as long as a test needs it."""
    app, receiver = Flask("receiver"), Receiver()
    app.add_url_rule("/hook", view_func=receiver.answer, methods=["POST"])
    with serving(app) as address:
        receiver.url = f"{address}/hook"
        yield receiver
