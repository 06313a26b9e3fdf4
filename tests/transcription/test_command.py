"""`centralino transcribe`, with the checkpoint that ships."""

import json
from pathlib import Path

from click.testing import CliRunner

from centralino.cli import centralino
from tests.audio import VOICES


def test_a_bad_file_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    bad = tmp_path / "bad.wav"
    bad.write_bytes(b"no sound at all")
    result = CliRunner(env={"CENTRALINO_TRANSCRIPTION__MODEL": "demo"}).invoke(
        centralino, ["transcribe", str(bad), str(VOICES / "gelateria.wav"), "--json"]
    )
    assert result.exit_code == 1
    assert "bad.wav: " in result.stderr
    first, second = json.loads(result.stdout)["files"]
    assert first["error"]
    assert first["text"] is None
    assert "registratore di cassa" in second["text"]
    assert second["words"][0].keys() == {"text", "start", "end", "confidence"}
