"""Addresses of services that notify: written so that everybody reads the same machine in them.

A password may hold `@`, `#`, `/` or `?`, and is typed as it is; Apprise then takes another host for the
service's, or none and its own public server. Signs that can only be the password's are written in
percent, as https://appriseit.com asks; where one could part the address, it is refused.
"""

import re
from urllib.parse import parse_qs, quote, urlsplit

from rules.errors import BadInput

# Services whose host is a machine, and no secret.
MACHINES = frozenset(
    {"ntfy", "ntfys", "gotify", "gotifys", "mailto", "mailtos", "workflow", "workflows"}
    | {"json", "jsons", "xml", "xmls"}
)
_NTFY, _PUBLIC_NTFY = frozenset({"ntfy", "ntfys"}), "ntfy.sh"
_HOST = re.compile(
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?"
)
_KEPT = "!$&'()*+=~._-"
_ENCODED = re.compile(r"%(?![0-9A-Fa-f]{2})")


def safely_written(url: str) -> str:
    """The address with its user and password in percent; raises BadInput for one of two meanings."""
    scheme, _, rest = url.partition("://")
    end = re.search(r"[/?#]", rest)
    before, after = (rest[: end.start()], rest[end.start() :]) if end else (rest, "")
    user, at, host = before.rpartition("@")
    if scheme.lower() in MACHINES and not _HOST.fullmatch(host):
        raise _unclear()
    if after.startswith("#") or _hides_a_password(after, has_user=bool(at)):
        raise _unclear()
    if not at:
        return url
    name, colon, password = user.partition(":")
    return f"{scheme}://{_in_percent(name)}{colon}{_in_percent(password)}@{host}{after}"


def machine(url: str) -> str | None:
    """The host to which a notice goes; None where that is the service's own affair."""
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    # Apprise reads "?SMTP=" and "?smtp%20=" as smtp.
    wanted = {name.strip().lower(): given for name, given in parse_qs(parts.query).items()}
    if scheme not in MACHINES:
        return None
    if scheme in _NTFY:  # a topic alone, and it goes to the public server
        mode = wanted.get("mode", [""])[-1].strip().lower()
        has_topic = bool(parts.path.strip("/")) or "to" in wanted
        return _PUBLIC_NTFY if mode == "cloud" or not (mode or has_topic) else parts.hostname
    return wanted.get("smtp", [""])[-1].strip() or parts.hostname


def _hides_a_password(after: str, *, has_user: bool) -> bool:
    """Whether what stands behind the host may be the end of a password, with the true host behind it.

    Topics may begin with @, and an e-mail's receivers have one, but then somebody signs in before.
    """
    path, _, query = after.partition("?")
    inside = any("@" in part[1:] for part in path.split("/"))
    return (inside and not has_user) or "@" in query.partition("=")[0]


def _in_percent(text: str) -> str:
    return quote(_ENCODED.sub("%25", text), safe=_KEPT + "%")


def _unclear() -> BadInput:
    return BadInput(
        "expected one host in the address; signs such as @ # / ? in a password are written in percent "
        "(%40 %23 %2F %3F)",
        "way_unclear",
    )
