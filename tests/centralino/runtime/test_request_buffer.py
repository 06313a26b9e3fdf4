"""A request is handed on once it is whole, in whatever pieces it comes; what is behind it is not its own."""

import pytest

from centralino.runtime.request_buffer import LONGEST_HEAD, RequestBuffer

HEAD = b"POST /voice/incoming HTTP/1.1\r\nHost: x\r\n"
FORM = HEAD + b"Content-Length: 5\r\n\r\na=123"
CHUNKS = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"

WHOLE = {
    "no body": b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
    "a body of a known length": FORM,
    "a length in small letters": HEAD + b"content-length:5\r\n\r\na=123",
    "an empty body": HEAD + b"Content-Length: 0\r\n\r\n",
    "chunks": CHUNKS + b"3\r\na=1\r\n2\r\n23\r\n0\r\n\r\n",
    "chunks with extensions and a trailer": CHUNKS + b"A;x=y\r\n0123456789\r\n0\r\nX: y\r\n\r\n",
    "what looks like the last chunk within one": CHUNKS + b"7\r\n\r\n0\r\n\r\n\r\n0\r\n\r\n",
}


def fed(*pieces: bytes, most_body: int = 1000) -> RequestBuffer:
    request = RequestBuffer(most_body)
    for piece in pieces:
        request.feed(piece)
    return request


@pytest.mark.parametrize("sent", WHOLE.values(), ids=WHOLE.keys())
def test_a_request_is_whole_with_its_last_byte_and_not_before(sent):
    request = RequestBuffer(1000)
    for at in range(len(sent)):
        assert not request.is_whole
        request.feed(sent[at : at + 1])
    assert request.is_whole
    assert request.file.read() == sent
    assert request.surplus == b""


@pytest.mark.parametrize("sent", WHOLE.values(), ids=WHOLE.keys())
def test_what_comes_behind_a_request_is_kept_apart(sent):
    request = fed(sent + b"GET / HTTP/1.1\r\n")
    assert (request.is_whole, request.file.read()) == (True, sent)
    assert request.surplus == b"GET / HTTP/1.1\r\n"


@pytest.mark.parametrize(
    "sent",
    [
        HEAD + b"Content-Length: 1001\r\n\r\nab",
        CHUNKS + b"ffffffff\r\nab",
        CHUNKS + b"1f4\r\n" + bytes(500) + b"\r\n1f4\r\nab",
        HEAD + b"X: " + b"a" * LONGEST_HEAD,
    ],
)
def test_what_is_too_large_is_not_waited_for(sent):
    request = fed(sent)
    assert (request.is_whole, request.is_too_large) == (True, True)


@pytest.mark.parametrize("size", [b"", b"x", b"-1", b"0x1z"])
def test_chunks_that_are_none_are_left_to_the_parser(size):
    assert fed(CHUNKS + size + b"\r\nabc").is_whole


@pytest.mark.parametrize(
    ("line", "is_theirs"),
    [
        (b"POST /voice/incoming", True),
        (b"GET /voice/audio/x", True),
        (b"GET /healthz", True),
        (b"GET /readyz", False),
        (b"POST /assistenza", False),
        (b"GET /voices", False),
        (b"GET /console?x=/voice/", False),
    ],
)
def test_callers_are_known_by_the_address(line, is_theirs):
    assert fed(line + b" HTTP/1.1\r\n\r\n").is_of_callers == is_theirs


def test_a_client_that_waits_for_leave_is_known_before_its_body():
    request = fed(HEAD + b"Expect: 100-continue\r\nContent-Length: 5\r\n\r\n")
    assert (request.wants_leave, request.is_whole, request.expected) == (True, False, 5)
