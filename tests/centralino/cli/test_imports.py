"""What a process loads before it is of use: every library costs its start and its memory."""

import json
import subprocess
import sys

import pytest

from tests.sources import ROOT

# Of no use to somebody who asks for hours, or to a caller's first words.
HEAVY = frozenset(
    {"numpy", "scipy", "torch", "whisper", "onnxruntime", "psycopg", "alembic", "apprise"}
)
DATABASE_AND_WEB = frozenset({"sqlalchemy", "flask", "gunicorn", "twilio", "requests", "structlog"})
LATER = frozenset({"apiflask", "apscheduler", "authlib", "icalendar", "holidays.countries.france"})

SAYS = "import json, sys; print('\\n' + json.dumps(sorted(sys.modules)))"
HOURS = f"""
import atexit, sys
atexit.register(lambda: exec({SAYS!r}))
sys.argv = ["centralino", "hours", "explain", "2026-11-28T10:00"]
from centralino.cli import main
main()
"""
WEB = f"""
import centralino.cli.web
from centralino.config.settings import load
load(None).hours()
{SAYS}
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("program", "needless"),
    [
        (HOURS, HEAVY | DATABASE_AND_WEB | LATER | {"rich", "pysqlite3", "rapidfuzz"}),
        (WEB, HEAVY | LATER),
    ],
    ids=["hours explain", "web"],
)
def test_a_process_loads_only_what_it_needs(program, needless):
    done = subprocess.run(
        (sys.executable, "-c", program), cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert "rules.hours.schedule" in loaded  # it did what it is for
    assert needless & loaded == set()
