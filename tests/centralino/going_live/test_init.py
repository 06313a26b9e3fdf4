"""What `centralino init` writes: commented, read back, for its owner alone, and never over what is there."""

import stat

from click.testing import CliRunner
from ruamel.yaml import YAML

from centralino import cli
from centralino.config.environment import with_file
from centralino.config.settings import load
from centralino.config.which_file import SHIPPED
from tests.centralino.going_live.installation import ACCOUNT, TOKEN


def init(*words, typed=""):
    line = ("init", *map(str, words))
    return CliRunner().invoke(cli.centralino, line, input=typed, catch_exceptions=False)


def comments(path):
    return [line.strip() for line in path.read_text().splitlines() if line.strip().startswith("#")]


def test_what_is_written_is_the_shipped_file_with_its_comments_and_the_answers(written):
    settings = load(written.config, environ={})
    assert (settings.twilio.account_sid, settings.twilio.token) == (ACCOUNT, TOKEN)
    assert settings.service.public_url == written.address
    assert settings.recordings.path == written.folder / "etc" / "data" / "recordings"
    assert comments(written.config) == comments(SHIPPED)
    found, shipped = (YAML(typ="safe").load(path.read_text()) for path in (written.config, SHIPPED))
    assert found.keys() == shipped.keys()
    assert found["costs"] == shipped["costs"]


def test_secrets_stand_in_their_file_alone_which_its_owner_alone_reads(written):
    etc = written.folder / "etc"
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (etc, *etc.iterdir())}
    assert modes == {"etc": 0o700, "config.yaml": 0o640, "centralino.env": 0o600, "data": 0o700}
    assert TOKEN in (etc / "centralino.env").read_text()
    assert TOKEN not in written.config.read_text()


def test_nothing_is_replaced_without_asking_and_what_is_replaced_is_kept(written):
    etc = written.folder / "etc"
    before, key = written.config.read_text(), load(written.config, environ={}).web.secret_key
    assert init("--to", etc, "--yes").exit_code == 2
    assert init("--to", etc, typed="n\n").exit_code == 1
    assert written.config.read_text() == before
    assert init("--to", etc, "--yes", "--overwrite").exit_code == 0
    assert (etc / "config.yaml.before").read_text() == before
    settings = load(written.config, environ={})
    assert settings.service.public_url is None
    assert settings.web.secret_key == key  # or every customer's link would be closed


def test_a_person_is_asked_until_an_answer_can_be_taken(tmp_path):
    typed = "0455117067\n+390455117067\n\nhttp://nowhere\nhttps://a.example.it\n\n\n\n\n\n\n\n"
    result = init("--to", tmp_path / "etc", typed=typed)
    assert result.exit_code == 0, result.output
    assert result.stderr.count("Expected a telephone number in E.164") == 1
    assert result.stderr.count("Expected an address without a path") == 1
    settings = load(tmp_path / "etc" / "config.yaml", environ={})
    assert settings.service.public_url == "https://a.example.it"
    assert settings.web.proxies == 1


def test_answers_that_cannot_be_taken_are_named_and_nothing_is_written(tmp_path):
    answers, etc = tmp_path / "answers.yaml", tmp_path / "etc"
    for text, told in (
        ("account_sid: AC1", "account_sid: expected an account SID"),
        ("acount_sid: AC1", "found acount_sid"),
        ("province: ZZ", "holidays.province: expected a province of IT"),
        ("auth_token: ''\nmail_host: mail.example.it", "messages.email.sender"),
    ):
        answers.write_text(text)
        result = init("--to", etc, "--answers", answers, "--yes")
        assert (result.exit_code, told in result.stderr) == (2, True), result.output
        assert not etc.exists()


def test_a_password_comes_back_whatever_signs_it_has(tmp_path):
    answers, etc = tmp_path / "answers.yaml", tmp_path / "etc"
    password = 'it\'s "$HOME" `a` \\ # = ù'
    with answers.open("w") as file:
        YAML().dump({"auth_token": password}, file)
    assert init("--to", etc, "--answers", answers, "--yes").exit_code == 0
    found = with_file(etc / "config.yaml", {})
    assert found["CENTRALINO_TWILIO__AUTH_TOKEN"] == password


def test_a_database_address_with_a_password_is_a_secret(tmp_path):
    answers, etc = tmp_path / "answers.yaml", tmp_path / "etc"
    answers.write_text("database_url: postgresql+psycopg://me:hidden@db.example.it/centralino")
    assert init("--to", etc, "--answers", answers, "--yes").exit_code == 0
    assert "hidden" not in (etc / "config.yaml").read_text()
    assert "hidden" in load(etc / "config.yaml", environ={}).database.url
