""" "Salute" in a browser: the real examination, in a process of its own, of a service that lost something."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from rules.staff.accounts import Role
from store import failing_jobs
from tests.browser.at_work import sign_in
from tests.browser.looks import WIDE, Look
from tests.builders import a_user


@pytest.fixture
def look():
    return Look(WIDE, True)


@pytest.fixture
def more(tmp_path, monkeypatch):
    """The examination's own process reads the environment: the test's, and never ours."""
    found = {
        "CENTRALINO_TWILIO__ACCOUNT_SID": "AC" + "0" * 32,
        "CENTRALINO_TWILIO__AUTH_TOKEN": "the auth token",
        "CENTRALINO_TWILIO__API_BASE_URL": "http://127.0.0.1:9",  # nobody listens there
        "CENTRALINO_DATABASE__URL": f"sqlite:///{tmp_path}/centralino.db",
        "CENTRALINO_RECORDINGS__PATH": str(tmp_path / "recordings"),
    }
    for name, value in found.items():
        monkeypatch.setenv(name, value)
    return found


def test_a_supervisor_reads_in_italian_which_job_fails_and_what_mends_it(page, sessions, now):
    with sessions.begin() as session:
        a_user(session, "anna", Role.SUPERVISOR, now=now)
        failing_jobs.fails(session, "fetch recordings", "rifiutato", now - timedelta(hours=3))
    sign_in(page)
    page.get_by_role("link", name="Salute").click()
    told = page.locator(".rows.health")
    expect(told).to_be_visible(timeout=90_000)
    expect(told).to_contain_text("il servizio non riesce a scaricare le registrazioni")
    expect(told).not_to_contain_text("fetch recordings")
    faulty = told.locator("li", has_text="scaricare le registrazioni")
    expect(faulty.locator(".tag")).to_have_text("guasto")
    expect(faulty.locator("code")).to_contain_text("journalctl")
    expect(page.get_by_role("heading", level=2)).to_contain_text("guast")


def test_nothing_in_it_stands_in_anybodys_way(browser, address, sessions, now):
    with sessions.begin() as session:
        a_user(session, "anna", Role.SUPERVISOR, now=now)
    context = browser.new_context(base_url=address, locale="it-IT", bypass_csp=True)
    page = context.new_page()
    sign_in(page)
    page.goto("/console/salute?adesso=1", timeout=90_000)
    expect(page.locator(".rows.health")).to_be_visible()
    assert Axe().run(page).response["violations"] == []
    context.close()
