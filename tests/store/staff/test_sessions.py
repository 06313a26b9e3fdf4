"""Sessions and counts of wrong passwords, on both databases."""

from datetime import timedelta

import pytest

from rules.staff.accounts import Role
from rules.staff.sign_in_limits import IDLE, Counted
from store.models import SignInTry, UserSession
from store.staff import accounts
from store.staff import sessions as sign_in

PASSWORD = "cavallo batteria graffetta"
KEYS = {Counted.PLACE: "198.51.100.7 anna", Counted.ADDRESS: "198.51.100.7"}
SECOND = timedelta(seconds=1)


@pytest.fixture
def anna(sessions, now):
    with sessions.begin() as session:
        return accounts.add(session, "anna", PASSWORD, Role.TECHNICIAN, now=now)


def begun(sessions, user, now):
    with sessions.begin() as session:
        return sign_in.begin(session, user, browser="Firefox", now=now)


def holder(sessions, token, now):
    with sessions() as session:
        found = sign_in.holder(session, token, now)
    return found.user.name if found else None


def count(sessions, now, keys=KEYS):
    with sessions.begin() as session:
        return sign_in.count(session, keys, now)


def test_a_session_is_its_users_until_it_ends(sessions, anna, now):
    token = begun(sessions, anna, now)
    assert holder(sessions, token, now) == "anna"
    assert holder(sessions, token + "x", now) is None
    assert holder(sessions, token, now + IDLE) is None


def test_whoever_is_disabled_is_out_at_once(sessions, anna, now):
    token = begun(sessions, anna, now)
    with sessions.begin() as session:
        accounts.disable(session, "anna", now=now)
    assert holder(sessions, token, now) is None


def test_another_password_signs_every_browser_out(sessions, anna, now):
    token = begun(sessions, anna, now)
    with sessions.begin() as session:
        accounts.set_password(session, "anna", PASSWORD + "!")
    assert holder(sessions, token, now) is None


def test_the_token_itself_is_not_kept(sessions, anna, now):
    token = begun(sessions, anna, now)
    with sessions() as session:
        row = session.query(UserSession).one()
    assert token not in {row.token_hash, row.browser}


def test_a_session_in_use_lasts_and_the_others_can_be_ended(sessions, anna, now):
    here, there = begun(sessions, anna, now), begun(sessions, anna, now)
    with sessions.begin() as session:
        mine = sign_in.holder(session, here, now)
        sign_in.seen(session, mine.session_id, now + IDLE - SECOND)
        sign_in.end_all(session, anna.id, but=mine.session_id)
    assert holder(sessions, here, now + IDLE) == "anna"
    assert holder(sessions, there, now) is None
    with sessions() as session:
        assert len(sign_in.of_user(session, anna.id, now + IDLE)) == 1


def test_wrong_passwords_make_one_wait_and_waiting_counts_for_nothing(sessions, now):
    assert [count(sessions, now) for _ in range(5)] == [None] * 5
    until = now + timedelta(seconds=30)
    assert [count(sessions, now) for _ in range(3)] == [until] * 3
    assert count(sessions, until) is None


def test_what_many_share_keeps_nobody_waiting_and_is_known(sessions, now):
    for guess in range(45):
        count(sessions, now, {Counted.ADDRESS: "198.51.100.7", Counted.PLACE: f"there {guess}"})
    shared = {Counted.ADDRESS: "198.51.100.7", Counted.PINS: "all"}
    assert count(sessions, now, shared) is None
    with sessions.begin() as session:
        assert sign_in.crowded(session, shared, now) > now
        assert sign_in.crowded(session, {Counted.PINS: "all"}, now) is None


def test_a_right_password_clears_the_names_count_and_not_the_addresss(sessions, now):
    for _ in range(5):
        count(sessions, now)
    with sessions.begin() as session:
        sign_in.succeeded(session, KEYS)
    assert count(sessions, now) is None
    with sessions() as session:
        counts = {row.key.partition(":")[0]: row.failures for row in session.query(SignInTry)}
    assert counts == {"place": 1, "address": 5}


def test_others_guesses_never_keep_out_whoever_signed_in_here_before(sessions, now):
    for guess in range(200):
        somewhere = {Counted.PLACE: f"203.0.113.{guess} anna", Counted.NAME: "anna"}
        count(sessions, now, somewhere)
    assert count(sessions, now, {Counted.DEVICE: "annas browser"}) is None
    elsewhere = {Counted.PLACE: "192.0.2.1 anna", Counted.NAME: "anna"}
    until = count(sessions, now, elsewhere)
    assert until is not None
    assert until - now <= timedelta(minutes=1)


def test_a_day_later_all_is_forgotten(sessions, anna, now):
    begun(sessions, anna, now)
    count(sessions, now)
    with sessions.begin() as session:
        sign_in.prune(session, now + timedelta(days=1))
    with sessions() as session:
        assert session.query(UserSession).count() == session.query(SignInTry).count() == 0
