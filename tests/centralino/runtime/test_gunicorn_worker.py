"""Clients that say little keep no caller waiting: no thread is theirs before their request is whole."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import requests

from tests.centralino.web_process import PATIENCE, Web, environment, free_port, running

HEADERS = b"POST {path} HTTP/1.1\r\nHost: x\r\nX-Slow: "
BODY = b"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 4000\r\n\r\na"
SILENT = b""
# On a machine that does nothing else it is some 20 ms (`python -m bench slow`).
SOON = 5.0


@pytest.fixture(scope="module")
def web(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    folder = tmp_path_factory.mktemp("web")
    shutil.copy(sqlite_template, folder / "centralino.db")
    env = environment(f"sqlite:///{folder}/centralino.db", folder, WEB__THREADS="2")
    with running(("web",), env, folder, free_port()) as web:
        yield web


@contextmanager
def held(web: Web, opening: bytes, many: int) -> Iterator[None]:
    """So many connections that have begun like this, and say a byte each half second."""
    paths = (b"/voice/incoming", b"/assistenza")
    clients = [socket.create_connection(("127.0.0.1", web.port)) for _ in range(many)]
    for which, client in enumerate(clients):
        client.sendall(opening.replace(b"{path}", paths[which % 2]))
    stop = threading.Event()

    def trickle() -> None:
        while opening and not stop.wait(0.5):
            for client in clients:
                client.send(b"a")

    thread = threading.Thread(target=trickle)
    thread.start()
    yield
    stop.set()
    thread.join()
    for client in clients:
        client.close()


@pytest.mark.parametrize(("opening", "many"), [(HEADERS, 16), (BODY, 16), (SILENT, 300)])
def test_callers_are_answered_beside_clients_that_say_little(web, opening, many):
    with held(web, opening, many):
        time.sleep(0.5)
        heard = [*web.at_once(4), *web.at_once(4)]
        assert [one.status for one in heard] == [200] * 8
        assert max(one.seconds for one in heard) < SOON
        assert web.get("/assistenza").status == 200


def test_slow_clients_are_not_even_noticed_by_who_fills_the_form(web):
    with held(web, BODY, 16):
        files = {"allegati": ("foto.png", bytes(3_000_000), "image/png")}
        answer = requests.post(web.address + "/assistenza", files=files, timeout=PATIENCE)
        assert answer.status_code in {400, 422}  # read whole, and lacking all that it must have
        assert "Assistenza" in answer.text


def test_a_long_body_that_comes_in_pieces_arrives_as_it_was_sent(web):
    body = bytes(range(256)) * 8000
    head = (
        b"POST /assistenza HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
    )
    with closing(socket.create_connection(("127.0.0.1", web.port))) as client:
        client.sendall(head % len(body))
        for start in range(0, len(body), 500_000):
            client.sendall(body[start : start + 500_000])
            time.sleep(0.05)
        client.settimeout(PATIENCE)
        assert client.recv(12) in {b"HTTP/1.1 400", b"HTTP/1.1 422"}


def test_a_client_that_waits_for_leave_to_send_gets_it(web):
    with closing(socket.create_connection(("127.0.0.1", web.port))) as client:
        client.sendall(
            b"POST /voice/incoming HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n\r\n"
        )
        client.settimeout(PATIENCE)
        assert client.recv(25) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(b"a=1")
        heard = b""
        while b"403" not in heard and (more := client.recv(4096)):
            heard += more
        assert b"HTTP/1.1 403" in heard


def test_two_requests_in_one_piece_get_one_answer_and_the_second_is_asked_again(web):
    with closing(socket.create_connection(("127.0.0.1", web.port))) as client:
        client.settimeout(PATIENCE)
        client.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n" * 2)
        heard = b""
        while more := client.recv(4096):
            heard += more
        assert heard.count(b"HTTP/1.1 200") == 1


def test_a_body_that_is_larger_than_any_is_refused_at_once(web):
    with closing(socket.create_connection(("127.0.0.1", web.port))) as client:
        client.settimeout(PATIENCE)
        client.sendall(
            b"POST /assistenza HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\nabc"
        )
        assert client.recv(12) == b"HTTP/1.1 413"


def test_who_reads_slowly_what_the_form_is_made_of_holds_nobody_up(web):
    clients = []
    for _ in range(8):
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        client.connect(("127.0.0.1", web.port))
        client.sendall(b"GET /assistenza/static/pico.min.css HTTP/1.1\r\nHost: x\r\n\r\n")
        clients.append(client)
    time.sleep(0.5)
    assert web.get("/assistenza").seconds < SOON
    assert web.post().seconds < SOON
    for client in clients:
        client.close()


def test_more_large_bodies_at_once_than_there_is_room_for_are_put_off(web):
    head = b"POST /assistenza HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"
    clients = [socket.create_connection(("127.0.0.1", web.port)) for _ in range(5)]
    for client in clients:
        client.sendall(head % (60 * 1024 * 1024))
        time.sleep(0.1)
    clients[-1].settimeout(PATIENCE)
    assert clients[-1].recv(12) == b"HTTP/1.1 503"
    assert web.post().status == 200
    for client in clients:
        client.close()
