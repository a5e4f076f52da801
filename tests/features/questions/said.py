"""What the next page says."""


def flashed(browser, endpoint, **values):
    """Return the messages at the head of a page."""
    page = browser.get(endpoint, **values)
    return " ".join(notice.text for notice in page.select("main .notice"))
