"""Regions and edges of Twilio's: where an account's requests are served, by the address they go to.

Twilio docs: Global infrastructure (regions US1, IE1, AU1; edge locations); REST addresses are
PRODUCT.EDGE.REGION.twilio.com, and PRODUCT.twilio.com is US1.
"""

from urllib.parse import urlsplit, urlunsplit

HOME = "us1"
REGIONS = frozenset({HOME, "ie1", "au1"})
EDGES = frozenset(
    {
        *("ashburn", "dublin", "frankfurt", "roaming", "sao-paulo"),
        *("singapore", "sydney", "tokyo", "umatilla"),
    }
)
_DOMAIN = ".twilio.com"


def is_twilios(base: str) -> bool:
    """Whether the address is Twilio's own, and no carrier's of this machine."""
    return (urlsplit(base).hostname or "").endswith(_DOMAIN)


def region_of(base: str) -> str:
    """The region that serves requests to this address; whoever stands in for Twilio is US1."""
    return _parts(base)[1] or HOME


def fault(base: str) -> str | None:
    """What is wrong with an address of Twilio's: a region or an edge that there is not."""
    edge, region = _parts(base)
    if region is not None and region not in REGIONS:
        return f"the region {region}"
    return f"the edge {edge}" if edge is not None and edge not in EDGES else None


def of_product(base: str, product: str) -> str:
    """Where another product of Twilio's is served, beside `api`; a stand-in serves all of them."""
    parts = urlsplit(base)
    host = parts.hostname or ""
    if not is_twilios(base) or not host.startswith("api."):
        return base
    return urlunsplit((parts.scheme, product + host.removeprefix("api"), "", "", ""))


def _parts(base: str) -> tuple[str | None, str | None]:
    """The edge and the region that an address names."""
    if not is_twilios(base):
        return None, None
    labels = (urlsplit(base).hostname or "").removesuffix(_DOMAIN).split(".")[1:]
    region = labels[-1] if labels else None
    return (labels[0] if len(labels) > 1 else None), region
