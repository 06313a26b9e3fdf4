"""Request buffer: what has come of one request, until it is whole and worth a thread.

It decides only when a request is handed on. What it means is read once more by gunicorn's parser,
so that nothing can be smuggled past the one by what the other overlooks.
"""

import re
import tempfile
from collections.abc import Generator

LONGEST_HEAD = 64 * 1024  # bytes; gunicorn refuses what is longer
IN_MEMORY = 16 * 1024  # bytes of one request; what is longer lies in a file without a name
HEAD_END = b"\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,18})[ \t]*\r\n", re.IGNORECASE)
CHUNKED = re.compile(rb"\r\ntransfer-encoding:[^\r\n]*chunked", re.IGNORECASE)
CHUNK = re.compile(rb"[ \t]*([0-9a-fA-F]{1,16})[ \t]*[;\r]")
EXPECTS = re.compile(rb"\r\nexpect:[ \t]*100-continue", re.IGNORECASE)
CALLERS = re.compile(rb"[A-Z]+ /(voice/|healthz)")


class RequestBuffer:
    """The bytes of one request; `file` holds them, read from the beginning once it is whole."""

    def __init__(self, most_body: int) -> None:
        self.file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed by who serves it
        self.is_whole = False
        self.is_too_large = False  # it is not waited for, but refused
        self.wants_leave = False  # the client waits for a 100 before it sends the body
        self.is_of_callers = False  # Twilio's request, or the question whether we are alive
        self.surplus = b""  # what came behind it
        self.expected = 0  # bytes of the body, as announced up to now
        self._most_body = most_body
        self._begun = b""  # of what is being read: the head, or a chunk's line
        self._reader = self._read()
        next(self._reader)

    @property
    def is_empty(self) -> bool:
        """Whether nothing has come."""
        return self.file.tell() == 0 and not self._begun

    def feed(self, data: bytes) -> None:
        """Take what came, until the request is whole; raises OSError when the disk is full."""
        if not self.is_whole:
            try:
                self._reader.send(data)
            except StopIteration:
                self.is_whole = True
                self.file.seek(0)

    def close(self) -> None:
        """Give the file back."""
        self.file.close()

    def _read(self) -> Generator[None, bytes, None]:
        head, rest = yield from self._until(HEAD_END, b"", LONGEST_HEAD)
        self.is_of_callers = CALLERS.match(head) is not None
        self.wants_leave = EXPECTS.search(head) is not None
        length = LENGTH.search(head)
        if CHUNKED.search(head):
            rest = yield from self._chunks(rest)
        elif length:
            self.expected = int(length[1])
            rest = yield from self._bytes(self.expected, rest)
        self.surplus = rest

    def _chunks(self, rest: bytes) -> Generator[None, bytes, bytes]:
        size, total = 1, 0
        while size and not self.is_too_large:
            line, rest = yield from self._until(b"\r\n", rest, LONGEST_HEAD)
            told = CHUNK.match(line)
            if told is None:  # gunicorn says so
                return rest
            size = int(told[1], 16)
            self.expected = total = total + size + 2
            if size:
                rest = yield from self._bytes(size + 2, rest, total)
        line = b"trailer"
        while line != b"\r\n" and not self.is_too_large:
            line, rest = yield from self._until(b"\r\n", rest, LONGEST_HEAD)
        return rest

    def _bytes(
        self, count: int, rest: bytes, in_all: int | None = None
    ) -> Generator[None, bytes, bytes]:
        """Keep so many bytes; comes back with what is behind them."""
        if (in_all or count) > self._most_body:
            self.is_too_large = True
            self.file.write(rest)
            return b""
        while len(rest) < count:
            self.file.write(rest)
            count -= len(rest)
            rest = yield
        self.file.write(rest[:count])
        return rest[count:]

    def _until(
        self, end: bytes, rest: bytes, longest: int
    ) -> Generator[None, bytes, tuple[bytes, bytes]]:
        """Keep what comes up to the end that is looked for; that, and what is behind it."""
        self._begun = rest
        while (found := self._begun.find(end)) < 0:
            if len(self._begun) > longest:
                self.is_too_large = True
                break
            self._begun += yield
        cut = found + len(end) if found >= 0 else len(self._begun)
        taken, behind, self._begun = self._begun[:cut], self._begun[cut:], b""
        self.file.write(taken)
        return taken, behind
