"""What of a ticket hangs on the configuration, for commands that print tickets as the API does."""

from centralino.config.settings import Settings
from store.views.as_json.ticket_json import Configured


def configured_of(settings: Settings) -> Configured:
    """The terms, and how soon customers are rung."""
    return Configured(settings.terms(), settings.response_times())
