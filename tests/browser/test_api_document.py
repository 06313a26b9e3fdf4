"""The API's document in a browser: Redoc draws it under a policy that lets nothing else in."""

from urllib.parse import urlsplit

from playwright.sync_api import expect

FROM_ELSEWHERE = "cdn.redoc.ly"  # Redoc's own mark, which it asks for and our policy refuses


def test_the_document_is_drawn_by_our_own_files_alone(browser, address):
    with browser.new_context() as context:
        page, asked, wrong = context.new_page(), set(), []
        page.on("response", lambda answer: asked.add(urlsplit(answer.url).netloc))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.goto(f"{address}/api/v1/docs")
        expect(page.get_by_text("Ask for help").last).to_be_attached(timeout=60_000)
        width = page.locator(".menu-content").evaluate("one => one.getBoundingClientRect().width")
        assert 200 < width < 400  # its styles are in force
        assert asked - {""} == {urlsplit(address).netloc}
        assert [one for one in wrong if FROM_ELSEWHERE not in one] == []
