"""Prompts: sentences by key and language, as text or as a sound file."""

import functools
import io
import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from ivr.flows.prompt_keys import PLACEHOLDERS
from ivr.flows.reply import Say
from rules.errors import BadInput
from rules.language.spoken import LANGUAGES

PACKAGED = Path(__file__).parent / "prompts.yaml"
LONGEST_TEXT = 600  # leaves room for the values: a <Say> stays under 1000 characters
FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*\.(wav|mp3)", re.ASCII)


@dataclass(frozen=True)
class Voice:
    """A voice that Twilio knows, and its language tag."""

    voice: str
    language: str


DEFAULT_VOICES: Mapping[str, Voice] = {
    "it": Voice("Polly.Bianca-Neural", "it-IT"),
    "en": Voice("Polly.Amy-Neural", "en-GB"),
}


@dataclass(frozen=True)
class Voices:
    """The voices of each line by language."""

    weekday: Mapping[str, Voice] = field(default_factory=lambda: DEFAULT_VOICES)
    weekend: Mapping[str, Voice] = field(default_factory=lambda: DEFAULT_VOICES)

    def of(self, line: str | None, language: str) -> Voice:
        """The line's voice; a call to a number that is neither hears the working days' one."""
        return (self.weekend if line == "weekend" else self.weekday)[language]


@dataclass(frozen=True)
class SoundFile:
    """A sentence spoken by a file of our own, served under /voice/prompts/."""

    name: str


@dataclass(frozen=True)
class Prompts:
    """Every sentence in every language."""

    sentences: Mapping[str, Mapping[str, str | SoundFile]]
    english_names: Mapping[str, str]
    version: int = 0  # of what was altered in them: documents of another are of no use

    def of(self, say: Say, language: str) -> str | SoundFile:
        """The sentence with its values filled in, in its own language or else in the caller's."""
        language = say.language or language
        found = self.sentences[say.key][language]
        if isinstance(found, SoundFile):
            return found
        values = dict(say.values)
        if language == "en" and "holiday" in values:
            values["holiday"] = self.english_names.get(values["holiday"], values["holiday"])
        return found.format_map(values)

    @property
    def files(self) -> frozenset[str]:
        """The sound files that have to be there."""
        spoken = (found for texts in self.sentences.values() for found in texts.values())
        return frozenset(found.name for found in spoken if isinstance(found, SoundFile))


@functools.cache
def load(path: Path = PACKAGED) -> Prompts:
    """The sentences, read once; BadInput names every one that is missing, unknown or misshapen."""
    document = _read(path)
    mistakes = [f"{path.name}:{place}: {text}" for place, text in _mistakes(document)]
    if mistakes:
        raise BadInput("\n".join(mistakes))
    sentences = {
        key: {language: _spoken(entry[language]) for language in LANGUAGES}
        for key, entry in document["sentences"].items()
    }
    return Prompts(sentences, dict(document["english_names"]))


ALTERED = "prompts"  # the first part of an alteration's key: prompts.greeting.it


def key_of(key: str, language: str) -> str:
    """By what key the ledger keeps that a sentence was altered."""
    return f"{ALTERED}.{key}.{language}"


def altered(
    prompts: Prompts, values: Mapping[str, object], version: int
) -> tuple[Prompts, Mapping[str, str]]:
    """The sentences with the texts that were altered, and by key why others cannot count."""
    sentences = {key: dict(texts) for key, texts in prompts.sentences.items()}
    ignored = {}
    for name, text in values.items():
        first, _, rest = name.partition(".")
        key, _, language = rest.partition(".")
        if first != ALTERED:
            continue
        try:
            sentences[key][language] = checked(key, text)
        except KeyError:
            ignored[name] = "no step says this sentence"
        except BadInput as error:
            ignored[name] = str(error)
    return replace(prompts, sentences=sentences, version=version), ignored


def checked(key: str, text: object) -> str:
    """The text in one line, if the sentence may be said so; BadInput names what is missing or unknown."""
    wanted = PLACEHOLDERS[key]
    words = " ".join(text.split()) if isinstance(text, str) else ""
    if not words.isprintable():
        raise BadInput("expected words without signs that cannot be seen", "prompt_signs")
    if len(words) > LONGEST_TEXT:
        told = f"expected at most {LONGEST_TEXT} characters, found {len(words)}"
        raise BadInput(told, "prompt_long", most=LONGEST_TEXT, found=len(words))
    if wrong := _wrong_text(words, wanted):
        named = _braces(wanted) if wanted else "nulla"
        raise BadInput(wrong, "prompt_placeholders", wanted=named)
    return words


