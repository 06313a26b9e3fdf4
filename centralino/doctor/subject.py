"""What is examined: the configuration, the time, and Twilio's side of it, asked once for all checks."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from centralino.config.loading import Reading
from centralino.config.settings import Settings
from centralino.runtime.clock import Clock
from centralino.wiring.twilio_account import account_api
from ivr.account.rest import AccountApi


@dataclass
class Subject:
    """One installation, at one time."""

    reading: Reading[Settings]
    now: Clock

    @property
    def settings(self) -> Settings:
        return self.reading.settings

    @cached_property
    def api(self) -> AccountApi:
        """Raises ConfigError where there is no account."""
        return account_api(self.settings)

    @cached_property
    def at(self) -> datetime:
        return self.now()
