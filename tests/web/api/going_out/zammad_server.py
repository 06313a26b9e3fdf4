"""A Zammad as its documentation describes it: tickets, articles, search, tokens; real HTTP."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, jsonify, request

from tests.serving import serving

TOKEN = "a-token-of-zammad"
STATES = {"new": 1, "open": 2, "closed": 4}
PRIORITIES = {"1 low": 1, "2 normal": 2, "3 high": 3}


@dataclass
class ZammadServer:
    """Its tickets and articles; `faults` are statuses that come instead of answers, in their turn.

    With `loses_answers` it does what is asked, and then answers 502.
    """

    tickets: list[dict[str, Any]] = field(default_factory=list)
    articles: list[dict[str, Any]] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    faults: list[int] = field(default_factory=list)
    loses_answers: int = 0
    url: str = ""

    def app(self) -> Flask:
        """What serves it."""
        app = Flask("zammad")
        app.before_request(self._refused)
        app.after_request(self._lost)
        app.add_url_rule("/api/v1/tickets", view_func=self.create, methods=["POST"])
        app.add_url_rule("/api/v1/tickets/search", view_func=self.search)
        app.add_url_rule("/api/v1/tickets/<int:number>", view_func=self.update, methods=["PUT"])
        path = "/api/v1/ticket_articles/by_ticket/<int:number>"
        app.add_url_rule(path, view_func=self.articles_of)
        return app

    def _refused(self):
        self.asked.append((request.method, request.path))
        if request.headers.get("Authorization") != f"Token token={TOKEN}":
            return {"error": "Invalid BasicAuth credentials"}, 401
        if self.faults:
            status = self.faults.pop(0)
            return {"error": "no", "error_human": "Invalid value for group"}, status
        return None

    def _lost(self, answer):
        if request.method in {"POST", "PUT"} and self.loses_answers and answer.status_code < 300:
            self.loses_answers -= 1
            answer.status_code = 502
        return answer

    def create(self):
        """POST /api/v1/tickets"""
        told = request.get_json()
        article = told["article"]
        assert set(told) >= {"title", "group", "customer_id", "article"}
        assert told["customer_id"].startswith("guess:")
        number = len(self.tickets) + 1
        self.tickets.append(
            {
                "id": number,
                "number": f"{22000 + number}",
                "title": told["title"],
                "group": told["group"],
                "customer": told["customer_id"].removeprefix("guess:"),
                "state_id": STATES[told["state"]],
                "priority_id": PRIORITIES[told["priority"]],
                "created_at": "2026-11-24T09:00:00.000Z",
            }
        )
        self._add(number, article)
        return jsonify(self.tickets[-1]), 201

    def update(self, number):
        """PUT /api/v1/tickets/{id}"""
        ticket, told = self.tickets[number - 1], request.get_json()
        ticket["title"] = told.get("title", ticket["title"])
        ticket["state_id"] = STATES.get(told.get("state"), ticket["state_id"])
        ticket["priority_id"] = PRIORITIES.get(told.get("priority"), ticket["priority_id"])
        if "article" in told:
            self._add(number, told["article"])
        return jsonify(ticket)

    def search(self):
        """GET /api/v1/tickets/search?query=...&expand=true"""
        assert request.args["expand"] == "true"
        words = request.args["query"].removeprefix("title:").strip('"')
        return jsonify([one for one in self.tickets if words in one["title"]])

    def articles_of(self, number):
        """GET /api/v1/ticket_articles/by_ticket/{id}"""
        return jsonify([one for one in self.articles if one["ticket_id"] == number])

    def _add(self, number, article):
        assert set(article) >= {"subject", "body", "type", "internal"}
        self.articles.append({**article, "ticket_id": number, "id": len(self.articles) + 1})


@contextmanager
def zammad():
    """One for as long as a test needs it."""
    server = ZammadServer()
    with serving(server.app()) as server.url:
        yield server
