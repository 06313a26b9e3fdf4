"""Whoever calls while a process of the service dies waits for its successor, and hears no apology."""

import os
import shutil
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import requests

from centralino.runtime.gunicorn_worker import ORPHAN_SECONDS
from tests.centralino.web_process import Heard, Web, environment, free_port, running, wait_for

TWILIOS_PATIENCE = 15.0


@pytest.fixture
def service(sqlite_template: Path, tmp_path: Path) -> Iterator[Web]:
    shutil.copy(sqlite_template, tmp_path / "centralino.db")
    env = environment(f"sqlite:///{tmp_path}/centralino.db", tmp_path)
    with running(("serve",), env, tmp_path, free_port()) as web:
        assert wait_for(lambda: len(masters(web)) == 1)
        yield web


def masters(service: Web) -> list[psutil.Process]:
    """gunicorn's master processes: the supervisor's children that answer the web."""
    return [child for child in psutil.Process(service.process.pid).children() if answers(child)]


def answers(process: psutil.Process) -> bool:
    try:
        return "web" in process.cmdline()
    except psutil.Error:  # dead, and nobody has asked how it ended
        return False


class Caller(threading.Thread):
    """Calls and calls again; what was heard, and who was refused."""

    def __init__(self, web: Web) -> None:
        super().__init__(daemon=True)
        self.web, self.heard, self.refused = web, list[Heard](), list[str]()
        self.stopping = threading.Event()

    def run(self) -> None:
        while not self.stopping.wait(0.05):
            try:
                self.heard.append(self.web.post())
            except requests.RequestException as error:
                self.refused.append(str(error))

    def end(self) -> None:
        self.stopping.set()
        self.join()


def test_callers_do_not_notice_that_the_web_master_is_killed_again_and_again(service):
    callers = [Caller(service) for _ in range(2)]
    for caller in callers:
        caller.start()
    for _ in range(3):
        (master,) = masters(service)
        master.kill()
        assert wait_for(
            lambda gone=master.pid: [m.pid for m in masters(service)] not in ([], [gone])
        )
        time.sleep(1.5)
    for caller in callers:
        caller.end()
        assert caller.refused == []
        assert {one.status for one in caller.heard} == {200}
        assert max(one.seconds for one in caller.heard) < TWILIOS_PATIENCE / 2


def test_who_connects_while_no_web_process_lives_waits_and_is_answered(service):
    (master,) = masters(service)
    for process in (*master.children(), master):
        process.kill()
    heard = service.post()
    assert (heard.status, heard.takes_a_message) == (200, True)


def test_a_service_that_ends_leaves_nobody_at_its_address(service):
    (master,) = masters(service)
    master.kill()
    service.process.terminate()
    service.process.wait(30)
    assert wait_for(lambda: is_free(service.port), ORPHAN_SECONDS / 2)


def is_free(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def test_a_socket_that_systemd_holds_is_listened_at(sqlite_template, tmp_path):
    shutil.copy(sqlite_template, tmp_path / "centralino.db")
    env = environment(f"sqlite:///{tmp_path}/centralino.db", tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
        # As systemd does: the socket is number 3, and the variables name the very process.
        starts = (
            "import os,sys; os.dup2(int(sys.argv[1]), 3); os.environ.update("
            "LISTEN_FDS='1', LISTEN_PID=str(os.getpid())); os.execv(sys.executable, sys.argv[2:])"
        )
        held.set_inheritable(True)
        under = (sys.executable, "-c", starts, str(held.fileno()))
        with running(
            ("web",), env | {"CENTRALINO_WEB__PORT": "1"}, tmp_path, port, under, close_fds=False
        ) as web:
            assert web.post().status == 200
            os.kill(web.process.pid, signal.SIGTERM)
            web.process.wait(30)
        waiting = socket.create_connection(("127.0.0.1", port))  # not refused: systemd listens
        waiting.close()
