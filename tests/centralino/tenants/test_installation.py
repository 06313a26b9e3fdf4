"""The file that names several firms: each has its own, and what two share is named with its place."""

from pathlib import Path

import pytest

from bench.tenants import twins
from centralino.config.errors import ConfigError
from centralino.config.settings import read
from centralino.tenants.installation import host_of, installed
from tests.centralino.config.shipped import SHIPPED


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return twins.written(tmp_path / "two", ("alfa", "beta"))


def test_each_firm_has_its_own_file_environment_and_folders(file: Path) -> None:
    environ = {"CENTRALINO_TENANT_BETA__COSTS__HOURLY": "95.00", "CENTRALINO_WEB__THREADS": "4"}
    text = (file.parent / "alfa" / "config.yaml").read_text()
    for name in ("alfa", "beta"):  # what the file says would be of no avail
        (file.parent / name / "config.yaml").write_text(text.replace("  threads: 8\n", ""))
    _other_numbers(file.parent / "beta" / "config.yaml")
    known = installed(file, environ)
    alfa, beta = known.firms
    assert (alfa.host, beta.host) == ("alfa.example.it", "beta.example.it")
    assert (alfa.settings.costs.hourly, beta.settings.costs.hourly) == (80, 95)
    assert alfa.settings.database.url == f"sqlite:///{file.parent}/alfa/var/centralino.db"
    assert alfa.settings.twilio.token != beta.settings.twilio.token
    assert alfa.settings.web.threads == beta.settings.web.threads == 4
    assert alfa.settings.transcription.model == beta.settings.transcription.model == "demo"
    # and a process that is told one firm's file and environment finds the very same
    again = read(beta.path, beta.environ).settings
    assert again.model_dump() == beta.settings.model_dump()
    assert "alfa" not in str(sorted(beta.environ.items()))


def _other_numbers(config: Path) -> None:
    text = config.read_text().replace("alfa.example.it", "beta.example.it")
    config.write_text(
        text.replace("+390455100001", "+390455100002").replace("+390452500001", "+390452500002")
    )


SHARED = [
    (
        "SERVICE__PUBLIC_URL",
        "https://ALFA.example.it",
        "service.public_url: expected a host of its own",
    ),
    (
        "SERVICE__PUBLIC_URL",
        "",
        "service.public_url: expected the address of this firm alone, found",
    ),
    (
        "DATABASE__URL",
        "sqlite:///../alfa/var/centralino.db",
        "database.url: expected a database of its",
    ),
    (
        "DATABASE__URL",
        "sqlite:///../alfa/var/other.db",
        "database.url: expected a folder of its own",
    ),
    (
        "RECORDINGS__PATH",
        "../alfa/var/recordings/beta",
        "recordings.path: expected a folder of its own",
    ),
    (
        "FORM__ATTACHMENTS_PATH",
        "../alfa/var",
        "form.attachments_path: expected a folder of its own",
    ),
    ("TWILIO__ACCOUNT_SID", twins.ACCOUNT.format(1), "twilio.account_sid: expected an account"),
    ("TWILIO__SECONDARY_AUTH_TOKEN", "alfa" * 8, "twilio.auth_token: expected a token of its own"),
    (
        "LINES__WEEKEND__NUMBER",
        "+390455100001",
        "lines.weekday.number: expected numbers of its own",
    ),
    ("WEB__PORT", "8001", "web.port: expected what all firms share (8000), or no such key"),
    ("TRANSCRIPTION__THREADS", "2", "transcription.threads: expected what all firms share (null)"),
]


@pytest.mark.parametrize(("name", "value", "told"), SHARED)
def test_what_two_firms_would_share_stops_the_start(
    file: Path, name: str, value: str, told: str
) -> None:
    with pytest.raises(ConfigError) as raised:
        installed(file, {f"CENTRALINO_TENANT_BETA__{name}": value})
    assert told in str(raised.value)


@pytest.mark.parametrize(
    ("environ", "told"),
    [
        ({"CENTRALINO_TENANT_GAMMA__WEB__PORT": "1"}, "one of ALFA, BETA, found GAMMA"),
        ({"CENTRALINO_WEB__SECRET_KEY": "x" * 40}, "web.secret_key: expected none here"),
        ({"CENTRALINO_COSTS__HOURLY": "1"}, "costs"),  # of no firm
        (
            {"CENTRALINO_TENANT_ALFA__COSTS__HOURLY": "much"},
            "CENTRALINO_TENANT_ALFA__COSTS__HOURLY: costs.hourly: expected an amount",
        ),
    ],
)
def test_what_counts_for_no_firm_or_is_wrong_is_named(file: Path, environ, told: str) -> None:
    with pytest.raises(ConfigError) as raised:
        installed(file, environ)
    assert told in str(raised.value)


def test_firms_in_the_folder_of_the_installation_are_refused(file: Path) -> None:
    (file.parent / "alfa" / "config.yaml").rename(file.parent / "config.yaml")
    file.write_text(file.read_text().replace("alfa/config.yaml", "config.yaml"))
    env = file.parent / "alfa" / "centralino.env"
    env.rename(file.parent / "centralino.env")
    with pytest.raises(ConfigError):
        installed(file, {})


def test_a_command_for_one_firm_asks_which(file: Path) -> None:
    with pytest.raises(ConfigError, match="say which with --tenant NAME"):
        read(file, {})
    with pytest.raises(ConfigError, match="expected one of alfa, beta, found gamma"):
        installed(file, {}).firm("gamma")
    with pytest.raises(ConfigError, match="expected a file that names several firms"):
        installed(SHIPPED, {}).firm("alfa")


def test_one_firm_is_as_it_always_was(now) -> None:
    environ = {
        "CENTRALINO_TWILIO__ACCOUNT_SID": twins.ACCOUNT.format(1),
        "CENTRALINO_TWILIO__AUTH_TOKEN": "token",
        "CENTRALINO_DATABASE__URL": "sqlite:////nowhere/is.db",
    }
    known = installed(SHIPPED, environ)
    assert not known.is_shared
    assert [firm.name for firm in known.firms] == [None]
    assert known.firms[0].settings == read(SHIPPED, environ).settings
    assert "tenant" not in SHIPPED.read_text().lower()


@pytest.mark.parametrize(
    ("given", "host"),
    [
        ("https://Alfa.Example.it", "alfa.example.it"),
        ("alfa.example.it:8000", "alfa.example.it"),
        ("alfa.example.it.", "alfa.example.it"),
        ("[::1]:8000", "::1"),
        ("[broken", ""),
        ("", ""),
    ],
)
def test_hosts_are_compared_as_names(given: str, host: str) -> None:
    assert host_of(given) == host
