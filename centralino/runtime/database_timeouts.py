"""Database timeouts: a statement answers or fails within seconds, since a caller waits on the line.

The addresses that we give to Twilio allow 4 s for an answer; the sentence that is spoken when the
database fails must still fit into them.
"""

from typing import Any

from sqlalchemy import Engine, event

WAIT_MS = 2500


def limit_waits(engine: Engine, wait_ms: int = WAIT_MS) -> None:
    """Limit how long a new connection of the engine waits for a lock, or for its server."""

    def sqlite(_dialect: object, _record: object, _args: object, given: dict[str, Any]) -> None:
        given["timeout"] = wait_ms / 1000

    def postgresql(_dialect: object, _record: object, _args: object, given: dict[str, Any]) -> None:
        # In the options and not by SET, which a rollback would undo.
        limits = f"-c lock_timeout={wait_ms} -c statement_timeout={wait_ms}"
        given["options"] = f"{given.get('options', '')} {limits}".strip()
        given.setdefault("connect_timeout", 2)  # libpq takes no less
        given.setdefault("tcp_user_timeout", wait_ms)  # a server that is gone without a word

    event.listen(engine, "do_connect", sqlite if engine.dialect.name == "sqlite" else postgresql)
