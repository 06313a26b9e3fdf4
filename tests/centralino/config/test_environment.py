"""What the environment overrides, and where the file is looked for."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from centralino.config import environment
from centralino.config.errors import ConfigError
from centralino.config.settings import Settings, load, read
from centralino.config.variables import LOG_FILE
from tests.centralino.config.shipped import SHIPPED, TEXT, Mistakes, Write

OVERRIDES: list[tuple[str, str, Callable[[Settings], object], object]] = [
    ("WEB__PORT", "9000", lambda s: s.web.port, 9000),
    ("TWILIO__TIMEOUT_SECONDS", "2.5", lambda s: s.twilio.timeout_seconds, 2.5),
    ("COSTS__HOURLY", "90.50", lambda s: s.costs.hourly, Decimal("90.5")),
    ("LINES__WEEKDAY__NUMBER", "+390458001234", lambda s: s.lines.weekday.number, "+390458001234"),
    (
        "LINES__WEEKDAY__VOICES__IT__VOICE",
        "12",
        lambda s: s.lines.weekday.voices.it.voice,
        "12",
    ),  # stays text
    ("TRANSCRIPTION__PROMPT", "", lambda s: s.transcription.prompt, ""),
    ("HOLIDAYS__PROVINCE", "", lambda s: s.holidays.province, None),  # nothing at all is null
    (
        "SERVICE__PUBLIC_URL",
        "https://a.example/",
        lambda s: s.service.public_url,
        "https://a.example",
    ),
    ("CALLBACKS__WAIT_MINUTES", "[5, 7]", lambda s: s.callbacks.wait_minutes, (5, 7)),
    ("HOLIDAYS__WORKING", "[2026-10-04]", lambda s: s.holidays.working_days, {date(2026, 10, 4)}),
    (
        "HOLIDAYS__EXTRA",
        "{2026-12-24: ponte}",
        lambda s: s.holidays.extra,
        {date(2026, 12, 24): "ponte"},
    ),
    ("RECORDINGS__PATH", "/srv/audio", lambda s: s.recordings.path, Path("/srv/audio")),
    (
        "DATABASE__URL",
        "postgresql://u:p@h/n",
        lambda s: s.database.url,
        "postgresql+psycopg://u:p@h/n",
    ),
    ("WEB", "{port: 7}", lambda s: s.web.port, 7),  # a whole group
]


@pytest.mark.parametrize(
    ("name", "text", "value", "expected"), OVERRIDES, ids=[o[0] for o in OVERRIDES]
)
def test_a_variable_overrides_its_key(
    name: str, text: str, value: Callable[[Settings], object], expected: object
) -> None:
    assert value(load(SHIPPED, {f"CENTRALINO_{name}": text})) == expected


@pytest.mark.parametrize(
    ("name", "text", "mistake"),
    [
        ("WEB__PORT", "many", 'web.port: expected a whole number from 1 to 65535, found "many"'),
        ("WEB__PORT", "", "web.port: expected a whole number from 1 to 65535, found null"),
        (
            "WEB__PROT",
            "1",
            "web.prot: expected one of host, port, ",
        ),
        ("LOG__LEVEL", "1", "log: expected one of service, lines,"),
        (
            "CALLBACKS__WAIT_MINUTES",
            "[10, 0]",
            "callbacks.wait_minutes[1]: expected a whole number",
        ),
        ("CALLBACKS__WAIT_MINUTES", "10, 20", "callbacks.wait_minutes: expected a list"),
        ("LINES__WEEKEND__HOURS", "always", "lines.weekend.hours: expected hours such as"),
        ("LINES__WEEKEND", "{}", "lines.weekend.number: expected a telephone number"),
        (
            "TWILIO__AUTH_TOKEN_FILE",
            "/nowhere",
            "twilio.auth_token_file: expected a file with one secret",
        ),
    ],
)
def test_a_wrong_variable_is_named_itself(
    mistakes: Mistakes, name: str, text: str, mistake: str
) -> None:
    found = mistakes(TEXT, {f"CENTRALINO_{name}": text})
    assert any(one.startswith(f"CENTRALINO_{name}: {mistake}") for one in found)


def test_a_missing_group_can_come_from_the_environment_alone(write: Write) -> None:
    text = TEXT.replace("\nj_system:\n", "\n").replace("  minutes_per_month: 120\n", "")
    settings = load(write(text), {"CENTRALINO_J_SYSTEM__MINUTES_PER_MONTH": "30"})
    assert settings.j_system.minutes_per_month == 30


def test_variables_that_are_no_keys_are_left_alone() -> None:
    assert LOG_FILE in environment.NOT_KEYS
    for name in (*environment.NOT_KEYS, "CENTRALINO_TEST_POSTGRES", "HOME"):
        load(SHIPPED, {name: "x"})


def test_the_file_is_found_by_variable_then_here_then_where_init_writes_then_in_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load(environ={}).web.port == 8000  # the project's own
    home = tmp_path / "home" / "centralino"
    home.mkdir(parents=True)
    (home / "config.yaml").write_text(TEXT.replace("port: 8000", "port: 3"))
    assert load(environ={"XDG_CONFIG_HOME": str(home.parent)}).web.port == 3
    (tmp_path / "config.yaml").write_text(TEXT.replace("port: 8000", "port: 1"))
    assert load(environ={}).web.port == 1
    (tmp_path / "named.yaml").write_text(TEXT.replace("port: 8000", "port: 2"))
    assert load(environ={"CENTRALINO_CONFIG": "named.yaml"}).web.port == 2


def test_paths_start_at_the_files_own_folder(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(TEXT)
    settings = load(tmp_path / "config.yaml", {})
    assert settings.recordings.path == tmp_path / "var" / "recordings"
    assert settings.database.url == f"sqlite:///{tmp_path}/var/centralino.db"


def test_each_value_knows_where_it_is_from(write: Write) -> None:
    text = TEXT.replace("  threads: 8\n", "")
    sources = read(write(text), {"CENTRALINO_WEB__PORT": "1"}).sources
    assert sources.described(("web", "port")) == "CENTRALINO_WEB__PORT"
    assert sources.described(("web", "threads")) == "default"
    assert re.fullmatch(r"config\.yaml:\d+:9", sources.described(("web", "host")))


def test_the_file_beside_the_configuration_says_what_the_environment_leaves_out(
    tmp_path: Path,
) -> None:
    (tmp_path / "config.yaml").write_text(TEXT)
    (tmp_path / "centralino.env").write_text(
        "# secrets\nCENTRALINO_WEB__PORT='8123'\nCENTRALINO_WEB__THREADS=3\nHOME=/nowhere\n"
        "CENTRALINO_CONFIG=/another\n"
    )
    web = load(tmp_path / "config.yaml", {"CENTRALINO_WEB__THREADS": "5"}).web
    assert (web.port, web.threads) == (8123, 5)


@pytest.mark.parametrize("line", ["CENTRALINO_WEB__PORT", "CENTRALINO_WEB__PORT='8", "A=1 B=2"])
def test_a_line_of_that_file_that_is_none_is_named_and_not_repeated(
    tmp_path: Path, line: str
) -> None:
    (tmp_path / "config.yaml").write_text(TEXT)
    (tmp_path / "centralino.env").write_text(f"\n{line}\n")
    with pytest.raises(ConfigError, match=r"centralino\.env:2: expected NAME=VALUE") as refused:
        load(tmp_path / "config.yaml", {})
    assert line not in str(refused.value)
