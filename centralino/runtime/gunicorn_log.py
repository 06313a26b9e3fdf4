"""Gunicorn's own lines, as lines of our log: JSON, masked, in the same file."""

import logging
from typing import Any

from gunicorn.glogging import Logger


class MaskedLog(Logger):  # type: ignore[misc]
    """Hands everything to the root logger, whose handler masks; gunicorn's would write it as it is."""

    def setup(self, cfg: Any) -> None:
        """Called by gunicorn when it starts, and again on SIGHUP."""
        self.loglevel = logging.getLevelNamesMapping()[cfg.loglevel.upper()]
        self.error_log.setLevel(self.loglevel)
        self.error_log.handlers.clear()
        self.error_log.propagate = True
        self.access_log.handlers.clear()  # our own lines tell of each request
