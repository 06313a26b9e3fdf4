"""Our public address: what every link that leaves us is made of.

A proxy need not tell under which name it was asked, and the documented one does not: of a request
alone the address would be that of this machine.
"""

from urllib.parse import urlsplit

from flask import request


def public_address(public_url: str | None, path: str) -> str:
    """The whole address of a path; without a public address of the configuration, the request's own."""
    return f"{(public_url or request.url_root).rstrip('/')}{path}"


def is_ours(host: str, public_url: str | None) -> bool:
    """Whether a host, with its port, is that of the request or our public one."""
    return host in {request.host, urlsplit(public_url or "").netloc or request.host}
