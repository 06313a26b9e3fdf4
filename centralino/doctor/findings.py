"""Findings: what a check saw, as a code with its facts; words stand in words.yaml."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class State(StrEnum):
    OK = "ok"
    DOUBT = "doubt"  # it works, and is most likely not meant so
    FAULT = "fault"  # something does not work, or soon will not
    SKIPPED = "skipped"  # not looked at, and why


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    state: State
    code: str  # "number.not_owned": the check and what it saw
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def check(self) -> str:
        return self.code.partition(".")[0]


def ok(code: str, **facts: object) -> Finding:
    return Finding(State.OK, code, facts)


def doubt(code: str, **facts: object) -> Finding:
    return Finding(State.DOUBT, code, facts)


def fault(code: str, **facts: object) -> Finding:
    return Finding(State.FAULT, code, facts)


def skipped(code: str, **facts: object) -> Finding:
    return Finding(State.SKIPPED, code, facts)
