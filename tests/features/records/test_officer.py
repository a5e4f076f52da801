"""人员培训档案: for those who look after the officer's unit."""

from datetime import date
from uuid import uuid4

from tests.workbooks import rows_of
from zhifa_training.accounts.access import Role


def test_trainer_sees_an_officer_of_their_units(browser, trainer, officer, enter):
    enter()
    page = browser.sign_in(trainer).get("records.officer", officer_id=officer.id)
    assert "培训档案：李四" in page.title.text
    assert "轮训结业考试" in page.select_one("tbody").text


def test_export_equals_the_screen(browser, trainer, officer, enter):
    enter()
    response = browser.sign_in(trainer).get("records.officer", officer_id=officer.id, export="xlsx")
    assert rows_of(response)[1][1:] == ["参加轮训考试", "轮训结业考试", "某市支队", "计入"]


def test_outside_ones_units_there_is_no_such_officer(browser, make, officer):
    stranger = make.account(make.unit("邻市支队"), Role.TRAINER)
    browser.sign_in(stranger).get("records.officer", officer_id=officer.id, expect=404)
    browser.sign_in(stranger).get("records.officer", officer_id=uuid4(), expect=404)


def test_who_left_stays_visible_where_they_served_last(browser, make, city, trainer):
    gone = make.officer(city, "赵六", until=date(2025, 1, 1))
    browser.sign_in(trainer).get("records.officer", officer_id=gone.id)


def test_after_a_transfer_only_the_new_unit_sees_the_ledger(browser, make, city, trainer):
    other = make.unit("邻市支队")
    moved = make.officer(city, "孙七", until=date(2025, 1, 1))
    make.posting(moved, other, since=date(2025, 1, 1))
    browser.sign_in(make.account(other, Role.TRAINER)).get("records.officer", officer_id=moved.id)
    browser.sign_in(trainer).get("records.officer", officer_id=moved.id, expect=404)


def test_officer_may_not_open_the_staff_page(browser, account, officer):
    browser.sign_in(account).get("records.officer", officer_id=officer.id, expect=403)
