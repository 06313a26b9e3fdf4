"""What technicians do in a browser, as several tests of the console need it."""

from playwright.sync_api import Page, expect

from tests.builders import PASSWORD


def sign_in(page: Page, name: str = "anna") -> None:
    """Come in, and see the queue."""
    page.goto("/console")
    page.get_by_label("Nome").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Entra").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Da richiamare")


# Ask for everything that keeps itself fresh, as if it had changed; over when all of it is shown.
POLL = """
async () => {
  for (const part of document.querySelectorAll("[data-live], [data-counts]")) {
    part.removeAttribute("data-version");
    await htmx.ajax("GET", part.getAttribute("hx-get"),
      { source: part, target: part, swap: "morph:innerHTML" });
  }
  await new Promise((over) => setTimeout(over, 60));
}
"""


def poll(page: Page) -> None:
    """One refresh of whatever part of the page asks again by itself."""
    page.evaluate(POLL)
