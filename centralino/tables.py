"""Brings the database up to date before the service works with it."""

from centralino.settings import Settings
from store import connect, upgrade


def prepare(settings: Settings) -> None:
    """Build the tables of a new database, or those that a newer version adds."""
    engine = connect(settings.database.url)
    upgrade(engine)
    engine.dispose()
