"""A checkout whose configuration was edited is upgraded by the same command, and goes back."""

import pytest

from tests.centralino.deploy.upgrading import EDITED, MIGRATION, Checkout

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture
def checkout(tmp_path) -> Checkout:
    one = Checkout(tmp_path)
    one.clone()
    one.ours("db", "upgrade")
    one.ours(
        "users", "add", "rita", "--role", "supervisor", "--password-stdin", typed="a long password"
    )
    text = one.config.read_text(encoding="utf-8")
    one.config.write_text(f"{EDITED}\n{text}".replace("free_megabytes: 500", "free_megabytes: 501"))
    return one


def a_newer_version(one: Checkout) -> None:
    """With one more table, and with words of its own where the configuration was edited."""
    config = one.origin / "config.yaml"
    text = config.read_text(encoding="utf-8")
    config.write_text(
        f"# Another beginning.\n{text}".replace("free_megabytes: 500", "free_megabytes: 600")
    )
    versions = one.origin / "store" / "migrations" / "versions"
    last = max(path.name for path in versions.glob("0*.py"))[:4]
    told = {"old": last, "new": f"{int(last) + 1:04}", "does": "pass"}
    (versions / f"{told['new']}_newer.py").write_text(MIGRATION.format(**told))
    project = one.origin / "pyproject.toml"
    project.write_text(project.read_text().replace('version = "0.1.0"', 'version = "9.9.9"'))
    one.commit("The second")


def test_an_edited_configuration_stays_and_the_rest_becomes_the_newer(checkout):
    before, edited = (
        checkout.git(checkout.source, "rev-parse", "HEAD"),
        checkout.config.read_bytes(),
    )
    tables = checkout.ours("db", "current").stdout
    a_newer_version(checkout)
    told = checkout.ours("upgrade", "--yes")
    assert checkout.run("--version").stdout == "9.9.9\n"
    assert checkout.config.read_bytes() == edited
    head = checkout.git(checkout.source, "rev-parse", "HEAD")
    assert head == checkout.git(checkout.origin, "rev-parse", "HEAD")
    assert head in told.stdout
    assert checkout.git(checkout.source, "status", "--porcelain") == "M config.yaml"
    assert not (checkout.folder / "srv.next").exists()
    assert checkout.ours("db", "current").stdout != tables

    checkout.ours("upgrade", "--back", "--yes")
    assert checkout.run("--version").stdout == "0.1.0\n"
    assert checkout.git(checkout.source, "rev-parse", "HEAD") == before
    assert checkout.config.read_bytes() == edited
    assert checkout.ours("db", "current").stdout == tables
    assert checkout.users() == ["rita"]

    (checkout.source / "README.md").write_text("mine")
    refused = checkout.ours("upgrade", "--yes", code=1)
    assert "expected no changes but in config.yaml, found some in README.md" in refused.stderr
