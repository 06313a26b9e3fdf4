"""Identity provider (single sign-on): OpenID Connect, authorization code with PKCE.

Authlib does the protocol: discovery, state and nonce bound to the browser's session, PKCE, and the
checks of the ID token (OpenID Connect Core 1.0, 3.1.3.7). Its code is loaded only where a provider
is configured.
"""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import requests
from flask.typing import ResponseReturnValue

from rules.email_addresses import compared, plain_domain
from rules.errors import CentralinoError

if TYPE_CHECKING:
    pass

# Signed with the provider's private key: none that anybody who knows our secret could make.
ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384"})
SECONDS = 4.0  # for each of the provider's answers
AT_ONCE = 2  # threads that may wait for the provider; the others are for callers and colleagues
_waiting = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True)
class Provider:
    """What config.yaml says of the provider."""

    issuer: str
    client_id: str
    client_secret: str | None
    button: str
    domains: frozenset[str] = frozenset()  # of e-mail addresses; empty allows any that is known
    trust_email: bool = False  # though the provider does not say that it verified it


@dataclass(frozen=True)
class Identity:
    """Who signed in there: the e-mail address, and by what the provider knows the person."""

    email: str
    subject: str  # of 64 characters; never the same at two providers


class Refused(CentralinoError):
    """Nobody can be let in by this answer; the words are for whoever wanted to, in Italian."""

    def __init__(self, why: str, words: str, status: int = 401) -> None:
        super().__init__(why)
        self.words, self.status = words, status


AWAY = "Il servizio con cui entri non risponde: riprova, o entra con nome e password."
DENIED = "L'accesso è stato annullato."
STALE = "L'accesso è rimasto a metà troppo a lungo, o è di un'altra finestra: riprova."
INVALID = "La risposta del servizio con cui entri non è valida: riprova."
UNVERIFIED = "L'indirizzo e-mail non risulta verificato dal servizio con cui entri."
OUTSIDE = "Questo indirizzo non è dell'azienda: esci da quel servizio ed entra con quello giusto."


class Client:
    """The provider, as we talk with it."""

    def __init__(self, provider: Provider) -> None:
        from authlib.integrations.flask_client import FlaskIntegration, FlaskOAuth2App  # noqa: PLC0415

        self._provider = provider
        self._app: FlaskOAuth2App = FlaskOAuth2App(
            FlaskIntegration("provider"),
            "provider",
            client_id=provider.client_id,
            client_secret=provider.client_secret,
            server_metadata_url=f"{provider.issuer}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid email",
                "code_challenge_method": "S256",
                "default_timeout": SECONDS,
            },
        )

    def send(self, back: str) -> ResponseReturnValue:
        """To the provider, and from there back to the address; raises Refused."""
        with self._asking():
            self._check_metadata()
            return self._app.authorize_redirect(back)

    def receive(self) -> Identity:
        """Whom the provider sends back, in the request that is being answered; raises Refused."""
        with self._asking():
            self._check_metadata()
            token = self._app.authorize_access_token()
            told = dict(token.get("userinfo") or {})
            if not told.get("sub"):
                raise Refused("no ID token", INVALID)
            if "email" not in told and self._app.server_metadata.get("userinfo_endpoint"):
                more = dict(self._app.userinfo(token=token))
                if more.get("sub") != told["sub"]:
                    raise Refused("another subject at userinfo", INVALID)
                told = more | told
        return self._identity(told)

    def _identity(self, told: dict[str, Any]) -> Identity:
        email = told.get("email")
        if not isinstance(email, str) or not (told.get("email_verified") is True or self._trusts):
            raise Refused("e-mail not verified", UNVERIFIED)
        email = compared(email) or email.strip().lower()
        domain = email.rpartition("@")[2]
        if self._provider.domains and domain not in map(plain_domain, self._provider.domains):
            raise Refused("another domain", OUTSIDE)
        known = f"{self._provider.issuer} {told['sub']}"
        return Identity(email, hashlib.sha256(known.encode()).hexdigest())

    @property
    def _trusts(self) -> bool:
        return self._provider.trust_email

    def _check_metadata(self) -> None:
        """What the provider says of itself, once: that it is the one, and how it signs."""
        told = self._app.load_server_metadata()
        if str(told.get("issuer", "")).rstrip("/") != self._provider.issuer:
            self._forget()
            raise Refused("another issuer", INVALID)
        offered = told.get("id_token_signing_alg_values_supported") or ["RS256"]
        told["id_token_signing_alg_values_supported"] = [
            name for name in offered if name in ALGORITHMS
        ]

    def _forget(self) -> None:
        self._app.server_metadata.clear()

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """One of the few that may wait; whatever goes wrong is a Refused."""
        from authlib.common.errors import AuthlibBaseError  # noqa: PLC0415 - loaded with Authlib
        from authlib.integrations.base_client import MismatchingStateError, OAuthError  # noqa: PLC0415
        from joserfc.errors import JoseError  # noqa: PLC0415

        if not _waiting.acquire(blocking=False):
            raise Refused("too many at once", AWAY, 503)
        try:
            yield
        except requests.RequestException as error:
            raise Refused(type(error).__name__, AWAY, 503) from error
        except MismatchingStateError as error:
            raise Refused("wrong state", STALE, 400) from error
        except OAuthError as error:
            denied = error.error == "access_denied"
            raise Refused(
                "denied" if denied else "refused", DENIED if denied else INVALID
            ) from error
        except (AuthlibBaseError, JoseError) as error:
            raise Refused(type(error).__name__, INVALID) from error
        except (ValueError, KeyError, TypeError, RuntimeError) as error:
            # an answer that is no JSON, or without what the protocol asks for
            raise Refused(type(error).__name__, INVALID) from error
        finally:
            _waiting.release()
