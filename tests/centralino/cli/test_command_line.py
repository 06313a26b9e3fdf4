"""The command line as such: exit codes, what goes to which stream, what is loaded when."""

import importlib
import json
import socket
import subprocess
import sys
import wave
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from centralino import cli
from centralino.cli.call import over_the_telephone
from centralino.cli.shared.output import instant_of, print_json, say, table
from centralino.config.errors import ConfigError
from centralino.runtime.listening import listening
from rules.errors import BadInput, CentralinoError, NotFound, PermanentFailure

ROOT = Path(__file__).parents[3]
SHIPPED = (ROOT / "config.yaml").read_text(encoding="utf-8")

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs `centralino ...` beside a copy of the shipped config.yaml, with a clean environment."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.yaml").write_text(SHIPPED)

    def run(*arguments: str, env: dict[str, str] | None = None) -> Result:
        return CliRunner().invoke(cli.centralino, arguments, env=env)

    return run


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], None]:
    """Makes `centralino queue` fail in a certain way."""

    def command(error: BaseException) -> None:
        @click.command()
        def queue() -> None:
            raise error

        monkeypatch.setattr(cli, "import_module", lambda _: type("Module", (), {"queue": queue}))

    return command


def test_help_names_every_command_and_loads_none(run: Run) -> None:
    result = run("--help")
    assert result.exit_code == 0
    assert all(f"  {name} " in result.stdout for name in cli.COMMANDS)


def test_nothing_slow_is_loaded_for_help() -> None:
    loaded = "import sys, centralino.cli; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True, cwd=ROOT
    )
    slow = {"torch", "whisper", "flask", "sqlalchemy", "twilio", "holidays", "numpy"}
    assert not slow & set(done.stdout.split())


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_each_command_is_in_the_module_of_its_name(name: str) -> None:
    command = getattr(importlib.import_module(cli.module_of(name)), name)
    assert isinstance(command, click.Command)
    assert command.name == name
    assert command.help


