"""Signing in through a real provider of identities (oidc-provider-mock), in a process of its own."""

import subprocess
import sys
import time

import pytest
import requests
from playwright.sync_api import expect

from centralino.demo.rehearsal import free_port
from store.staff import accounts
from tests.browser.looks import WIDE, Look
from tests.builders import a_user

ANNA = '{"sub": "anna-1", "email": "anna@leotron.com", "email_verified": true}'
ZORRO = '{"sub": "zorro-1", "email": "zorro@leotron.com", "email_verified": true}'


@pytest.fixture
def look():
    return Look(WIDE, True)


@pytest.fixture(scope="module")
def issuer():
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    for claims in (ANNA, ZORRO):
        command += ["--user-claims", claims]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        address = f"http://127.0.0.1:{port}"
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                requests.get(f"{address}/.well-known/openid-configuration", timeout=1)
                break
            except requests.RequestException:
                time.sleep(0.05)
        yield address
        process.terminate()


@pytest.fixture
def more(issuer):
    return {
        "CENTRALINO_SIGN_IN__ISSUER": issuer,
        "CENTRALINO_SIGN_IN__CLIENT_ID": "centralino",
        "CENTRALINO_SIGN_IN__CLIENT_SECRET": "between the two of us",
        "CENTRALINO_SIGN_IN__BUTTON": "Entra con Leotron",
    }


@pytest.fixture
def anna(sessions, now):
    with sessions.begin() as session:
        a_user(session, "anna", now=now)
        accounts.set_identity(session, "anna", "anna@leotron.com")


@pytest.fixture(autouse=True)
def without_strangers(page):
    """The provider's pages ask a CDN for their style."""
    page.route("https://cdn.jsdelivr.net/**", lambda route: route.fulfill(body=""))


def test_a_technician_comes_in_through_the_provider(page, anna):
    page.goto("/console/registro")
    page.get_by_role("button", name="Entra con Leotron").click()
    page.get_by_role("button", name="anna-1").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Registro")
    page.goto("/console/impostazioni")
    expect(page.locator("body")).to_contain_text("anna")


def test_somebody_whom_nobody_knows_here_is_told_so(page, anna):
    page.goto("/login")
    page.get_by_role("button", name="Entra con Leotron").click()
    page.get_by_role("button", name="zorro-1").click()
    expect(page.get_by_role("alert")).to_contain_text("Nessuno qui entra con zorro@leotron.com")
    expect(page.get_by_label("Password")).to_be_visible()
