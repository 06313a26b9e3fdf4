"""Language of a message: in which one a recording is read, by the configuration and by the call.

Callers are greeted in Italian, so Italian is what nobody had to choose; another language was
chosen by its key, and so it is spoken.
"""

from rules.language.spoken import LANGUAGES


def language_to_read(configured: str | None, of_call: str | None) -> str | None:
    """In which language a message is read; None lets the model find it, as the configuration may."""
    chosen = of_call if of_call in LANGUAGES[1:] else None
    return None if configured is None else chosen or configured
