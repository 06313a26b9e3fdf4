"""Secrets: never in config.yaml, never shown, and nothing is served without them."""

from pathlib import Path

import pytest
from sqlalchemy import make_url

from centralino.config.database_url import MASK, masked
from centralino.config.errors import ConfigError
from centralino.config.settings import load, read
from tests.centralino.config.shipped import ACCOUNT, SHIPPED, TEXT, TOKEN, Mistakes, Write


@pytest.mark.parametrize("key", ["auth_token", "secondary_auth_token"])
def test_a_token_in_the_file_itself_is_refused_and_not_repeated(
    mistakes: Mistakes, key: str
) -> None:
    [found] = mistakes(TEXT.replace(f"  {key}: null", f"  {key}: verysecret"))
    assert f"twilio.{key}: expected no secret in this file" in found
    assert f"CENTRALINO_TWILIO__{key.upper()}" in found
    assert "verysecret" not in found


@pytest.mark.parametrize(
    "url", ["postgresql://u:verysecret@h/n", "postgresql://h/n?user=u&password=verysecret"]
)
def test_a_database_password_in_the_file_itself_is_refused_and_not_repeated(
    mistakes: Mistakes, url: str
) -> None:
    [found] = mistakes(TEXT.replace("sqlite:///var/centralino.db", url))
    assert "database.url: expected no secret in this file" in found
    assert "verysecret" not in found


@pytest.mark.parametrize("environ", [{}, {"CENTRALINO_TWILIO__AUTH_TOKEN": ""}])
def test_without_a_token_nothing_is_served(environ: dict[str, str]) -> None:
    settings = load(SHIPPED, environ | ACCOUNT)
    with pytest.raises(ConfigError, match=r"CENTRALINO_TWILIO__AUTH_TOKEN: twilio\.auth_token"):
        settings.require_serving()


def test_with_account_and_token_the_service_starts() -> None:
    load(SHIPPED, ACCOUNT | TOKEN).require_serving()


def test_a_service_open_to_others_needs_its_public_address() -> None:
    everybody = ACCOUNT | TOKEN | {"CENTRALINO_WEB__HOST": "0.0.0.0"}
    with pytest.raises(ConfigError, match=r"CENTRALINO_SERVICE__PUBLIC_URL: service\.public_url"):
        load(SHIPPED, everybody).require_serving()
    address = {"CENTRALINO_SERVICE__PUBLIC_URL": "https://assistenza.example.it"}
    load(SHIPPED, everybody | address).require_serving()


def test_a_token_is_read_from_its_file(write: Write, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("fromfile\n")
    text = TEXT.replace("auth_token_file: null", "auth_token_file: token", 1)
    reading = read(write(text), {})
    assert reading.settings.twilio.tokens == ("fromfile",)
    assert "file named at config.yaml" in reading.sources.described(("twilio", "auth_token"))


def test_a_variable_comes_before_a_secrets_file(write: Write) -> None:
    text = TEXT.replace("auth_token_file: null", "auth_token_file: not/there", 1)
    assert load(write(text), TOKEN).twilio.tokens == (TOKEN["CENTRALINO_TWILIO__AUTH_TOKEN"],)


def test_the_databases_address_is_read_from_its_file(write: Write, tmp_path: Path) -> None:
    (tmp_path / "url").write_text("postgresql://u:p@h/n\n")
    text = TEXT.replace("url_file: null", "url_file: url")
    assert load(write(text), {}).database.url == "postgresql+psycopg://u:p@h/n"


def test_both_tokens_sign_while_one_replaces_the_other() -> None:
    second = {"CENTRALINO_TWILIO__SECONDARY_AUTH_TOKEN": "second"}
    tokens = load(SHIPPED, TOKEN | second).twilio.tokens
    assert tokens == (TOKEN["CENTRALINO_TWILIO__AUTH_TOKEN"], "second")


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "No such file"), ("", "empty"), ("  \n", "empty"), ("two words", "more than one word")],
)
def test_a_secrets_file_that_holds_no_secret_is_refused(
    mistakes: Mistakes, tmp_path: Path, content: str | None, reason: str
) -> None:
    if content is not None:
        (tmp_path / "token").write_text(content)
    [found] = mistakes(TEXT.replace("auth_token_file: null", "auth_token_file: token", 1))
    assert "twilio.auth_token_file: expected a file with one secret in it, found" in found
    assert reason in found
    assert "words" not in found or content == "two words"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("sqlite:////srv/c.db", "sqlite:////srv/c.db"),
        ("postgresql+psycopg://u@h/n", "postgresql+psycopg://u@h/n"),
        ("postgresql+psycopg://u:p@h/n", "postgresql+psycopg://u:********@h/n"),
        ("postgresql+psycopg://u:p@s:s/w@h/n", "postgresql+psycopg://u:********@h/n"),
        ("postgresql+psycopg://u:p?ss@h/n", "postgresql+psycopg://u:********@h/n"),
        ("postgresql+psycopg://u:p#ss@h/n", "postgresql+psycopg://u:********@h/n"),
        (
            "postgresql+psycopg://u:p@h/n?options=a@b",
            "postgresql+psycopg://u:********@h/n?options=a@b",
        ),
        ("postgresql+psycopg://h:5432/n", "postgresql+psycopg://h:5432/n"),
        (
            "postgresql+psycopg://h/n?password=p&a=b",
            "postgresql+psycopg://h/n?password=********&a=b",
        ),
    ],
)
def test_a_password_is_masked_for_peoples_eyes(url: str, shown: str) -> None:
    assert masked(url) == shown


@pytest.mark.parametrize("password", ["p@ss", "p#ss", "p/ss", "p?ss", "p:w", "p%w", "p;w@x", "pà"])
def test_the_database_is_sought_on_the_machine_that_is_shown(write: Write, password: str) -> None:
    url = f"postgresql://anna:{password}@db.example.it/centralino"
    settings = load(write(TEXT), {"CENTRALINO_DATABASE__URL": url})
    known = make_url(settings.database.url)
    assert (known.host, known.username, known.password) == ("db.example.it", "anna", password)
    assert masked(settings.database.url).endswith(f"anna:{MASK}@db.example.it/centralino")


def test_secrets_are_never_in_a_settings_text() -> None:
    settings = load(SHIPPED, TOKEN | {"CENTRALINO_TWILIO__SECONDARY_AUTH_TOKEN": "second"})
    assert "0123456789abcdef" not in repr(settings)
    assert "second'" not in repr(settings)
