"""Wiring of the account's REST side, and how both lines should stand there."""

from centralino.config.errors import ConfigError
from centralino.config.settings import Settings
from ivr.account.rest import AccountApi
from ivr.account.webhooks import wanted


def account_api(settings: Settings) -> AccountApi:
    """The account at Twilio; raises ConfigError where account or token are not set."""
    if lacking := settings.lacking_to_serve():
        raise ConfigError(*lacking)
    told = settings.twilio
    return AccountApi(
        str(told.account_sid),
        told.credentials,
        str(told.api_base_url) if told.api_base_url else None,
        told.timeout_seconds,
    )


def wanted_webhooks(settings: Settings) -> dict[str, str]:
    """How the numbers should stand; raises ConfigError without an address of ours."""
    if settings.service.public_url is None:
        raise ConfigError(
            "service.public_url: expected the address at which Twilio reaches this service, found null"
        )
    fallback = settings.twilio.fallback_url
    return wanted(settings.service.public_url, str(fallback) if fallback else None)


def lines_of(settings: Settings) -> dict[str, str]:
    """Both lines' numbers, by line."""
    return {"weekday": settings.lines.weekday.number, "weekend": settings.lines.weekend.number}
