"""Every page each role can reach by links: whole, accessible, narrow enough, of one origin."""

import re
from collections import Counter, deque
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import etree, html

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


LOOKS = ("class", "data-behaviour", "data-kind", "data-tone")
OPENED = 2
"""How many pages of one address to open in Chromium, if they are built of other parts."""
opened = Counter()
known = set()
"""What was opened in Chromium: pages built of the same parts need it once, whoever sees them."""


def links(address, tree):
    """Return the addresses of pages that ``tree`` links to; files to download are not pages."""
    found = (urljoin(address, link.get("href")) for link in tree.iter("a") if link.get("href"))
    ours = [urlsplit(url) for url in found if url.startswith(address)]
    return [url for url in ours if not FILES.search(f"{url.path}?{url.query}")]


def shape(url):
    return UUID.sub("…", url.path)


def is_first(look):
    """Tell whether Chromium has not opened anything that looks so yet, and note that it does."""
    is_new = look not in known
    known.add(look)
    return is_new


def parts(tree):
    return frozenset((part.tag, *map(part.get, LOOKS)) for part in tree.body.iter(etree.Element))


def judged(page, url, tree):
    """Return what is wrong with a page that looks like none before, wide and narrow."""
    if opened[shape(url)] == OPENED or not is_first((shape(url), parts(tree))):
        return []
    opened[shape(url)] += 1
    page.goto(url.geturl())
    faults = violations(page)
    page.set_viewport_size(NARROW)
    if is_first((shape(url), "narrow")):
        faults += violations(page)
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
    home = urlsplit(f"{device.address}/")
    waiting, asked, seen, faults = deque([home]), {home.path}, Counter([home.path]), []
    while waiting:
        url = waiting.popleft()
        response = device.context.request.get(url.geturl())
        if response.status != 200:
            faults.append(f"{url.path}: {response.status}")
            continue
        if "text/html" not in response.headers["content-type"]:
            continue
        tree = html.document_fromstring(response.text())
        faults += judged(device.page, url, tree)
        for found in links(device.address, tree):
            if found.path not in asked and seen[shape(found)] < LIKE:
                asked.add(found.path)
                seen[shape(found)] += 1
                waiting.append(found)
    assert faults == []
    assert len(seen) >= FEWEST, seen