@pytest.mark.parametrize(
    "arguments",
    [
        ["answer"],  # no such command
        ["config", "mend"],
        ["config", "check", "--loudly"],
        ["--config"],  # without its value
        [],  # which command?
    ],
)
def test_a_wrong_call_ends_with_2_and_prints_nothing_else(run: Run, arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith(("Usage: ", "Error: "))


def test_a_wrong_configuration_ends_with_2_and_names_each_mistake(run: Run) -> None:
    result = run("config", "show", env={"CENTRALINO_WEB__PORT": "x", "CENTRALINO_WBE": "y"})
    assert result.exit_code == 2
    assert result.stdout == ""
    first, second = (line for line in result.stderr.splitlines() if not line.startswith(" "))
    assert first.startswith("CENTRALINO_WBE: wbe: expected one of ")
    assert second.startswith("CENTRALINO_WEB__PORT: web.port: expected a whole number")


def test_a_configuration_elsewhere_is_named_before_the_command(run: Run, tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(SHIPPED.replace("port: 8000", "port: 1234"))
    shown = json.loads(run("--config", "other.yaml", "config", "show", "--json").stdout)
    assert shown["web"]["port"] == 1234
    assert run("--config", "nowhere.yaml", "config", "show").exit_code == 2


@pytest.mark.parametrize(
    "error", [CentralinoError("it broke"), NotFound("it broke"), BadInput("it broke")]
)
def test_what_fails_ends_with_1_and_one_message(
    run: Run, command: Callable[[BaseException], None], error: CentralinoError
) -> None:
    command(error)
    result = run("queue")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: it broke\n"


def test_mistakes_are_printed_as_they_are(
    run: Run, command: Callable[[BaseException], None]
) -> None:
    command(ConfigError("config.yaml:1:2: a: expected b, found c", "config.yaml:3:4: d"))
    result = run("queue")
    assert result.exit_code == 2
    assert result.stderr == "config.yaml:1:2: a: expected b, found c\nconfig.yaml:3:4: d\n"


def test_a_mistake_of_ours_is_not_hidden(
    run: Run, command: Callable[[BaseException], None]
) -> None:
    command(ZeroDivisionError())
    assert isinstance(run("queue").exception, ZeroDivisionError)


# centralino config


def test_check_is_content_with_the_shipped_file(run: Run) -> None:
    result = run("config", "check")
    assert (result.exit_code, result.stdout) == (0, "config.yaml: no mistakes\n")
    assert "CENTRALINO_TWILIO__AUTH_TOKEN" in result.stderr  # what is lacking for real calls


def test_check_as_json_lists_the_mistakes_with_their_places(run: Run, tmp_path: Path) -> None:
    right = json.loads(run("config", "check", "--json").stdout)
    assert (right["ok"], right["file"], right["mistakes"]) == (True, "config.yaml", [])
    (tmp_path / "config.yaml").write_text("web:\n  port: x\n")
    result = run("config", "check", "--json", env={"CENTRALINO_WEB__THREADS": "0"})
    assert result.exit_code == 2
    mistakes = json.loads(result.stdout)["mistakes"]
    assert {
        "file": "config.yaml",
        "line": 2,
        "column": 9,
        "key": "web.port",
        "expected": "a whole number from 1 to 65535",
        "found": '"x"',
        "message": 'config.yaml:2:9: web.port: expected a whole number from 1 to 65535, found "x"',
    } in mistakes
    assert [mistake["variable"] for mistake in mistakes if "variable" in mistake] == [
        "CENTRALINO_WEB__THREADS"
    ]


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_show_masks_every_secret(run: Run, form: list[str]) -> None:
    env = {
        "CENTRALINO_TWILIO__AUTH_TOKEN": "verysecret",
        "CENTRALINO_TWILIO__SECONDARY_AUTH_TOKEN": "verysecret",
        "CENTRALINO_DATABASE__URL": "postgresql://user:verysecret@host/name",
    }
    result = run("config", "show", *form, env=env)
    assert result.exit_code == 0
    assert "verysecret" not in result.output
    assert result.stdout.count("********") == 3


def test_show_says_where_each_value_is_from(run: Run) -> None:
    lines = run("config", "show", env={"CENTRALINO_WEB__PORT": "9"}).stdout.splitlines()
    [port] = [line.split() for line in lines if line.startswith("web.port")]
    assert port == ["web.port", "9", "CENTRALINO_WEB__PORT"]


def test_show_as_json_nests_as_the_file_does(run: Run) -> None:
    shown = json.loads(run("config", "show", "--json").stdout)
    costs = {"hourly": 80.0, "vat_percent": 22.0, "minimum_minutes": 60, "payment_link": None}
    assert shown["costs"] == costs
    assert shown["twilio"]["auth_token"] is None


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_schema_describes_every_key(run: Run, form: list[str]) -> None:
    schema = json.loads(run("config", "schema", *form).stdout)
    groups = [schema, *schema["$defs"].values()]
    for group in groups:
        assert group["additionalProperties"] is False
        assert group["description"]
        assert all("description" in key or "$ref" in key for key in group["properties"].values())


# centralino.cli.shared.output


def test_json_leaves_as_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    say("told to the person")
    print_json({"perché": [1, None]})
    out, err = capsys.readouterr()
    assert json.loads(out) == {"perché": [1, None]}
    assert "perché" in out
    assert err == "told to the person\n"


def test_a_row_stays_one_line_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    table(("number", "subject"), [("1", "x" * 300), ("2", "[bold] is text")])
    lines = capsys.readouterr().out.splitlines()
    assert "x" * 300 in lines[1]
    assert "[bold] is text" in lines[2]


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-11-28T10:00", "2026-11-28T09:00:00+00:00"),
        ("2026-11-28 10:00:01", "2026-11-28T09:00:01+00:00"),
        ("2026-07-01T10:00", "2026-07-01T08:00:00+00:00"),
        ("2026-11-28T10:00+05:00", "2026-11-28T05:00:00+00:00"),
        ("2026-11-28T10:00Z", "2026-11-28T10:00:00+00:00"),
        ("2026-11-28", "2026-11-27T23:00:00+00:00"),
        ("2026-10-25T02:30", "2026-10-25T00:30:00+00:00"),  # comes twice: the first
    ],
)
def test_a_typed_time_without_offset_is_the_services(text: str, utc: str) -> None:
    assert instant_of(text, "Europe/Rome").isoformat() == utc


@pytest.mark.parametrize("text", ["", "tomorrow", "28/11/2026", "2026-03-29T02:30", "2026-02-30"])
def test_a_time_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter, match="expected a time"):
        instant_of(text, "Europe/Rome")


def test_a_configuration_without_end_is_refused(run: Run) -> None:
    result = run("--config", "/dev/zero", "config", "check")
    assert (result.exit_code, "expected at most 1000000 bytes" in result.stderr) == (2, True)


def test_a_message_may_be_any_sound_file_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(SHIPPED)
    (tmp_path / "letter.wav").write_text("Buongiorno")
    command = [sys.executable, "-m", "centralino", "call", "--audio", "letter.wav"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "letter.wav: expected a WAV or MP3 file" in done.stderr


def test_sound_of_any_rate_goes_over_the_telephone(tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "studio.wav"), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(44_100)
        file.writeframes(bytes(4 * 44_100))
    assert over_the_telephone(tmp_path / "studio.wav").seconds == pytest.approx(1.0, abs=0.01)


def test_an_address_that_is_taken_is_named_before_anything_starts() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PermanentFailure, match=rf"127\.0\.0\.1:{port}: cannot answer there"):
            listening("127.0.0.1", port)
    listening("127.0.0.1", port).close()


def test_triage_knows_the_lines_of_the_configuration_and_says_what_is_not_clear(run: Run) -> None:
    ours = run("triage", "--json", "Il mio numero è 045 5117067")
    assert json.loads(ours.stdout)["callback_number"] is None
    shown = run("triage", "Il mio numero è 347 1234567 89").stdout
    assert "not clear" in next(line for line in shown.splitlines() if "callback_number" in line)
