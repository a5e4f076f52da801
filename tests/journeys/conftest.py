"""A real server and a real Chromium; skipped, with the reason, where Chromium is missing."""

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.journeys.candidates import Hall
from tests.journeys.devices import SIZES, Device, Profile
from tests.journeys.server import Counted, serving
from zhifa_training.accounts.services.sessions import open_session
from zhifa_training.factory import create_app

CHROMIUM = os.environ.get("ZHIFA_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("chromium")


@pytest.fixture(scope="session")
def app(settings, kept_database):
    """The product as it is served: with CSRF protection, errors answered and not raised."""
    app = create_app(settings)
    with app.app_context():
        kept_database.prepare()
    yield app
    with app.app_context():
        kept_database.drop()


@pytest.fixture(scope="session")
def counted(app):
    return Counted(app)


@pytest.fixture(scope="session")
def address(counted):
    with serving(counted) as address:
        yield address


@pytest.fixture(scope="session")
def playwright():
    if not Path(CHROMIUM).exists():
        pytest.skip(f"没有找到 Chromium：{CHROMIUM}（可用 ZHIFA_CHROMIUM 指定）")
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright):
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture
def devices(address, counted):
    """Every device of the test; what any of them did wrong fails it."""
    opened = []
    yield opened
    for device in opened:
        device.close()
    counted.settle()
    assert [fault for device in opened for fault in device.faults] == []


@pytest.fixture
def new_device(chromium, address, devices, sign_in):
    """Open a device: ``new_device("phone", account=…)`` has that person signed in already."""

    def open_device(size="desktop", *, account=None, theme="light", script=None):
        width, height = SIZES[size]
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme=theme,
            locale="zh-CN",
            has_touch=size != "desktop",
            reduced_motion="reduce",
        )
        return _prepared(Device(context, address), account, script)

    def _prepared(device, account, script):
        devices.append(device)
        device.context.set_default_timeout(10_000)
        if script:
            device.context.add_init_script(script)
        if account:
            sign_in(device, account)
        return device

    return open_device


@pytest.fixture
def new_profile(playwright, address, devices, tmp_path):
    """Open a device whose storage outlives the browser: the same name is the same device."""

    def open_profile(name="profile"):
        context = playwright.chromium.launch_persistent_context(
            tmp_path / name, executable_path=CHROMIUM, args=ARGUMENTS, locale="zh-CN"
        )
        device = Profile(context, address, tmp_path / name)
        device.context.set_default_timeout(10_000)
        devices.append(device)
        return device

    return open_profile


@pytest.fixture
def sign_in(app):
    """Give a device a real session row and its cookie."""

    def enter(device, account):
        with app.test_request_context():
            token = open_session(account=account, address="127.0.0.1", browser="test")
        serializer = app.session_interface.get_signing_serializer(app)
        cookie = {"name": "zhifa", "value": serializer.dumps({"_user_id": token}), "path": "/"}
        device.context.add_cookies([cookie | {"domain": "localhost", "httpOnly": True}])

    return enter


@pytest.fixture
def hall(make, db):
    return Hall(make, db)
