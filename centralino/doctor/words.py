"""Words of findings: what was seen and what mends it, in English or Italian."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from centralino.doctor.findings import Finding

FILE = Path(__file__).with_name("words.yaml")
LANGUAGES = ("en", "it")


@dataclass(frozen=True)
class Told:
    """A finding in words; `mend` is empty where nothing is to be mended."""

    finding: Finding
    check: str
    told: str
    mend: str


def in_words(finding: Finding, language: str = "en") -> Told:
    """What it means, for people."""
    words = table()["findings"][finding.code]
    mend = words.get(f"mend_{language}") or words.get("mend") or ""
    return Told(
        finding,
        check=table()["checks"][finding.check][language],
        told=words[language].format(**finding.facts),
        mend=mend.format(**finding.facts),
    )


@cache
def table() -> Mapping[str, Any]:
    """The whole of words.yaml."""
    found: Mapping[str, Any] = YAML(typ="safe").load(FILE.read_text(encoding="utf-8"))
    return found
