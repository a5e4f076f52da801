"""A person's device: a Chromium context that notes what no page of ours may do."""

import os
import re
import signal
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe

AXE_RULES = {
    "resultTypes": ["violations"],
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
}
REFUSED = re.compile(r"Failed to load resource: (the server responded with a status of|net::ERR_)")
"""What Chromium logs when a request is refused or the network is gone; the page handles it."""
SIZES = {"desktop": (1440, 900), "phone": (390, 844), "small": (360, 740)}


class Device:
    """One browser context, its page, and everything it did wrong."""

    def __init__(self, context, address):
        self.context, self.address = context, address
        self.faults = []
        context.on("request", self._note_request)
        context.on("page", self._watch)
        for page in context.pages:
            self._watch(page)
        self.page = context.pages[0] if context.pages else context.new_page()

    def _watch(self, page):
        page.on("console", self._note_console)
        page.on("pageerror", lambda error: self.faults.append(f"page error: {error}"))

    def _note_request(self, request):
        url = urlsplit(request.url)
        if url.scheme in ("http", "https", "ws") and f"{url.scheme}://{url.netloc}" != self.address:
            self.faults.append(f"request to another origin: {request.url}")

    def _note_console(self, message):
        if message.type == "error" and not REFUSED.match(message.text):
            self.faults.append(f"console: {message.text}")

    def open(self, path):
        self.page.goto(self.address + path)
        return self.page

    def cut_network(self):
        self.context.set_offline(True)

    def restore_network(self):
        self.context.set_offline(False)

    def close(self):
        self.context.close()


class Profile(Device):
    """A device whose storage outlives its browser."""

    def __init__(self, context, address, folder):
        super().__init__(context, address)
        self.folder = folder

    def kill(self):
        """End the browser as a flat battery would: no page is told."""
        with self.context.expect_event("close"):
            for process in running_with(str(self.folder)):
                os.kill(process, signal.SIGKILL)


def running_with(words):
    """Return the processes whose command line has ``words`` in it."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if words in entry.read_text():
                found.append(int(entry.parent.name))
    return found


def violations(page):
    """Return what axe finds wrong on ``page``, in words short enough to read."""
    found = Axe().run(page, options=AXE_RULES).response["violations"]
    return [
        f"{violation['id']}: {node['target']} {node['any'][:1]}"
        for violation in found
        for node in violation["nodes"]
    ]
