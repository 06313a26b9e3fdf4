"""Loading: file and environment to checked values; all errors are found before one is told."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from centralino.config import environment, secret_files
from centralino.config.database_url import masked
from centralino.config.errors import ConfigError, Key, Mistake, shown
from centralino.config.field_types import DAY
from centralino.config.origins import Sources
from centralino.config.type_descriptions import shape_at
from centralino.config.yaml_document import Document, read_document

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Reading(Generic[Model]):
    """Checked settings, and where each of their values comes from."""

    settings: Model
    sources: Sources


def read(path: Path, environ: Mapping[str, str], model: type[Model], root: Path) -> Reading[Model]:
    """The checked settings; raises ConfigError with every mistake, in the order of the file.

    `root`: the folder from which relative paths count.
    """
    document = read_document(path)
    if not document.is_group:
        raise ConfigError(*document.mistakes)
    is_empty = document.is_empty  # the environment may yet fill it
    mistakes = [*document.mistakes, *_secrets_in(document)]
    sources = Sources(document, environment.apply(document.data, environ, model))
    sources = _with_files(sources, root, mistakes)
    try:
        settings = model.model_validate(document.data, context={"root": root})
    except ValidationError as error:
        known = {mistake.key for mistake in mistakes}
        found = (_mistake(detail, sources, model) for detail in error.errors())
        mistakes += [mistake for mistake in found if mistake.key not in known]
        if is_empty and not sources.variables:
            groups = ", ".join(str(mistake.key[0]) for mistake in mistakes)
            raise ConfigError(
                f"{document.name}: expected {groups} and their keys, found an empty file"
            ) from error
    if mistakes:
        raise ConfigError(*sorted(mistakes, key=lambda mistake: mistake.order))
    return Reading(settings, sources)


def _secrets_in(document: Document) -> Iterator[Mistake]:
    for key in secret_files.take_out(document.data):
        yield Mistake(document.values[key], key, secret_files.instead(key), "one")


def _with_files(sources: Sources, root: Path, mistakes: list[Mistake]) -> Sources:
    """Fills in the secrets that stand in files; one from the environment needs no file."""
    filled = set()
    for key in secret_files.SECRETS:
        if key in sources.variables:
            continue
        try:
            if secret_files.fill_in(sources.document.data, key, root):
                filled.add(key)
        except ValueError as fault:
            named = secret_files.file_key(key)
            where = sources.of_value(named)
            mistakes.append(Mistake(where, named, "a file with one secret in it", str(fault)))
    return Sources(sources.document, sources.variables, frozenset(filled))


def _mistake(detail: ErrorDetails, sources: Sources, model: type[BaseModel]) -> Mistake:
    """One of pydantic's errors as one of ours."""
    key: Key = detail["loc"]
    if key[-1] == "[key]":
        return Mistake(sources.of_key(key[:-1]), key[:-2], DAY, shown(key[-2]))
    shape = shape_at(model, key)
    expected = shape.words if shape else "another value"
    context: Mapping[str, Any] = detail.get("ctx", {})
    match detail["type"]:
        case "extra_forbidden":
            return _unknown(key, sources, model)
        case "missing":
            return Mistake(sources.of_key(key), key, expected, "nothing")
        case "contradiction":
            key = (*key, *context["within"])
            expected = context["expected"]
    found = _found(key, secret_files.value_at(sources.document.data, key))
    return Mistake(sources.of_value(key), key, expected, found, str(context.get("error", "")))


def _unknown(key: Key, sources: Sources, model: type[BaseModel]) -> Mistake:
    """An unknown key; the one that was probably meant is named."""
    around = shape_at(model, key[:-1])
    known = around.keys if around else ()
    close = difflib.get_close_matches(str(key[-1]), known, n=1)
    hint = f"did you mean {close[0]}?" if close else ""
    expected = f"one of {', '.join(known)}"
    return Mistake(sources.of_key(key), key, expected, f"the unknown key {key[-1]}", hint)


def _found(key: Key, value: object) -> str:
    if key in secret_files.TOKENS:
        return "something else"
    return shown(
        masked(value) if key == secret_files.DATABASE and isinstance(value, str) else value
    )
