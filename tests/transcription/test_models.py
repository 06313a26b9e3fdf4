"""Which checkpoint is meant, and that nothing unchecked is loaded."""

import hashlib
from pathlib import Path

import pytest

from rules.errors import BadInput, TemporaryFailure
from transcription.download import fetched
from transcription.models import DEMO, Settings, checked, choose, to_download


def settings(model: str, folder: Path) -> Settings:
    return Settings(model=model, models_path=folder, prompt="J2K")


def test_the_demonstration_ships_and_is_small(tmp_path: Path) -> None:
    choice = choose(settings("demo", tmp_path))
    assert choice.path == DEMO
    assert DEMO.stat().st_size < 20_000_000
    assert not choice.takes_prompt  # it knows its own small world alone


@pytest.mark.parametrize("name", ["tiny", "base.en", "small", "medium", "large-v3", "turbo"])
def test_an_official_name_is_known(name: str, tmp_path: Path) -> None:
    assert choose(settings(name, tmp_path)).official


def test_an_official_model_is_to_be_downloaded_until_it_is_here(tmp_path: Path) -> None:
    assert to_download(settings("turbo", tmp_path)) == "large-v3-turbo"
    (tmp_path / "large-v3-turbo.pt").write_bytes(b"")
    assert to_download(settings("turbo", tmp_path)) is None
    assert to_download(settings("demo", tmp_path)) is None


def test_a_path_is_taken_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "ours.pt"
    path.write_bytes(b"")
    assert choose(settings(str(path), tmp_path)).path == path


def test_an_unknown_model_is_refused_with_what_is_accepted(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"expected demo, an official name .* found \"enormous\""):
        choose(settings("enormous", tmp_path))


def test_a_wrong_checksum_is_named_and_nothing_is_downloaded(tmp_path: Path) -> None:
    (tmp_path / "tiny.pt").write_bytes(b"not a model")
    with pytest.raises(BadInput, match="expected a file with SHA-256 "):
        # the port is closed: a download would fail otherwise
        fetched("http://127.0.0.1:9/" + "0" * 64 + "/tiny.pt", "0" * 64, tmp_path, print)
    assert (tmp_path / "tiny.pt").read_bytes() == b"not a model"


def test_a_file_already_there_needs_no_network(tmp_path: Path) -> None:
    path = tmp_path / "tiny.pt"
    path.write_bytes(b"a model")
    digest = hashlib.sha256(b"a model").hexdigest()
    assert fetched(f"http://127.0.0.1:9/{digest}/tiny.pt", digest, tmp_path, print) == path
    assert checked(path, digest) == path


def test_without_network_the_way_out_is_told(tmp_path: Path) -> None:
    with pytest.raises(TemporaryFailure, match="by hand"):
        fetched("http://127.0.0.1:9/0/tiny.pt", "0" * 64, tmp_path, print)
    assert list(tmp_path.iterdir()) == []
