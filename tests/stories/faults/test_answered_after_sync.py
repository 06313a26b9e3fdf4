"""A caller is answered once the call is on the disk, however many are committed together."""

import shutil

import psutil
import pytest

from tests.centralino.web_process import environment, free_port, running
from tests.store.database.traced import answered, strace

CALLERS = 16


@pytest.mark.slow
def test_each_caller_of_many_at_once_is_answered_after_the_sync_of_the_call(
    sqlite_template, tmp_path
):
    shutil.copy(sqlite_template, tmp_path / "centralino.db")
    env, trace = environment(f"sqlite:///{tmp_path}/centralino.db", tmp_path), tmp_path / "trace"
    with running(("web",), env, tmp_path, free_port(), strace(trace)) as web:
        heard = web.at_once(CALLERS) + web.at_once(CALLERS)
        assert all(one.takes_a_message and not one.is_by_fallback for one in heard)
        for traced in psutil.Process(web.process.pid).children():
            traced.terminate()  # strace itself would leave it running
        web.process.wait(30)
    told, early = answered(trace)
    assert len(set(told)) == 2 * CALLERS
    assert early == []
    syncs = trace.read_text(errors="replace").count("sync(")
    assert syncs < 2 * CALLERS  # one for each group, and some for the tables' journal
