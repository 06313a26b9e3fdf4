"""Units of systemd: read by systemd itself, as closed as can be, and of commands that there are."""

import json
import re
import shlex
import subprocess
from configparser import RawConfigParser
from pathlib import Path

import pytest
from click import Context, Group

from centralino import cli
from tests.centralino.deploy.tools import need
from tests.sources import ROOT

UNITS = ROOT / "deploy" / "systemd"
SERVICES = sorted(UNITS.glob("*.service"))
MOST_EXPOSED = 20  # tenths, of a hundred
OWN = re.compile(r"/usr/local/bin/centralino (.*)")

each_service = pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)


class _Lines(dict):
    """Keys that come several times, such as SystemCallFilter=, with all of their values."""

    def __setitem__(self, key, value):
        if key in self and isinstance(value, list):
            self[key].extend(value)
        else:
            super().__setitem__(key, value)


def read(unit: Path) -> dict[str, dict[str, str]]:
    parser = RawConfigParser(strict=False, delimiters="=", dict_type=_Lines)
    parser.optionxform = str
    parser.read(unit, encoding="utf-8")
    return {name: dict(parser[name]) for name in parser.sections()}


@pytest.fixture
def installed(tmp_path) -> Path:
    """All of them where systemd looks, with a program in the place of ours."""
    etc = tmp_path / "etc" / "systemd" / "system"
    etc.mkdir(parents=True)
    for unit in UNITS.iterdir():
        text = unit.read_text(encoding="utf-8").replace("/usr/local/bin/centralino", "/bin/true")
        (etc / unit.name).write_text(text, encoding="utf-8")
    return etc


def test_systemd_takes_all_of_them(installed):
    program = need("systemd-analyze")
    units = [
        str(path).replace("@.", "@one.")
        for path in sorted(installed.iterdir())
        if path.suffix in {".service", ".socket", ".timer"}
    ]
    done = subprocess.run(
        (program, "verify", "--man=no", "--recursive-errors=no", *units),
        env={"SYSTEMD_UNIT_PATH": f"{installed}:"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stderr.splitlines() if str(installed) in line] == []


@each_service
def test_a_service_is_hardly_exposed(unit):
    program = need("systemd-analyze")
    words = ("security", "--offline=yes", "--no-pager", f"--threshold={MOST_EXPOSED}", str(unit))
    done = subprocess.run((program, *words), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-300:]


@each_service
def test_all_are_equally_closed_but_for_what_one_needs(unit):
    """Each says its own, since not all of systemd's versions know drop-ins by the beginning of a name."""
    own = {
        *("Type", "ExecStart", "ReadWritePaths", "Environment", "EnvironmentFile"),
        *("WorkingDirectory", "StateDirectory", "StateDirectoryMode", "SyslogIdentifier", "Nice"),
        *("IOSchedulingClass", "Restart", "RestartSec", "TimeoutStopSec", "LimitNOFILE"),
        "MemoryDenyWriteExecute",
    }

    def closed(path: Path) -> dict[str, str]:
        return {name: text for name, text in read(path)["Service"].items() if name not in own}

    assert closed(unit) == closed(UNITS / "centralino.service")


def test_what_reads_speech_may_execute_what_it_wrote_and_nothing_else_may():
    free = {unit.name for unit in SERVICES if "MemoryDenyWriteExecute" not in read(unit)["Service"]}
    assert free == {"centralino.service", "centralino-worker.service"}


def test_each_command_that_they_start_is_one():
    started = [read(unit)["Service"]["ExecStart"] for unit in SERVICES]
    words = [shlex.split(found.group(1)) for line in started if (found := OWN.fullmatch(line))]
    assert len(words) == len(SERVICES) - 1  # whoever tells of a failure is no command of ours
    for name, *rest in words:
        command = cli.centralino.get_command(None, name)
        if isinstance(command, Group):
            command = command.commands[rest.pop(0)]
        command.make_parser(Context(command)).parse_args(rest)


def test_the_socket_is_where_the_web_process_would_listen():
    found = read(UNITS / "centralino.socket")["Socket"]["ListenStream"]
    shipped = (ROOT / "config.yaml").read_text(encoding="utf-8")
    assert f"  port: {found.rpartition(':')[2]}\n" in shipped
    assert f"  host: {found.rpartition(':')[0]}\n" in shipped


def test_each_timer_starts_a_service_that_is_there_and_whose_failure_is_told():
    timers = sorted(UNITS.glob("*.timer"))
    assert timers
    for timer in timers:
        service = read(timer.with_suffix(".service"))
        assert service["Unit"]["OnFailure"] == "centralino-alarm@%n.service"
        assert read(timer)["Timer"]["Persistent"] == "yes"  # made up for, after the machine was off


def test_they_make_copies_where_they_may_write():
    for name in ("centralino-backup", "centralino-backup-trial"):
        service = read(UNITS / f"{name}.service")["Service"]
        assert service["ReadWritePaths"] in service["ExecStart"]


def test_units_are_plain_text_without_a_secret():
    for path in UNITS.iterdir():
        assert "TOKEN" not in path.read_text(encoding="utf-8")
        json.dumps(path.read_text(encoding="ascii"))
