"""Users, installations and their tokens: only hashes are kept."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from rules.errors import BadInput, MoveRefused, NotFound
from rules.staff.accounts import Role
from store import tokens
from store.customers import installations
from store.models import ApiToken, Installation, User
from store.staff import accounts
from tests.builders import a_customer
from tests.compiled_once import HASHER

PASSWORD = "tre pesci rossi"


@pytest.fixture
def anna(sessions, now):
    with sessions.begin() as session:
        return accounts.add(session, "Anna", PASSWORD, Role.TECHNICIAN, now=now)


def test_a_password_is_hashed_as_owasp_advises():
    assert HASHER().hash(PASSWORD).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_user_signs_in_with_the_password_alone(sessions, anna):
    with sessions.begin() as session:
        assert accounts.signed_in(session, " ANNA ", PASSWORD).id == anna.id
        assert accounts.signed_in(session, "anna", PASSWORD + "!") is None
        assert accounts.signed_in(session, "nobody", PASSWORD) is None
        assert accounts.signed_in(session, "an\x00na", PASSWORD) is None
        assert accounts.signed_in(session, "anna", "\ud800" * 12) is None


def test_the_password_is_nowhere(sessions, anna):
    with sessions.begin() as session:
        kept = session.scalars(select(User.password_hash)).one()
    assert kept.startswith("$argon2id$")
    assert PASSWORD not in kept


def test_a_name_is_given_once(sessions, anna, now):
    with sessions.begin() as session, pytest.raises(BadInput, match="already"):
        accounts.add(session, "ANNA", PASSWORD, Role.SUPERVISOR, now=now)


def test_another_password_replaces_the_first(sessions, anna):
    with sessions.begin() as session:
        accounts.set_password(session, "anna", "quattro pesci")
        assert accounts.signed_in(session, "anna", PASSWORD) is None
        assert accounts.signed_in(session, "anna", "quattro pesci") is not None


def test_a_token_speaks_for_its_user_and_only_its_hash_is_kept(sessions, anna, now):
    with sessions.begin() as session:
        token = accounts.new_token(session, "anna", now=now)
    with sessions.begin() as session:
        assert accounts.holder(session, token).user.name == "anna"
        assert accounts.holder(session, token + "x") is None
        kept = session.scalars(select(ApiToken.token_hash)).one()
    assert token not in kept


def test_a_disabled_user_is_out_tokens_included(sessions, anna, now):
    with sessions.begin() as session:
        token = accounts.new_token(session, "anna", now=now)
        accounts.disable(session, "anna", now=now)
    with sessions.begin() as session:
        assert accounts.holder(session, token) is None
        assert accounts.signed_in(session, "anna", PASSWORD) is None
        with pytest.raises(BadInput, match="disabled"):
            accounts.new_token(session, "anna", now=now)


def test_a_token_may_replace_those_before(sessions, anna, now):
    with sessions.begin() as session:
        first = accounts.new_token(session, "anna", now=now)
        second = accounts.new_token(session, "anna", now=now)
        only = accounts.new_token(session, "anna", now=now, only=True)
    with sessions.begin() as session:
        good = [accounts.holder(session, token) for token in (first, second, only)]
    assert [holder is not None for holder in good] == [False, False, True]


def test_unknown_names_are_told(sessions, now):
    with sessions.begin() as session:
        for deed in (accounts.set_password, lambda *given: accounts.disable(*given[:2], now=now)):
            with pytest.raises(NotFound, match='"nobody"'):
                deed(session, "nobody", PASSWORD)


def test_a_token_that_is_replaced_is_good_beside_the_new_one_for_as_long_as_was_said(sessions, now):
    with sessions.begin() as session:
        a_customer(session, code="L1042")
        made, first = installations.add(session, "l1042", "cassa 1", now=now)
        _, second = installations.rotate(session, made.id, overlap_days=2, now=now)

    def good(token, days):
        with sessions.begin() as session:
            return installations.holder(session, token, now + timedelta(days=days)) is not None

    assert [good(first, days) for days in (0, 1, 2)] == [True, True, False]
    assert [good(second, days) for days in (0, 99)] == [True, True]
    with sessions.begin() as session:
        _, third = installations.rotate(session, made.id, overlap_days=0, now=now)
    assert [good(token, 0) for token in (first, second, third)] == [False, False, True]
    with sessions.begin() as session:
        with pytest.raises(BadInput, match="0 to 60 days, found 61"):
            installations.rotate(session, made.id, overlap_days=61, now=now)
        installations.disable(session, made.id, now=now)
        with pytest.raises(MoveRefused):
            installations.rotate(session, made.id, overlap_days=0, now=now)
    assert not good(third, 0)


def test_an_installation_is_known_by_its_token_until_it_is_disabled(sessions, now):
    with sessions.begin() as session:
        a_customer(session, code="L1042")
        made, token = installations.add(session, "l1042", "  cassa   1 ", now=now)
    with sessions.begin() as session:
        assert installations.holder(session, token, now).name == "cassa 1"
        assert token not in session.scalars(select(Installation.token_hash)).one()
        installations.disable(session, made.id, now=now)
    with sessions.begin() as session:
        assert installations.holder(session, token, now) is None


@pytest.mark.parametrize("name", ["", "  ", "x" * 121, "cassa\x001"])
def test_an_installation_needs_a_name(sessions, now, name):
    with sessions.begin() as session:
        a_customer(session, code="L1042")
        with pytest.raises(BadInput, match="expected a name"):
            installations.add(session, "L1042", name, now=now)


def test_when_a_token_was_seen_is_kept_to_the_minute(sessions, anna, now):
    def after(**later):
        with sessions.begin() as session:
            tokens.seen(session, ApiToken, 1, now + timedelta(**later))
            return session.scalars(select(ApiToken.last_seen_at)).one()

    with sessions.begin() as session:
        accounts.new_token(session, "anna", now=now)
    assert after(seconds=0) == now
    assert after(seconds=59) == now
    assert after(seconds=60) == now + timedelta(minutes=1)
