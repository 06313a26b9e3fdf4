"""What a service could not honour is refused before it starts, with its place in the file."""

import importlib
import json
import socket
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from structlog.testing import capture_logs

from centralino import cli
from centralino.wiring.transcription import loaded
from tests.centralino.config.shipped import ACCOUNT, TEXT, TOKEN
from transcription.models import DEMO, Settings, fault

VOICE = "voice: Polly.Bianca-Neural"
REACHED = "public_url: null"
REFUSED = [
    # what stands in the file, what stands there instead, the key, what was found
    (VOICE, "voice: Polly.Pippo", "lines.weekday.voices.it.voice", "not in Twilio's list"),
    (VOICE, "voice: polly.bianca-neural", "lines.weekday.voices.it.voice", "perhaps Polly.Bianca-"),
    (VOICE, "voice: Polly.Amy-Neural", "lines.weekday.voices.it.voice", "it speaks en-GB"),
    ("language: en-GB", "language: it-IT", "lines.weekday.voices.en.voice", "it speaks en-GB"),
    (REACHED, "public_url: https://localhost", "service.public_url", "only this machine or netw"),
    (REACHED, "public_url: http://127.0.0.1:8000", "service.public_url", "only this machine or"),
    (REACHED, "public_url: https://192.168.1.9", "service.public_url", "only this machine or netw"),
    (REACHED, "public_url: https://cassa.local", "service.public_url", "only this machine or netw"),
    (REACHED, "public_url: https://cassa", "service.public_url", "only this machine or network"),
    (REACHED, "public_url: https://localhost.", "service.public_url", "only this machine or ne"),
    (REACHED, "public_url: https://10.0.0.9.", "service.public_url", "only this machine or net"),
    (REACHED, "public_url: https://0x7f.1", "service.public_url", "only this machine or network"),
    (REACHED, "public_url: https://a_b.leotron.it", "service.public_url", "with an underscore"),
    (' "Mo-Fr 09:15-12:45,14:45-18:15"', ' "off"', "lines.weekday.hours", '"off", which never'),
    (' "Mo-Fr 09:15-12:45,14:45-18:15"', ' "Sa 09:00-12:00"', "lines.weekday.hours", "never are"),
    (
        ' "Mo-Fr 09:15-12:45,14:45-18:15"',
        ' "Mo-Fr 22:00-02:00"',
        *("lines.weekday.hours", "after midnight it is Saturday"),
    ),
    (
        ' "Mo-Fr 09:15-12:45,14:45-18:15"',
        ' "Mo-Fr 09:15-12:45; PH 09:00-12:00"',
        *("lines.weekday.hours", "PH 09:00-12:00: days of closure"),
    ),
    (
        ' "Sa 09:15-12:45,14:45-18:15; Su 09:15-12:45"',
        ' "Fr-Sa 09:15-12:45"',
        *("lines.weekend.hours", "Friday has another line's hours"),
    ),
    ("host: 127.0.0.1", "host: 0.0.0.0", "service.public_url", "found null"),
    ("model: base", "model: ./missing.pt", "transcription.model", "missing.pt, which is not there"),
    ("model: base", "model: ./notes.pt", "transcription.model", "notes.pt, which is no checkpoint"),
    ("model: base", "model: ./folder.pt", "transcription.model", "folder.pt, which is no file"),
    (
        "model: base",
        "model: tiny\n  models_path: /proc/x",
        "transcription.models_path",
        "found /proc/x: ",
    ),
    (" var/recordings", " /proc/x", "recordings.path", "found /proc/x: "),
    (" var/recordings", " notes.pt/x", "recordings.path", "found the file "),
    (" var/attachments", " /proc/x", "form.attachments_path", "found /proc/x: "),
    ("var/centralino.db", "notes.pt", "database.url", "notes.pt, which is no SQLite database"),
    ("var/centralino.db", "notes.pt/x.db", "database.url", "in the place of a folder"),
    ("var/centralino.db", "/proc/x/y.db", "database.url", "found /proc/x: "),
]


def with_(stands: str, instead: str) -> str:
    """The shipped file with this in the place of that; a key that is given twice counts once."""
    text = TEXT.replace("  models_path: var/models\n", "") if "models_path" in instead else TEXT
    return text.replace(stands, instead, 1)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Runs a command on a configuration, in a folder with a text that passes for a model."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.pt").write_text("these are notes")
    (tmp_path / "folder.pt").mkdir()

    def run(text: str, *words: str, **env: str) -> Result:
        (tmp_path / "config.yaml").write_text(text)
        environ = {**ACCOUNT, **TOKEN, **env}
        return CliRunner().invoke(cli.centralino, words, env=environ, catch_exceptions=False)

    return run


@pytest.mark.timeout(60)
@pytest.mark.parametrize(("stands", "instead", "key", "found"), REFUSED)
@pytest.mark.parametrize("words", [("config", "check"), ("serve",)])
def test_what_cannot_be_honoured_is_refused_with_its_place(
    run, tmp_path, stands, instead, key, found, words
):
    before = set(tmp_path.iterdir()) | {tmp_path / "config.yaml"}
    assert stands in TEXT
    result = run(with_(stands, instead), *words)
    assert result.exit_code == 2
    place, _, told = result.stderr.strip().partition(f": {key}: expected ")
    assert place.startswith("config.yaml:")
    line, column = map(int, place.split(":")[1:])
    assert min(line, column) > 1
    assert found in told
    assert "\n" not in told
    assert set(tmp_path.iterdir()) == before  # looking leaves nothing behind


