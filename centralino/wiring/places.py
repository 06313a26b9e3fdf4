"""Places: the folders of customers' files, and what is kept beside the database and not in it."""

from pathlib import Path

from sqlalchemy import make_url

from centralino.config.settings import Settings
from store.privacy import erasure_list
from store.privacy.requests import Places


def places_of(settings: Settings) -> Places:
    """What an erasure deletes from, and where it is noted."""
    return Places(
        attachments=settings.form.attachments_path,
        recordings=settings.recordings.path,
        erasures=beside_database(settings) / erasure_list.NAME,
    )


def beside_database(settings: Settings) -> Path:
    """Beside an SQLite file; else where all machines look, beside the attachments."""
    url = make_url(settings.database.url)
    if url.get_backend_name() == "sqlite" and url.database:
        return Path(url.database).parent
    return settings.form.attachments_path.parent
