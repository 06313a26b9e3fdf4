"""The group of config.yaml about the telephone company's account: what signs, and what asks."""

from typing import Self

from pydantic import model_validator

from centralino.config.field_types import AccountSid, BaseUrl, File, KeySid, Seconds, Secret
from centralino.config.sections import Section, contradiction


class Twilio(Section):
    """The telephone company's account."""

    account_sid: AccountSid | None = None
    """The account's SID."""
    auth_token: Secret | None = None
    """The account's auth token: from the environment or from a file."""
    auth_token_file: File | None = None
    """File that holds the auth token."""
    secondary_auth_token: Secret | None = None
    """A second token that is accepted while the first is being changed."""
    secondary_auth_token_file: File | None = None
    """File that holds the secondary auth token."""
    api_key_sid: KeySid | None = None
    """The SID of an API key, for REST requests."""
    api_key_secret: Secret | None = None
    """The API key's secret: from the environment or from a file."""
    api_key_secret_file: File | None = None
    """File that holds the API key's secret."""
    shared_key_secret: Secret | None = None
    """The secret of the shared key with which Twilio signs webhooks."""
    shared_key_secret_file: File | None = None
    """File that holds the shared key's secret."""
    secondary_shared_key_secret: Secret | None = None
    """A second shared key's secret, accepted while the first is being changed."""
    secondary_shared_key_secret_file: File | None = None
    """File that holds the second shared key's secret."""
    api_base_url: BaseUrl | None = None
    """Where REST requests go; null is Twilio's own address."""
    fallback_url: BaseUrl | None = None
    """A document kept at Twilio that takes messages while we are down; null is our own fallback."""
    timeout_seconds: Seconds = 10
    """How long one request to Twilio may take."""

    @property
    def token(self) -> str | None:
        """The account's auth token; an empty one is none."""
        return (self.auth_token and self.auth_token.get_secret_value()) or None

    @property
    def tokens(self) -> tuple[str, ...]:
        """The tokens that may sign webhooks, the account's own first."""
        given = (self.auth_token, self.secondary_auth_token)
        return tuple(token.get_secret_value() for token in given if token)

    @property
    def shared_keys(self) -> tuple[str, ...]:
        """The secrets of the shared keys that may sign webhooks."""
        given = (self.shared_key_secret, self.secondary_shared_key_secret)
        return tuple(secret.get_secret_value() for secret in given if secret)

    @property
    def credentials(self) -> tuple[tuple[str, str], ...]:
        """What REST requests are made with, as names and secrets; the first that Twilio takes."""
        pairs = [(str(self.account_sid), token) for token in self.tokens]
        if self.api_key_sid and self.api_key_secret:
            pairs.insert(0, (self.api_key_sid, self.api_key_secret.get_secret_value()))
        return tuple(pairs)

    @model_validator(mode="after")
    def _a_key_has_a_secret(self) -> Self:
        if self.api_key_sid and not self.api_key_secret:
            raise contradiction("the API key's secret, beside its SID", "api_key_secret")
        if self.api_key_secret and not self.api_key_sid:
            raise contradiction("the API key's SID, beside its secret", "api_key_sid")
        return self
