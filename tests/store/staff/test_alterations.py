"""Alterations in the ledger: of two at once one is right, and each stays as it was."""

import pytest

from rules.errors import BadInput, NotFound
from store.models import StaffLog
from store.staff import alterations
from tests.store.at_once import WORKERS, at_once

KEY = "lines.weekday.hours"


def alter(session, now, value, seen, by="sara"):
    about = {"by": by, "now": now, "event": "hours_altered", "note": str(value)}
    return alterations.alter(session, KEY, value, seen=seen, **about)


def test_the_newest_of_a_key_counts_and_what_was_before_stays(sessions, now):
    with sessions.begin() as session:
        assert alterations.version(session) == alterations.NONE
        first = alter(session, now, "Mo 10:00-12:00", alterations.NONE)
        second = alter(session, now, None, first.id)  # what the file says
        other = alterations.alter(
            *(session, "holidays.extra", {"2026-12-24": "ferie"}),
            **{"seen": 0, "by": "carla", "now": now, "event": "hours_altered", "note": "ferie"},
        )
        assert alterations.version(session) == other.id
        found = alterations.current(session)
        assert {key: row.after for key, row in found.items()} == {
            KEY: None,
            "holidays.extra": {"2026-12-24": "ferie"},
        }
        assert [row.id for row in alterations.newest(session, [KEY])] == [second.id, first.id]
        assert (second.before, second.follows) == ("Mo 10:00-12:00", first.id)
        assert session.query(StaffLog).count() == 3
        with pytest.raises(BadInput, match="altered meanwhile by sara"):
            alter(session, now, "Mo 11:00-12:00", first.id)
        with pytest.raises(BadInput, match="altered meanwhile"):
            alterations.to_undo(session, first.id)
        with pytest.raises(NotFound):
            alterations.to_undo(session, 99)
        assert alterations.to_undo(session, second.id) is second


def test_of_several_who_alter_the_same_at_once_one_is_told(sessions, now):
    def try_(number):
        by = f"person-{number}"
        try:
            with sessions.begin() as session:
                alter(session, now, f"Mo 10:00-1{number + 1}:00", alterations.NONE, by)
        except BadInput as error:
            return error.code
        return "written"

    assert sorted(at_once(try_)) == [*["overtaken"] * (WORKERS - 1), "written"]
    with sessions() as session:
        assert len(alterations.newest(session, [KEY])) == 1
        assert session.query(StaffLog).count() == 1
