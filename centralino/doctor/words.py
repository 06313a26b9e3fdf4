"""Words of findings: what was seen and what mends it, in English or Italian."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from centralino.doctor.findings import Finding
from rules.language.jobs import WORKS

FILE = Path(__file__).with_name("words.yaml")
LANGUAGES = ("en", "it")
_TIME = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)( \d\d:\d\d)\b")


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
    facts = {name: _fact(value, language) for name, value in finding.facts.items()}
    mend = words.get(f"mend_{language}") or words.get("mend") or ""
    return Told(
        finding,
        check=table()["checks"][finding.check][language],
        told=words[language].format(**facts),
        mend=mend.format(**finding.facts),
    )


def _fact(value: object, language: str) -> object:
    """The names of our own parts, and times, as they are written in that language."""
    if language == "en" or not isinstance(value, str):
        return value
    named = table()["names"].get(value) or WORKS.get(value)
    return named or _TIME.sub(r"\3/\2/\1\4", value)


@cache
def table() -> Mapping[str, Any]:
    """The whole of words.yaml."""
    found: Mapping[str, Any] = YAML(typ="safe").load(FILE.read_text(encoding="utf-8"))
    return found
