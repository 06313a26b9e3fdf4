"""The key of cookies and links: configured, or made once and kept for the service alone."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from centralino.config.settings import load
from centralino.wiring.customer_links import links
from centralino.wiring.parts import parts_of
from centralino.wiring.web_secret import kept, web_secret
from store.models import Ticket
from tests.centralino.config.shipped import TEXT, Mistakes, Write

KEY = "0123456789abcdef0123456789abcdef"


def test_the_configured_key_is_taken(write: Write, tmp_path: Path) -> None:
    settings = load(write(TEXT), {"CENTRALINO_WEB__SECRET_KEY": KEY})
    assert web_secret(settings) == KEY
    assert not (tmp_path / "var").exists()


def test_the_key_of_a_file_is_taken(write: Write, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(KEY)
    text = TEXT.replace("secret_key_file: null", "secret_key_file: key")
    assert web_secret(load(write(text), {})) == KEY


@pytest.mark.parametrize("key", ["short", "x" * 31])
def test_a_key_that_is_too_short_is_refused_and_not_repeated(mistakes: Mistakes, key: str) -> None:
    [found] = mistakes(environ={"CENTRALINO_WEB__SECRET_KEY": key})
    assert "web.secret_key: expected 32 characters or more" in found
    assert key not in found


def test_a_key_in_the_file_itself_is_refused_and_not_repeated(mistakes: Mistakes) -> None:
    [found] = mistakes(TEXT.replace("  secret_key: null", f"  secret_key: {KEY}"))
    assert "web.secret_key: expected no secret in this file" in found
    assert KEY not in found


@pytest.mark.parametrize(
    ("database", "place"),
    [
        ("sqlite:///data/centralino.db", "data/web-secret-key"),
        ("postgresql+psycopg://db.example.it/centralino", "var/web-secret-key"),
    ],
)
def test_without_one_a_key_is_made_and_stays(
    write: Write, tmp_path: Path, database: str, place: str
) -> None:
    settings = load(write(TEXT), {"CENTRALINO_DATABASE__URL": database})
    made = web_secret(settings)
    assert len(made) >= 32
    assert web_secret(settings) == made
    assert stat.S_IMODE((tmp_path / place).stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / place).parent.iterdir()] == ["web-secret-key"]


def test_processes_that_make_one_at_once_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: kept(tmp_path / "key"), range(8)))) == 1


@pytest.mark.parametrize(
    ("environ", "begins"),
    [
        ({"CENTRALINO_SERVICE__PUBLIC_URL": "https://a.example.it"}, "https://a.example.it/"),
        ({}, "http://127.0.0.1:8000/"),
    ],
)
def test_links_begin_with_our_public_address(
    write: Write, environ: dict[str, str], begins: str
) -> None:
    settings = load(write(TEXT), environ | {"CENTRALINO_WEB__SECRET_KEY": KEY})
    link = links(parts_of(settings)).link_for(Ticket(id=1001, link_secret="a" * 32))
    assert link.startswith(f"{begins}assistenza/r/")
