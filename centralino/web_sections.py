"""The groups of config.yaml about whoever comes with a browser: the server and the form."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, StrictInt

from centralino.field_types import Count, File, Folder, LongSecret, Text
from centralino.sections import Section


class Form(Section):
    """The customers' form, and the page of one's own request."""

    attachments_path: Annotated[Folder, Field(validate_default=True)] = Path("var/attachments")
    """Folder in which attachments are kept."""
    max_files: Annotated[StrictInt, Field(ge=1, le=20)] = 5
    """How many files one request may bring."""
    max_megabytes: Annotated[StrictInt, Field(ge=1, le=50)] = 8
    """How large one file may be."""
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
    """Requests answered at once."""
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
