"""Every route has its rule, and keeps it."""

import pytest
from flask import Flask

from rules.errors import BadInput
from web.console.pages import Pages, Who, guard

# What anyone may see, or who has the address.
OPEN = {"static", "sign_in.sign_in", "provider.there", "provider.back", "rota.feed"}


def addresses(console: Flask):
    """Each route with an address and a method that it answers."""
    for rule in console.url_map.iter_rules():
        path = rule.rule
        for name in rule.arguments:
            for kind in ("id:", "int:", "string:", "path:", ""):
                path = path.replace(f"<{kind}{name}>", "1")
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule.endpoint, method, path


def test_whoever_is_not_signed_in_sees_the_entrance_and_nothing_else(console, stranger):
    console.config["WTF_CSRF_ENABLED"] = False
    tried = [row for row in addresses(console) if row[0] not in OPEN]
    assert len(tried) > 5
    for endpoint, method, path in tried:
        answer = stranger.client.open(path, method=method)
        assert (endpoint, answer.status_code) == (endpoint, 303)
        assert answer.location.startswith("/login")


def test_an_application_with_a_route_without_a_rule_cannot_be_made():
    part = Pages("somewhere")
    part.add_url_rule("/console/aperta", "open", lambda: "everything")
    with pytest.raises(BadInput, match=r"expected a rule for each route, .* somewhere\.open"):
        guard(Flask(__name__), [part])


def test_a_page_for_supervisors_is_not_for_technicians(services, sessions, console, browser_of):
    browser = browser_of("anna")
    boss = browser_of("carla")
    for endpoint, rule in console.extensions["rules"].items():
        if rule is not Who.SUPERVISOR:
            continue
        for name, method, path in addresses(console):
            if name == endpoint and method == "GET":
                assert browser.get(path).status_code == 403
                assert boss.get(path).status_code != 403
