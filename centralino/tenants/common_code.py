"""Common code: templates and routes are compiled for the first firm that needs them, and serve all.

What is shared is code alone. Filters and globals are looked up in the environment of the application that
shows the page, and a route leads to a name, by which the application that was asked finds its own function:
with them goes all that a firm knows.
"""

from collections.abc import MutableMapping
from types import CodeType
from typing import Any

from flask import Flask
from jinja2 import BaseLoader, Environment, Template
from werkzeug.routing import Map

_maps: dict[tuple[str, frozenset[tuple[str, str, frozenset[str]]]], Map] = {}
_compiled: dict[tuple[str, str, str], CodeType] = {}  # by application, name and source


class OnceCompiled(BaseLoader):
    """What another loader finds, compiled once for each kind of application."""

    def __init__(self, kind: str, found_by: BaseLoader) -> None:
        self._kind, self._found_by = kind, found_by

    def load(
        self,
        environment: Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        """Called by Jinja for a template that this environment has not shown yet."""
        source, filename, is_new = self._found_by.get_source(environment, name)
        about = (self._kind, name, source)
        if about not in _compiled:
            _compiled[about] = environment.compile(source, name, filename)
        return environment.template_class.from_code(
            environment, _compiled[about], dict(globals or {}), is_new
        )


def share(app: Flask) -> Flask:
    """The application, with the templates and routes of those that are like it."""
    app.url_map = _maps.setdefault((app.name, _routes(app.url_map)), app.url_map)
    if app.jinja_loader is not None and (loader := app.jinja_env.loader) is not None:
        app.jinja_env.loader = OnceCompiled(app.name, loader)
    return app


def _routes(known: Map) -> frozenset[tuple[str, str, frozenset[str]]]:
    """All that two maps have in common which lead everybody alike."""
    return frozenset(
        (rule.rule, rule.endpoint, frozenset(rule.methods or ())) for rule in known.iter_rules()
    )
