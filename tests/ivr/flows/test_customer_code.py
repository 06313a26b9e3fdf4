import pytest

from ivr.flows.reply import CodeGiven, GoTo
from ivr.flows.steps import Step
from rules.hours.schedule import Flow
from tests.ivr.flows.situations import SATURDAY, answer, asked, on_silence, record_in, spoken


@pytest.mark.parametrize("known", [True, None])
def test_code_is_kept_and_the_beep_follows(known: bool | None) -> None:
    reply = answer("code", digits="1042", code_known=known)
    assert reply.facts == (CodeGiven("1042"),)
    assert record_in(reply)


def test_known_and_unlooked_code_are_answered_alike_so_nothing_about_a_customer_is_spoken() -> None:
    known = answer("code", digits="1042", code_known=True)
    assert known == answer("code", digits="1042", code_known=None)


def test_wrong_code_is_asked_once_more_then_kept_as_it_was_keyed() -> None:
    once = answer("code", digits="77", code_known=False)
    assert spoken(once) == ["code_unknown"]
    assert (asked(once).then, asked(once).attempt) == (Step.CODE, 1)
    assert once.facts == (CodeGiven("77"),)  # in case that the caller hangs up now

    twice = answer("code", digits="78", code_known=False, attempt=1)
    assert twice.facts == (CodeGiven("78"),)
    assert record_in(twice)


def test_silence_goes_to_the_beep() -> None:
    assert on_silence(answer("code", digits="77", code_known=False)) == GoTo(Step.MESSAGE)
    assert record_in(answer("code", digits=""))
    assert answer("code", digits="").facts == ()


def test_hanging_up_keeps_the_code() -> None:
    assert answer("code", digits="1042", status="completed").facts == (CodeGiven("1042"),)


def test_j_system_subscriber_hears_no_word_of_reservation_after_the_code() -> None:
    reply = answer("code", SATURDAY, digits="1042", flow=Flow.WEEKEND, j_system=True)
    assert "j_system_only" not in spoken(reply)
