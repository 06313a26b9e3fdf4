"""Commands called wrongly, and results that cannot be written: one line, and the right exit code."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from centralino import cli

ROOT = Path(__file__).parents[3]
COMMAND = [sys.executable, "-m", "centralino"]
AUDIO = ROOT / "simulator" / "voices" / "ferramenta.wav"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config.yaml").write_bytes((ROOT / "config.yaml").read_bytes())
    return tmp_path


@pytest.fixture
def run(monkeypatch, folder):
    monkeypatch.chdir(folder)
    return lambda *words: CliRunner().invoke(cli.centralino, words)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("call", "--press", "1,x"), '--press: expected 0 to 9, * and #, found "x"'),
        (
            ("call", "--from", "abc"),
            '--from: expected a number such as +393471234567, or "anonymous", found "abc"',
        ),
        (
            ("call", "--url", "nonsense"),
            'expected an address such as http://HOST, found "nonsense"',
        ),
        (("call", "--url", "ftp://x"), "--url: expected an address"),
        (
            ("call", "--url", "http://x", "--at", "2026-11-28T10:00"),
            "--at: expected none with --url",
        ),
        (("call", "--at", "9999-12-31T10:00"), "expected a day from 1978 to 2100"),
        (("serve", "--at", "9999-12-31"), "expected a day from 1978 to 2100"),
        (("hours", "explain", "0001-01-01"), "expected a day from 1978 to 2100"),
        (("tickets", "list", "--limit", "99999999999999999999"), "1<=x<=10000"),
        (("db", "backup", "-"), 'expected the name of a file, found "-"'),
    ],
)
def test_a_wrong_call_is_told_and_exits_with_2(run, words, told):
    result = run(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in " ".join(result.stderr.split())


@pytest.mark.timeout(60)
def test_a_demonstration_that_is_ended_leaves_no_folder_behind(tmp_path):
    env = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen([*COMMAND, "demo"], env=env, cwd=ROOT, stderr=subprocess.DEVNULL) as demo:
        while not list(tmp_path.glob("centralino-demo-*/service.log")):
            assert demo.poll() is None
            time.sleep(0.05)
        demo.terminate()
    assert demo.returncode == 143
    assert list(tmp_path.glob("centralino-*")) == []


def test_an_hour_that_comes_twice_is_its_first_and_says_so(run):
    result = run("hours", "explain", "2026-10-25T02:30", "--json")
    assert json.loads(result.stdout)["at"] == "2026-10-25T02:30:00+02:00"
    assert "twice that night: taken as 2026-10-25T02:30:00+02:00" in result.stderr
    assert run("hours", "explain", "2026-10-25T03:30").stderr == ""


def test_what_serving_lacks_stands_in_the_json_too(run):
    told = json.loads(run("config", "check", "--json").stdout)
    assert told["ok"] is True
    assert any("twilio.auth_token" in lacking for lacking in told["lacking_to_serve"])


def test_a_missing_file_is_told_before_any_model_is_loaded(run):
    result = run("transcribe", "gone.wav", "--json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["model"]) == (1, None)
    assert told["files"][0]["error"] == "No such file"
    assert "gone.wav: No such file" in result.stderr


def test_a_file_that_is_no_audio_is_told_by_its_beginning_whatever_its_name(folder):
    name = b"\xff.wav"
    (Path(os.fsdecode(os.fsencode(folder) + b"/" + name))).write_text("hello\n")
    done = subprocess.run(
        [*COMMAND, "transcribe", "--json", name],
        cwd=folder,
        env={**os.environ, "CENTRALINO_TRANSCRIPTION__MODEL": "demo"},
        capture_output=True,
        check=False,
    )
    (row,) = json.loads(done.stdout.decode())["files"]
    assert row["error"] == 'expected a WAV or MP3 file, found one that begins with "hello."'
    assert row["file"] == "\N{REPLACEMENT CHARACTER}.wav"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
@pytest.mark.parametrize("words", [["hours", "explain", "2026-11-28T10:00"], ["config", "schema"]])
def test_a_full_disk_under_the_output_is_told_in_a_line(folder, words):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*COMMAND, *words], cwd=folder, stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 1
    assert done.stderr.decode() == "Error: standard output: No space left on device\n"


def test_a_closed_output_is_told_in_a_line(folder):
    line = f"{sys.executable} -m centralino hours explain 2026-11-28T10:00 >&-"
    done = subprocess.run(["sh", "-c", line], cwd=folder, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (1, b"Error: standard output: it is closed\n")
