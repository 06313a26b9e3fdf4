"""The group about the provider of identities: off as shipped, and each mistake is named."""

from pathlib import Path

import pytest

from centralino.config.settings import load
from centralino.wiring.console import console_services
from centralino.wiring.parts import parts_of
from store import connect, sessions
from tests.centralino.config.shipped import ACCOUNT, SHIPPED, TEXT, TOKEN, Mistakes, Write

GIVEN = {
    "CENTRALINO_SIGN_IN__ISSUER": "https://accounts.example.it/realms/leotron/",
    "CENTRALINO_SIGN_IN__CLIENT_ID": "centralino",
    "CENTRALINO_SIGN_IN__CLIENT_SECRET": "verysecret",
}


def provider(environ: dict[str, str], folder: Path) -> object:
    url = {"CENTRALINO_DATABASE__URL": f"sqlite:///{folder}/centralino.db"}
    settings = load(SHIPPED, ACCOUNT | TOKEN | url | environ)
    factory = sessions(connect(settings.database.url))
    return console_services(parts_of(settings), factory, lambda: None).provider  # type: ignore[arg-type,return-value]


def test_as_shipped_there_are_names_and_passwords_alone(tmp_path: Path) -> None:
    assert provider({}, tmp_path) is None


def test_a_provider_is_what_the_settings_say(tmp_path: Path) -> None:
    found = provider(GIVEN, tmp_path)
    assert found is not None
    assert vars(found)["issuer"] == "https://accounts.example.it/realms/leotron"
    assert vars(found)["client_secret"] == "verysecret"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("issuer: null", "issuer: accounts.google.com", "sign_in.issuer: expected an issuer's"),
        ("issuer: null", "issuer: http://accounts.google.com", "sign_in.issuer: expected"),
        ("issuer: null", "issuer: https://a.example", "sign_in.client_id: expected the client's"),
        ("client_secret: null", "client_secret: verysecret", "expected no secret in this file"),
        ("domains: []", "domains: [Leotron]", "expected a domain in small letters"),
        ("passwords: true", "passwords: perhaps", "sign_in.passwords: expected"),
    ],
)
def test_a_mistake_about_the_provider_is_named(
    mistakes: Mistakes, old: str, new: str, expected: str
) -> None:
    assert old in TEXT
    [found] = mistakes(TEXT.replace(old, new, 1))
    assert expected in found
    assert "verysecret" not in found


def test_the_secret_is_read_from_its_file(write: Write, tmp_path: Path) -> None:
    (tmp_path / "provider").write_text("fromfile\n")
    text = TEXT.replace("client_secret_file: null", "client_secret_file: provider")
    secret = load(write(text), {}).sign_in.client_secret
    assert secret is not None
    assert secret.get_secret_value() == "fromfile"
