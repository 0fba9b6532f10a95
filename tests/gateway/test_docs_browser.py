"""The documentation page in a real browser: it shows the operations, and asks no other host for anything."""

from playwright.sync_api import sync_playwright

from tests.gateway.bank import Bank


def test_the_documentation_page_shows_the_operations_in_a_browser(bank: Bank, chromium: str) -> None:
    asked: list[str] = []
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.goto(f"{str(bank.client.base_url).rstrip('/')}/docs")
        page.wait_for_selector('[data-path="/v1/transfers/linked"]', timeout=60_000)
        shown = page.inner_text("#swagger-ui")
        browser.close()
    assert "Post by a transaction code: the normal way to move money" in shown
    own = str(bank.client.base_url).rstrip("/")
    assert [url for url in asked if not url.startswith((own, "data:", "blob:"))] == []
    assert complaints == []
