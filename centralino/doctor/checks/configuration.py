"""Checks of the configuration: mistakes, what is lacking, what is most likely not meant; secrets' files."""

from collections.abc import Iterator
from pathlib import Path

from centralino.config.doubts import doubts
from centralino.config.environment import env_file
from centralino.config.preflight import advice, obstacles
from centralino.config.secret_files import SECRETS, file_key, value_at
from centralino.doctor.findings import Finding, doubt, fault, ok
from centralino.doctor.subject import Subject


def configuration(subject: Subject) -> Iterator[Finding]:
    """Each mistake by itself."""
    settings, name = subject.settings, subject.reading.sources.document.name
    found = obstacles(subject.reading, subject.at)
    lacking = settings.lacking_to_serve()
    for mistake in found:
        yield fault("configuration.mistake", message=str(mistake))
    for one in lacking:
        yield fault("configuration.lacking", message=str(one))
    for told in (*doubts(settings, subject.at), *advice(settings)):
        yield doubt("configuration.doubt", message=told)
    if not found and not lacking:
        yield ok("configuration.right", file=name)


def secrets(subject: Subject) -> Iterator[Finding]:
    """Files of secrets that others of this machine can read."""
    data, config = (
        subject.reading.sources.document.data,
        Path(subject.reading.sources.document.name),
    )
    named = (value_at(data, file_key(key)) for key in SECRETS)
    files = [config.parent / Path(one).expanduser() for one in named if isinstance(one, str)]
    files.append(env_file(config))
    found = [file for file in files if file.is_file()]
    open_ = [file for file in found if file.stat().st_mode & 0o077]
    for file in open_:
        yield fault("secrets.open", file=file)
    if not open_:
        yield ok("secrets.closed", count=len(found))
