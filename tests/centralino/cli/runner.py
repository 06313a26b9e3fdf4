"""Commands as people type them, in this process and at an instant of ours."""

from click.testing import CliRunner

from centralino import cli
from centralino.config.variables import CLOCK_FILE
from centralino.runtime.clock import start_rehearsal


def runner(url, monkeypatch, tmp_path, now):
    monkeypatch.setenv("CENTRALINO_DATABASE__URL", url)
    clock = tmp_path / "clock.json"
    start_rehearsal(clock, now)
    monkeypatch.setenv(CLOCK_FILE, str(clock))

    def run(*words, code=0):
        result = CliRunner().invoke(cli.centralino, words, catch_exceptions=False)
        assert result.exit_code == code, result.stderr
        return result

    return run
