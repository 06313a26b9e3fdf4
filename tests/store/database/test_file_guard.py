"""A SQLite database whose file was taken away takes no further row, which would be lost."""

import shutil

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

import store
from store.database.file_guard import FileGone


@pytest.fixture
def file(sqlite_template, tmp_path):
    return shutil.copy(sqlite_template, tmp_path / "desk.db")


@pytest.fixture
def engine(file):
    engine = store.connect(f"sqlite:///{file}")
    yield engine
    engine.dispose()


def refusal(engine) -> str:
    with pytest.raises(OperationalError) as raised, engine.begin() as connection:
        connection.execute(text("SELECT 1"))
    assert isinstance(raised.value.orig, FileGone)
    return str(raised.value.orig)


def test_after_its_removal_nothing_is_written_and_no_other_is_made(engine, file):
    with engine.begin():
        pass
    file.unlink()
    with engine.connect() as held:  # one connection of the pool; the next one would be new
        assert refusal(engine) == "file removed"
        held.invalidate()
    assert refusal(engine) == "file removed"
    assert not file.exists()


def test_another_in_its_place_is_not_taken_for_it(engine, file, sqlite_template):
    with engine.begin():
        pass
    file.rename(file.with_suffix(".old"))
    shutil.copy(sqlite_template, file)
    assert refusal(engine) == "file replaced"
    file.unlink()
    file.with_suffix(".old").rename(file)
    with engine.begin() as connection:  # the very same is back
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
