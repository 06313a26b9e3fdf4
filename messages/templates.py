"""Templates of customer messages, by key and language: all are checked before any is sent."""

import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from rules.customer_messages import CustomerMessage, segments
from rules.errors import BadInput
from rules.language.spoken import LANGUAGES

PACKAGED = Path(__file__).parent / "messages.yaml"
MOST_SEGMENTS = 2
_PARTS = ("sms", "subject", "body")
_IN_SUBJECT = frozenset({"number"})

# What each message is filled in with, by its key.
Placeholders = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Templates:
    """Every message in every language."""

    templates: Mapping[str, Mapping[str, CustomerMessage]]

    def of(self, key: str, language: str | None, values: Mapping[str, str]) -> CustomerMessage:
        """The message filled in; in Italian where we have no words in the language."""
        words = self.templates[key].get(language or "it", self.templates[key]["it"])
        return CustomerMessage(
            *(getattr(words, part).format_map(values).strip() for part in _PARTS)
        )

    def are_alike(self, sms: str, other: str) -> bool:
        """Whether two texts tell of the same thing, of whichever request and in whichever language."""
        return self._kind(sms) is not None and self._kind(sms) == self._kind(other)

    def _kind(self, sms: str) -> str | None:
        """Of which message it is, by what stands before its first value; none for no text of ours."""
        openings = {
            _opening(words.sms): _opening(by_language["it"].sms)
            for by_language in self.templates.values()
            for words in by_language.values()
        }
        found = [opening for opening in openings if opening in sms]
        return openings[max(found, key=len)] if found else None


def load(wanted: Placeholders, path: Path = PACKAGED) -> Templates:
    """Read the messages that are `wanted`; BadInput names every one that is missing, unknown or misshapen."""
    document = _read(path)
    mistakes = [f"{path.name}: {mistake}" for mistake in _mistakes(document, wanted)]
    if mistakes:
        raise BadInput("\n".join(mistakes))
    return Templates(
        {
            key: {language: CustomerMessage(**entry[language]) for language in LANGUAGES}
            for key, entry in document.items()
        }
    )


def _opening(template: str) -> str:
    return next(literal for literal, *_ in string.Formatter().parse(template))


def _read(path: Path) -> dict[Any, Any]:
    try:
        document = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except (YAMLError, UnicodeDecodeError, OSError) as error:
        raise BadInput(f"{path}: expected messages in YAML and UTF-8, found: {error}") from error
    if not isinstance(document, dict) or list(document) != ["messages"]:
        raise BadInput(f"{path.name}: expected the key messages, and no other")
    messages = document["messages"]
    if not isinstance(messages, dict):
        raise BadInput(f"{path.name}: messages: expected keys and values")
    return messages


def _mistakes(document: Mapping[Any, Any], wanted: Placeholders) -> Iterator[str]:
    for key in sorted(wanted.keys() - document.keys()):
        yield f"{key} is missing"
    for key, entry in document.items():
        if key not in wanted:
            yield f"{key}: nobody sends this message"
        elif not _has_keys(entry, LANGUAGES):
            yield f"{key}: expected {' and '.join(LANGUAGES)}, and no other"
        else:
            for language in LANGUAGES:
                yield from _wrong_words(f"{key}.{language}", entry[language], wanted[key])


def _wrong_words(place: str, words: object, wanted: frozenset[str]) -> Iterator[str]:
    if not isinstance(words, dict) or not _has_keys(words, _PARTS):
        yield f"{place}: expected {', '.join(_PARTS)}, and no other"
        return
    for part in _PARTS:
        wrong = _wrong(part, words[part], _IN_SUBJECT if part == "subject" else wanted)
        if wrong:
            yield f"{place}.{part}: {wrong}"


def _wrong(part: str, text: object, wanted: frozenset[str]) -> str | None:
    """What is wrong with one text; None when nothing is."""
    if not isinstance(text, str) or not text.strip():
        return "expected words, found none"
    try:
        pieces = list(string.Formatter().parse(text))
    except ValueError as error:
        return f"expected braces only around {_braces(wanted)}: {error}"
    found = [name for _, name, _, _ in pieces if name is not None]
    if set(found) != wanted or any(spec or conversion for _, _, spec, conversion in pieces):
        return f"expected {_braces(wanted)} between braces, found {_braces(found)}"
    if part == "subject" and "\n" in text.strip():
        return "expected one line"
    return _wrong_sms("".join(literal for literal, *_ in pieces)) if part == "sms" else None


def _wrong_sms(text: str) -> str | None:
    try:
        parts = segments(text)
    except BadInput as error:
        return str(error)
    return (
        f"expected at most {MOST_SEGMENTS} parts, found {parts}" if parts > MOST_SEGMENTS else None
    )


def _has_keys(entry: object, keys: tuple[str, ...] | frozenset[str]) -> bool:
    return isinstance(entry, dict) and set(entry) == set(keys)


def _braces(names: frozenset[str] | list[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "nothing"
