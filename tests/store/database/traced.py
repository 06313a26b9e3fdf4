"""Traced: whether answers came after the sync of what they answer for, as the kernel saw it."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

SID = re.compile(r"CA[0-9a-f]{32}")
CALLS = "pwrite64,fsync,fdatasync,recvfrom,write,sendto"
LINE = re.compile(r"(\d+) +(?:<\.\.\. (\w+) resumed>|(\w+)\()(?:(\d+), )?(.*)")


def strace(trace: Path) -> tuple[str, ...]:
    """The command under which a program is traced; skips where nobody may, and fails where CI lacks it."""
    if shutil.which("strace") is None:
        if os.environ.get("CI"):
            pytest.fail("CI needs strace (apt install strace)")
        pytest.skip("strace is not installed")
    tried = subprocess.run(("strace", "-qq", "-o", "/dev/null", "true"), check=False)
    if tried.returncode:
        pytest.skip("this machine lets nobody trace its own processes")
    return ("strace", "-f", "-qq", "-s", "5000", "-e", f"trace={CALLS}", "-o", str(trace))


def answered(trace: Path) -> tuple[list[str], list[str]]:
    """The calls that were answered for, and those of them of which no sync had ended by then.

    A sync counts for what was written before it began. An answer names its call, or goes to where a
    request that named it came from.
    """
    written, synced, syncing = set[str](), set[str](), dict[str, set[str]]()
    asked, told, early = dict[str, set[str]](), list[str](), list[str]()
    for line in trace.read_text(encoding="utf-8", errors="replace").splitlines():
        if (found := LINE.match(line)) is None:
            continue
        thread, resumed, begun, file, rest = found.groups()
        named = set(SID.findall(rest))
        if begun == "pwrite64":
            written |= named
        if begun in ("fsync", "fdatasync"):
            syncing[thread] = set(written)
        if (resumed or begun) in ("fsync", "fdatasync") and "<unfinished" not in rest:
            synced |= syncing.pop(thread)
        if begun == "recvfrom" and named:
            asked[file] = named
        if begun in ("write", "sendto"):
            for sid in sorted(named | asked.pop(file, set())):
                told.append(sid)
                if sid not in synced:
                    early.append(sid)
    return told, early
