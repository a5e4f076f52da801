"""Every page each role can reach by links: whole, accessible, narrow enough, of one origin."""

import re
from collections import Counter, deque
from urllib.parse import urlsplit

import pytest

from tests.journeys.devices import violations
from zhifa_training.accounts.access import Role
from zhifa_training.accounts.models import Account
from zhifa_training.core import clock
from zhifa_training.core.db import db
from zhifa_training.demo import loading

OFFICERS = 120
NARROW = {"width": 360, "height": 740}
WIDE = {"width": 1440, "height": 900}
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
FILES = re.compile(r"export|/template/|/errors$|\.svg$|^/static/")
LIKE = 3
"""How many pages of one address to visit: a draft links elsewhere than what is published."""
FEWEST = 5
"""Home, password, devices and two pages of the role's own: fewer means that the crawl is blind."""


@pytest.fixture(scope="module")
def province(app, kept_database):
    with app.app_context():
        kept_database.reset()
        loaded = loading.load(officers=OFFICERS, seed=1, on=clock.today())
        yield {sign_in.role: sign_in.login for sign_in in reversed(loaded.sign_ins)}
        db.session.remove()


SKELETON = """() => {
  const parts = new Set();
  for (const element of document.body.querySelectorAll("*")) {
    const { behaviour, kind, tone } = element.dataset;
    parts.add([element.tagName, element.className, behaviour, kind, tone].join(" "));
  }
  return [...parts].sort().join("|");
}"""
known = set()
"""What axe has seen: pages built of the same parts need it once, whoever looks at them."""


def links(page):
    """Return the addresses of pages that ``page`` links to; files to download are not pages."""
    found = page.eval_on_selector_all(
        "a[href]:not([download])", "(links) => links.map((link) => link.href)"
    )
    return [url for url in map(urlsplit, found) if not FILES.search(f"{url.path}?{url.query}")]


def shape(url):
    return UUID.sub("…", url.path)


def is_first(look):
    """Tell whether axe has not looked at this yet, and note that it does now."""
    is_new = look not in known
    known.add(look)
    return is_new


def judged(device, url):
    """Return what is wrong with the page at ``url``, wide and narrow."""
    page = device.page
    response = page.goto(device.address + url.path + (f"?{url.query}" if url.query else ""))
    if response.status != 200:
        return [f"{url.path}: {response.status}"]
    faults = violations(page) if is_first((shape(url), page.evaluate(SKELETON))) else []
    page.set_viewport_size(NARROW)
    faults += violations(page) if is_first((shape(url), "narrow")) else []
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > NARROW["width"]:
        faults.append(f"{width} px wide at {NARROW['width']}")
    page.set_viewport_size(WIDE)
    return [f"{url.path}: {fault}" for fault in faults]


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_every_page_of(role, province, new_device):
    login = province.get(role.value) or province[role.label]
    account = db.session.query(Account).filter_by(login=login).one()
    device = new_device(account=account)
    waiting, asked, seen, faults = deque([urlsplit("/")]), {"/"}, Counter({"/": 1}), []
    while waiting:
        faults += judged(device, waiting.popleft())
        for url in links(device.page):
            is_ours = f"{url.scheme}://{url.netloc}" == device.address
            if is_ours and url.path not in asked and seen[shape(url)] < LIKE:
                asked.add(url.path)
                seen[shape(url)] += 1
                waiting.append(url)
    assert faults == []
    assert len(seen) >= FEWEST, seen