def test_a_model_that_its_examination_refuses_does_not_serve(run, tmp_path):
    (tmp_path / "ours.pt").write_bytes(DEMO.read_bytes())
    told = {"card": {"refused": ["it mishears 60% of the words (at most 35%)"]}}
    (tmp_path / "ours.calibration.json").write_text(json.dumps(told))
    result = run(with_("model: base", "model: ./ours.pt"), "config", "check")
    assert result.exit_code == 2
    assert "transcription.model: expected a Whisper checkpoint that can serve" in result.stderr
    assert "ours, which its examination refuses: it mishears 60% of the words" in result.stderr
    (tmp_path / "ours.calibration.json").write_text('{"card": {"refused": []}}')
    assert run(with_("model: base", "model: ./ours.pt"), "config", "check").exit_code == 0
    (tmp_path / "ours.calibration.json").write_text("torn")
    assert (
        "expected JSON" in run(with_("model: base", "model: ./ours.pt"), "config", "check").stderr
    )


def test_the_shipped_demonstration_is_a_checkpoint_and_half_of_it_is_none(tmp_path):
    half = tmp_path / "half.pt"
    half.write_bytes(DEMO.read_bytes()[: DEMO.stat().st_size // 2])
    assert fault(Settings(model=str(DEMO), models_path=tmp_path)) is None
    assert fault(Settings(model=str(half), models_path=tmp_path)) is not None


@pytest.mark.slow
def test_a_model_that_does_not_load_is_told_once_and_tried_again(tmp_path):
    notes = tmp_path / "notes.pt"
    notes.write_text("these are notes")
    stopping = threading.Event()
    timer = threading.Timer(1.0, stopping.set)
    importlib.import_module("transcription.whisper_engine")  # takes seconds
    with capture_logs() as logs:
        timer.start()
        assert loaded(Settings(str(notes), tmp_path), stopping, wait_seconds=0.05) is None
    [told] = logs
    assert told["log_level"] == "error"
    assert f"{notes}: expected a Whisper checkpoint, found " in told["reason"]
    assert "\n" not in told["reason"]
    assert "exc_info" not in told


@pytest.mark.slow
def test_a_model_that_comes_to_be_right_is_loaded(tmp_path):
    file = tmp_path / "model.pt"
    put = threading.Timer(0.5, lambda: file.write_bytes(DEMO.read_bytes()))
    put.start()
    engine = loaded(Settings(str(file), tmp_path), threading.Event(), wait_seconds=0.2)
    assert engine is not None
    assert engine.model == "model"


def test_a_log_file_in_no_folder_is_a_wrong_call(run, tmp_path):
    file = tmp_path / "nowhere" / "service.log"
    result = run(TEXT, "worker", CENTRALINO_LOG_FILE=str(file))
    assert result.exit_code == 2
    said = f"CENTRALINO_LOG_FILE: expected a file to write to, found {file}: No such file"
    assert result.stderr.startswith(said)


def test_web_alone_names_an_address_that_is_taken(run):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run(TEXT, "web", "--port", str(port))
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: 127.0.0.1:{port}: cannot answer there: ")


def test_a_carrier_of_this_machine_may_reach_us_here(tmp_path):
    text = TEXT.replace("public_url: null", "public_url: http://127.0.0.1:8000", 1)
    text = text.replace("api_base_url: null", "api_base_url: http://127.0.0.1:8300", 1)
    (tmp_path / "config.yaml").write_text(text)
    found = CliRunner().invoke(
        cli.centralino, ["--config", str(tmp_path / "config.yaml"), "config", "check"]
    )
    assert found.exit_code == 0, found.output


@pytest.mark.parametrize("how", ["option", "environment"])
@pytest.mark.parametrize("command", [["call"], ["demo"]])
def test_call_and_demo_take_the_configuration_that_is_named(tmp_path, how, command):
    """A voice that Twilio has not is named in that very file, and ends in no traceback."""
    text = TEXT.replace("voice: Polly.Bianca-Neural", "voice: Polly.Pippo", 1)
    path = tmp_path / "other.yaml"
    path.write_text(text)
    words = ["--config", str(path), *command] if how == "option" else command
    environ = {"CENTRALINO_CONFIG": str(path)} if how == "environment" else {}
    found = CliRunner(env=environ).invoke(cli.centralino, words)
    assert found.exit_code == 2
    assert "other.yaml" in found.output
    assert "lines.weekday.voices.it.voice: expected a voice that Twilio has" in found.output


@pytest.mark.parametrize("day", ["2026-02-30", "2027-02-29", "2026-13-01"])
def test_a_day_that_no_calendar_has_is_named_with_its_place(tmp_path, day):
    (tmp_path / "config.yaml").write_text(
        TEXT.replace("  extra: {}", f"  extra: {{2026-12-24: Natale, {day}: chiusura}}", 1)
    )
    found = CliRunner().invoke(
        cli.centralino, ["--config", str(tmp_path / "config.yaml"), "config", "check"]
    )
    assert found.exit_code == 2
    assert "config.yaml:" in found.output
    assert f'holidays.extra: expected a day such as 2026-12-24, found "{day}"' in found.output


def test_a_day_that_no_calendar_has_is_named_where_a_value_is_wanted_too(tmp_path):
    config = tmp_path / "config.yaml"
    config.write_text(TEXT.replace("working: []", "working: [2026-12-24, 2026-06-31]", 1))
    found = CliRunner().invoke(cli.centralino, ["--config", str(config), "config", "check"])
    told = 'holidays.working[1]: expected a day such as 2026-12-24, found "2026-06-31"'
    assert (found.exit_code, told in found.output) == (2, True)
