"""`centralino init`: asks what an installation needs, and writes its configuration beside no source."""

import pwd
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from centralino.cli.going_live.doctor import show
from centralino.cli.shared.output import say
from centralino.config.database_url import has_password
from centralino.config.errors import ConfigError
from centralino.config.secret_files import DATABASE
from centralino.config.settings import read
from centralino.config.which_file import data_of_init, places_of_init
from centralino.doctor.examination import examine
from centralino.doctor.subject import Subject
from centralino.doctor.words import in_words
from centralino.runtime import log
from centralino.runtime.clock import service_clock
from centralino.setting_up.questions import Question, questions
from centralino.setting_up.written import Place, configuration, environment, write
from store import private_files

SERVICE_USER = "centralino"
SYSTEM_DATA = Path("/var/lib/centralino")


@click.command()
@click.option(
    "--system", is_flag=True, help="For the whole machine: /etc/centralino, /var/lib/centralino."
)
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Another folder for the configuration.",
)
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Another folder for database, recordings and models.",
)
@click.option(
    "--answers",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="YAML with answers by name; what it does not answer is asked.",
)
@click.option(
    "--yes", is_flag=True, help="Ask nothing: what is not answered stays as it is shipped."
)
@click.option(
    "--overwrite", is_flag=True, help="With --yes: replace what is there; it is kept beside."
)
def init(
    system: bool,
    folder: Path | None,
    data: Path | None,
    answers: Path | None,
    yes: bool,
    overwrite: bool,
) -> None:
    """Write a commented configuration, a file for secrets and folders; then examine this machine.

    For your own account it is ~/.config/centralino, with --system /etc/centralino. Commands find both by
    themselves. Nothing that is there is replaced without asking.
    """
    place = _place(system, folder, data)
    _may_write(place, yes, overwrite)
    given = _given(answers)
    told = _answered(questions(str(place.data)), given, ask=not yes)
    config, environ = _texts(place, told)
    owner = SERVICE_USER if system and _is_user(SERVICE_USER) else None
    for kept in write(place, config, environ, owner):
        say(f"What was there is {kept} now.")
    say(f"Written: {place.config}, {place.environment}, and folders in {place.data}.")
    _examine(place)
    say(_next(place))


def _place(system: bool, folder: Path | None, data: Path | None) -> Place:
    own, whole = places_of_init()
    if folder is not None:
        return Place(folder.absolute(), (data or folder / "data").absolute())
    if system:
        return Place(whole.parent, (data or SYSTEM_DATA).absolute())
    return Place(own.parent, (data or data_of_init()).absolute())


def _may_write(place: Place, yes: bool, overwrite: bool) -> None:
    there = [path for path in (place.config, place.environment) if path.exists()]
    if not there or (yes and overwrite):
        return
    if yes:
        raise click.UsageError(f"{there[0]} is there already: --overwrite replaces it")
    names = " and ".join(map(str, there))
    click.confirm(f"Replace {names}? (copies are kept beside)", abort=True, err=True)


def _given(path: Path | None) -> Mapping[str, str]:
    if path is None:
        return {}
    try:
        found = YAML(typ="safe").load(path.read_text(encoding="utf-8")) or {}
    except (YAMLError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: expected YAML, found: {error}") from error
    known = {one.name for one in questions("")}
    unknown = sorted(set(map(str, found)) - known) if isinstance(found, dict) else ["no names"]
    if unknown:
        raise ConfigError(
            f"{path}: expected some of {', '.join(sorted(known))}, found {', '.join(unknown)}"
        )
    return {name: "" if value is None else str(value) for name, value in found.items()}


def _answered(
    asked: tuple[Question, ...], given: Mapping[str, str], *, ask: bool
) -> dict[Question, str]:
    """The answer to each question that applies; raises ConfigError for a given one that cannot be."""
    told: dict[str, str] = {}
    found: dict[Question, str] = {}
    for one in asked:
        if not one.only_if(told):
            continue
        if one.name in given:
            answer = given[one.name]
            if expected := one.fault(answer):
                shown = "something else" if one.secret else f'"{answer}"'
                raise ConfigError(f"{one.name}: expected {expected}, found {shown}")
        else:
            answer = _asked(one) if ask else one.default
        told[one.name] = found[one] = answer
    return found


def _asked(one: Question) -> str:
    """A person's answer, asked for until it can be taken."""
    while True:
        answer: str = click.prompt(
            one.asks,
            default=one.default,
            hide_input=one.secret,
            show_default=bool(one.default),
            err=True,
        ).strip()
        expected = one.fault(answer)
        if expected is None:
            return answer
        say(f"Expected {expected}.")


def _texts(place: Place, told: Mapping[Question, str]) -> tuple[str, str]:
    """Both files' texts; raises ConfigError where they would not be read, before anything is written."""
    values: dict[Any, Any] = {}
    secrets: dict[Any, str] = {}
    for one, answer in told.items():
        if answer and (one.secret or (one.key == DATABASE and has_password(answer))):
            secrets[one.key] = answer
        elif answer:
            values[one.key] = one.read(answer)
    if str(values.get(("service", "public_url"), "")).startswith("https://"):
        values["web", "proxies"] = 1  # which speaks https for us
    texts = configuration(place, values), environment(place, secrets)
    with tempfile.TemporaryDirectory(prefix="centralino-") as folder:
        tried = Place(Path(folder), place.data)
        tried.config.write_text(texts[0], encoding="utf-8")
        private_files.make_file(tried.environment)
        tried.environment.write_text(texts[1], encoding="utf-8")
        read(tried.config)
    return texts


def _is_user(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _examine(place: Place) -> None:
    """This machine's part of `centralino doctor`; what is still to be done is no failure of ours."""
    log.configure("critical")
    found = examine(Subject(read(place.config), service_clock()), only_local=True)
    show([in_words(one) for one in found])


def _next(place: Place) -> str:
    named = "" if place.config in places_of_init() else f" --config {place.config}"
    steps = (
        "db upgrade",
        "users add NAME --role supervisor",
        "serve",
        "twilio plan",
        "twilio apply",
        "doctor",
    )
    return "Next:\n" + "\n".join(f"  centralino{named} {step}" for step in steps)
