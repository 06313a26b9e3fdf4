"""What counts now, for commands: config.yaml and the environment, with what was altered in the browser."""

from pathlib import Path
from typing import TYPE_CHECKING

from centralino.cli.shared.output import say
from centralino.config.altered import Altered, altered
from centralino.config.database_url import file_of
from centralino.config.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ivr.prompts import Prompts
    from store.models import Alteration

SENTENCES = "prompts."  # with this begins the key of a sentence's alteration


def in_force(settings: Settings) -> Settings:
    """The settings that count; those of config.yaml where the database is not there or does not answer."""
    return found(settings)[0].settings


def found(settings: Settings) -> tuple[Altered, "dict[str, Alteration]"]:
    """The same, with the newest alteration of each key; says where it could not be asked for."""
    file = file_of(settings.database.url)
    if file is not None and not file.exists():
        return Altered(settings), {}
    # Loaded where there is a ledger to ask: it takes longer than all else that such a command does.
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

    import store  # noqa: PLC0415
    from store.staff import alterations  # noqa: PLC0415

    engine = store.connect(settings.database.url, may_make=False)
    try:
        with store.reading(store.sessions(engine)) as session:
            rows = alterations.current(session)
    except SQLAlchemyError as error:
        why = str(getattr(error, "orig", error)).splitlines()[0]
        say(f"What was altered in the browser is not known, config.yaml counts: {why}")
        return Altered(settings), {}
    finally:
        engine.dispose()
    return altered(settings, _values(rows)), rows


def prompts_in_force(
    settings: Settings, file: Path | None = None
) -> "tuple[Prompts, frozenset[str]]":
    """The sentences that callers hear, and the keys of those that were altered in the browser.

    `file`: of sentences, instead of the one that is packaged.
    """
    from ivr import prompts  # noqa: PLC0415 - for the few commands that speak

    _, rows = found(settings)
    values = {key: value for key, value in _values(rows).items() if key.startswith(SENTENCES)}
    counting, ignored = prompts.altered(prompts.load(file or prompts.PACKAGED), values, version=1)
    return counting, frozenset(values.keys() - ignored.keys())


def over(settings: Settings, rows: "dict[str, Alteration]") -> Settings:
    """The settings of another file with the same alterations, which would stay."""
    return altered(settings, _values(rows)).settings


def with_ledger(session: "Session", settings: Settings) -> Settings:
    """The settings that count, by a ledger that is open."""
    from store.staff import alterations  # noqa: PLC0415

    return altered(settings, _values(alterations.current(session))).settings


def _values(rows: "dict[str, Alteration]") -> dict[str, object]:
    return {key: row.after for key, row in rows.items() if row.after is not None}