def with_sound(text: str, key: str, language: str, name: str) -> str:
    """The file of sentences in which one is spoken by a sound file; all else stays as it is written."""
    writer = YAML(typ="rt", pure=True)
    writer.preserve_quotes, writer.width = True, 4096
    document = writer.load(text)
    sound = CommentedMap({"play": name})
    sound.fa.set_flow_style()
    document["sentences"][key][language] = sound
    written = io.StringIO()
    writer.dump(document, written)
    return written.getvalue()


def _spoken(value: Any) -> str | SoundFile:
    return value.strip() if isinstance(value, str) else SoundFile(value["play"])


def _read(path: Path) -> CommentedMap:
    try:
        document = YAML(typ="rt", pure=True).load(path.read_text(encoding="utf-8"))
    except MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        raise BadInput(f"{path.name}{line}: {error.problem}") from error
    except (YAMLError, UnicodeDecodeError, OSError) as error:
        raise BadInput(f"{path}: expected sentences in YAML and UTF-8, found: {error}") from error
    groups = ["sentences", "english_names"]
    if not isinstance(document, CommentedMap) or sorted(document) != sorted(groups):
        raise BadInput(f"{path.name}: expected the keys {' and '.join(groups)}, and no other")
    for group in groups:
        if not isinstance(document[group], CommentedMap):
            raise BadInput(f"{path.name}: {group}: expected keys and values")
    return document


Mistake = tuple[str, str]  # line and column, and what is wrong there


def _mistakes(document: CommentedMap) -> Iterator[Mistake]:
    sentences = document["sentences"]
    for key in PLACEHOLDERS.keys() - sentences.keys():
        yield _place(document, "sentences"), f"sentences: {key} is missing"
    for key, entry in sentences.items():
        yield from _sentence_mistakes(sentences, key, entry)
    for name, english in document["english_names"].items():
        if not (isinstance(name, str) and isinstance(english, str) and english.strip()):
            place = _place(document["english_names"], name)
            yield place, f"{name}: expected the English name, found {english!r}"


def _sentence_mistakes(sentences: CommentedMap, key: str, entry: object) -> Iterator[Mistake]:
    if key not in PLACEHOLDERS:
        yield _place(sentences, key), f"{key}: no step says this sentence"
    elif not isinstance(entry, CommentedMap) or sorted(entry) != sorted(LANGUAGES):
        yield _place(sentences, key), f"{key}: expected {' and '.join(LANGUAGES)}, and no other"
    else:
        for language, value in entry.items():
            wrong = _wrong(value, PLACEHOLDERS[key])
            if wrong:
                yield _place(entry, language), f"{key}.{language}: {wrong}"


def _place(parent: CommentedMap, key: object) -> str:
    line, column = parent.lc.key(key)
    return f"{line + 1}:{column + 1}"


def _wrong(value: object, wanted: frozenset[str]) -> str | None:
    """What is wrong with one text or sound file; None when nothing is."""
    if isinstance(value, str):
        return _wrong_text(value, wanted)
    if not isinstance(value, CommentedMap) or list(value) != ["play"]:
        return "expected a text, or {play: name.wav}"
    if wanted:
        return f"expected a text, since a sound file cannot say {_braces(wanted)}"
    if not FILE_NAME.fullmatch(str(value["play"])):
        return f"expected the bare name of a .wav or .mp3, found {value['play']!r}"
    return None


def _wrong_text(text: str, wanted: frozenset[str]) -> str | None:
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError as error:
        return f"expected braces only around {_braces(wanted)}: {error}"
    found = [name for _, name, _, _ in parts if name is not None]
    if set(found) != wanted or any(spec or conversion for _, _, spec, conversion in parts):
        return f"expected {_braces(wanted)} between braces, found {_braces(found)}"
    if not any(literal.strip() for literal, *_ in parts):
        return "expected words, found none"
    if len(text) > LONGEST_TEXT:
        return f"expected at most {LONGEST_TEXT} characters, found {len(text)}"
    return None


def _braces(names: frozenset[str] | list[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "nothing"
