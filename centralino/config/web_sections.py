"""The groups of config.yaml about whoever comes with a browser: the server and the form."""

import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
    model_validator,
)

from centralino.config.field_types import (
    Count,
    Expected,
    File,
    Folder,
    LongSecret,
    Secret,
    Text,
)
from centralino.config.sections import Section, contradiction
from rules.client_address import is_this_machine


class Form(Section):
    """The customers' form, and the page of one's own request."""

    attachments_path: Annotated[Folder, Field(validate_default=True)] = Path("var/attachments")
    """Folder in which attachments are kept."""
    max_files: Annotated[StrictInt, Field(ge=1, le=20)] = 5
    """How many files one request may bring."""
    max_megabytes: Annotated[StrictInt, Field(ge=1, le=50)] = 8
    """How large one file may be."""
    most_megabytes_a_day: Annotated[StrictInt, Field(ge=1, le=1_000_000)] = 500
    """How much all files of all requests come to in 24 hours, at most."""
    per_hour: Annotated[StrictInt, Field(ge=1, le=10_000)] = 20
    """How many requests one address may send in an hour."""
    link_days: Annotated[StrictInt, Field(ge=1, le=3650)] = 180
    """After how many days the link of a request that is over opens nothing."""


class Web(Section):
    """The web server."""

    host: Text = "127.0.0.1"
    """Address to listen on."""
    port: Annotated[StrictInt, Field(ge=1, le=65535)] = 8000
    """Port to listen on."""
    threads: Annotated[Count, Field(le=64)] = 8
    """Requests of callers answered at once; all others have half as many more."""
    proxies: Annotated[StrictInt, Field(ge=0, le=5)] = 0
    """How many proxies before the service add to X-Forwarded-For."""
    secret_key: LongSecret | None = None
    """Signs cookies and customers' links: from the environment or from a file."""
    secret_key_file: File | None = None
    """File that holds the secret key."""
    metrics_token: LongSecret | None = None
    """Bearer token of whoever reads /metrics: from the environment or from a file."""
    metrics_token_file: File | None = None
    """File that holds the metrics token."""


def _issuer(text: str) -> str:
    parts = urlsplit(text)
    secure = parts.scheme == "https" or (
        parts.scheme == "http" and is_this_machine(parts.hostname or "")
    )
    if not secure or not parts.hostname or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError
    return text.rstrip("/")


Issuer = Annotated[
    str,
    AfterValidator(_issuer),
    Expected("an issuer's address such as https://accounts.google.com"),
]
Domain = Annotated[
    str,
    StringConstraints(pattern=re.compile(r"^(?=[a-z0-9.-]{3,253}\Z)[a-z0-9-]+(\.[a-z0-9-]+)+\Z")),
    Expected("a domain in small letters, such as leotron.com"),
]


class SignIn(Section):
    """Signing in to the console through a provider of identities (OpenID Connect)."""

    issuer: Issuer | None = None
    """The provider's address; null leaves names and passwords alone."""
    client_id: Text | None = None
    """By what the provider knows us."""
    client_secret: Secret | None = None
    """Our secret there: from the environment or from a file."""
    client_secret_file: File | None = None
    """File that holds the secret."""
    button: Annotated[Text, Field(max_length=60)] = "Entra con l'account aziendale"
    """What the button says."""
    domains: tuple[Domain, ...] = ()
    """Domains of e-mail addresses that may come in; empty for any that a user has."""
    trust_email: StrictBool = False
    """Whether to take the provider's address as verified though it does not say so."""
    passwords: StrictBool = True
    """Whether technicians with an identity may use their password too; supervisors always may."""
    second_factor: Literal["nobody", "supervisors", "everybody"] = "nobody"
    """Who has to use a code of an app beside the password; whoever wants may, in any case."""

    @model_validator(mode="after")
    def _whole(self) -> "SignIn":
        if self.issuer and not self.client_id:
            raise contradiction("the client's id, since there is an issuer", "client_id")
        return self
