"""What a command tells of each firm: as it always was where there is one, else under each one's name."""

from collections.abc import Mapping
from typing import Any

from centralino.tenants.installation import Firm


def named(firm: Firm, text: str) -> str:
    """A line for people's eyes."""
    return text if firm.name is None else f"{firm.name}: {text}"


def by_firm(told: Mapping[str | None, Any]) -> Any:
    """One document for programs: the only firm's, or all of them by their names."""
    return told.get(None, {"tenants": told})
