"""The product's main job, by its real pages: from an Excel file to a name in a rate (主线)."""

import re
from datetime import timedelta

import pytest
import xlsxwriter

from question_bank.content import load_bank
from tests.journeys.candidates import ExamPage
from zhifa_training.accounts.access import Role
from zhifa_training.accounts.actor import system
from zhifa_training.core import clock
from zhifa_training.exams.models.papers import PaperItem
from zhifa_training.exams.models.sittings import Sitting
from zhifa_training.exams.services.sweeping import sweep
from zhifa_training.questions.services import bank

NAMES = ("周小河", "吴大山")
PASSWORD = "Huanghe#2026xun"
HEADINGS = ("执法证号", "姓名", "身份证号", "学历", "编制类型", "状态", "单位", "岗位", "任职起始")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(birth):
    """Return a number whose check digit is right and whose sequence 000 is nobody's."""
    body = f"410101{birth}000"
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


@pytest.fixture
def workbook(tmp_path):
    path = tmp_path / "人员.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("填写")
        sheet.write_row(0, 0, HEADINGS)
        for number, name in enumerate(NAMES, 1):
            row = (f"4101000{number}", name, id_number(f"1990030{number}"), "本科", "事业编制")
            sheet.write_row(number, 0, (*row, "在岗", "青河市支队", "一线路面", "2021-01-01"))
    return path


@pytest.fixture
def unit(make):
    unit = make.unit("青河市支队")
    bank.load_bank(load_bank(), actor=system(roots=(), name="题库"))
    return unit


def wall_clock(moment):
    return clock.in_beijing(moment).strftime("%Y-%m-%dT%H:%M")


def import_officers(page, address, workbook):
    page.goto(address + "/imports/")
    page.select_option("[name=kind]", label="执法人员")
    page.set_input_files("[name=file]", workbook)
    page.click("main button:has-text('上传并预览')")
    page.wait_for_url("**/imports/*-*")
    assert "新增 2" in page.inner_text("main")
    page.click("main button:has-text('确认导入')")
    page.get_by_role("button", name="撤销整批").wait_for()
    page.goto(address + "/officers/")
    for name in NAMES:
        assert name in page.inner_text("main table")


def make_blueprint(page, address):
    page.goto(address + "/blueprints/new")
    page.fill("[name=title]", "轮训小卷")
    for count in page.locator("input[name$='-count']").all():
        count.fill("1")
    page.click(".form-actions button[value=check]")
    page.get_by_text("题库足够，按此方案可以发布").wait_for()
    page.click("button[value=save]")
    page.wait_for_url(re.compile(r"/blueprints/(?!new)"))


def make_exam(page, address):
    page.goto(address + "/exams/new")
    page.fill("[name=title]", "2026 年轮训考试")
    page.select_option("[name=blueprint]", label="轮训小卷")
    page.fill("[name=pass_score]", "1")
    page.select_option("[name=release_policy]", label="交卷后即时公布")
    page.click("main .form button[type=submit]")
    page.get_by_role("button", name="发布试卷").click()
    page.get_by_role("link", name="试考", exact=True).click()
    page.get_by_role("button", name="以答案填好").click()
    page.get_by_role("button", name="判分并记录").click()
    page.get_by_text("未得满分的题：没有").wait_for()
    page.get_by_role("link", name="返回考试").click()
    page.get_by_role("link", name="安排场次").click()
    page.wait_for_url("**/sittings/new")


def make_sitting(page):
    now = clock.now()
    page.fill("[name=title]", "第一场")
    page.fill("[name=opens_at]", wall_clock(now - timedelta(minutes=1)))
    page.fill("[name=closes_at]", wall_clock(now + timedelta(hours=4)))
    page.click("main .form button[type=submit]")
    page.wait_for_url(re.compile(r"/sittings/(?!new)"))
    if not page.url.endswith("/roster"):
        page.get_by_role("link", name="生成名单").click()
    page.get_by_role("button", name="将 2 人列入名单").click()
    page.wait_for_url(re.compile(r"/sittings/[0-9a-f-]+$"))


def open_account(page, address):
    """Return the initial password that the administrator hands over."""
    page.goto(address + "/accounts/new/officer")
    page.fill("[name=badge_number]", "41010001")
    page.click("main .form button[type=submit]")
    shown = page.inner_text("main .definition")
    return re.search(r"初始密码\s+(\S+)", shown)[1]


def first_sign_in(page, address, password):
    page.goto(address + "/exams/mine")
    page.fill("[name=login]", "41010001")
    page.fill("[name=password]", password)
    page.click("main button[type=submit]")
    page.wait_for_url("**/password")
    page.fill("[name=current]", password)
    page.fill("[name=new]", PASSWORD)
    page.fill("[name=repeated]", PASSWORD)
    page.click("main .form button[type=submit]")
    page.wait_for_url(lambda url: not url.endswith("/password"))


def answer_all(room, keys):
    """Answer every question by the key that the paper was frozen with."""
    for number in range(1, room.page.locator(".question").count() + 1):
        room.go(number)
        options = room.page.locator(f"#q{number} .option input")
        for place in range(options.count()):
            if options.nth(place).get_attribute("value") in keys:
                options.nth(place).check()
    room.wait_saved()


def test_from_an_excel_file_to_a_name_in_a_rate(new_device, address, make, db, unit, workbook):
    staff = make.account(unit, Role.TRAINER, Role.UNIT_ADMINISTRATOR, name="培训员")
    trainer = new_device(account=staff).page
    import_officers(trainer, address, workbook)
    make_blueprint(trainer, address)
    make_exam(trainer, address)
    make_sitting(trainer)

    administrator = new_device(account=make.account(unit, Role.SYSTEM_ADMINISTRATOR)).page
    initial = open_account(administrator, address)

    db.session.rollback()
    sitting = db.session.query(Sitting).one()
    keys = {option for item in db.session.query(PaperItem) for option in item.key}
    device = new_device("phone")
    first_sign_in(device.page, address, initial)
    room = ExamPage(device, sitting).enter()
    answer_all(room, keys)
    room.hand_in()
    device.page.get_by_role("link", name="查看成绩").click()
    assert "合格" in device.page.inner_text("main")
    sweep()

    viewer = new_device(account=make.account(unit, Role.UNIT_VIEWER)).page
    viewer.goto(f"{address}/metrics/units/{unit.id}")
    assert "50.0%" in viewer.inner_text("main")
    viewer.get_by_role("link", name="合格", exact=True).first.click()
    viewer.wait_for_url("**/names/4.2d**")
    listed = viewer.inner_text("main table")
    assert NAMES[0] in listed
    assert NAMES[1] not in listed
