"""Of several clocks one ticks, and when it is gone another does; nobody's death stops them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text

import store
from scheduler.leader import lead
from tests.centralino.web_process import wait_for

KEY = 77


class Clock(threading.Thread):
    """One that wants to tick."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.engine = store.connect(url)
        self.stopping, self.ticks, self.led = threading.Event(), False, 0

    def run(self) -> None:
        lead(self.engine, self.stopping, self._begin, KEY, 0.05)

    def _begin(self):
        self.ticks, self.led = True, self.led + 1

        def end() -> None:
            self.ticks = False

        return end

    def stop(self) -> None:
        self.stopping.set()
        self.join()
        self.engine.dispose()


on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def url(filled_postgres, database_url):
    return database_url


@contextmanager
def clocks(url: str, count: int) -> Iterator[list[Clock]]:
    started = [Clock(url) for _ in range(count)]
    for clock in started:
        clock.start()
    yield started
    for clock in started:
        clock.stop()


def one_of(started: list[Clock]) -> Clock:
    assert wait_for(lambda: sum(clock.ticks for clock in started) == 1, 10)
    return next(clock for clock in started if clock.ticks)


@on_postgresql
def test_one_of_three_ticks_and_the_next_one_takes_over_when_it_stops(url):
    with clocks(url, 3) as started:
        first = one_of(started)
        first.stop()
        others = [clock for clock in started if clock is not first]
        assert not first.ticks
        one_of(others).stop()
        one_of([clock for clock in others if not clock.stopping.is_set()])


@on_postgresql
def test_who_loses_the_connection_ticks_no_longer_and_one_of_them_does(url, filled_postgres):
    with clocks(url, 2) as started:
        one_of(started)
        held = f"SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = {KEY}"
        led = sum(clock.led for clock in started)
        with filled_postgres.begin() as connection:
            connection.execute(text(held))
        assert wait_for(lambda: sum(clock.led for clock in started) > led, 10)
        one_of(started)


def test_a_clock_waits_for_a_database_that_is_away():
    clock = Clock("postgresql+psycopg://nobody@127.0.0.1:9/none")
    clock.start()
    clock.join(0.3)
    assert clock.is_alive()
    assert not clock.ticks
    clock.stop()
    assert not clock.is_alive()
