"""我的档案: every fact counted about me, and nothing about anybody else."""

from sqlalchemy import select

from tests.workbooks import rows_of
from zhifa_training.accounts.access import Role
from zhifa_training.accounts.actor import system
from zhifa_training.records.models import Fact, TrainingRecord
from zhifa_training.records.services import void


def test_shows_what_is_counted_and_where_it_came_from(browser, account, enter):
    enter("attempt:0197c2a4-0000-7000-8000-000000000001")
    enter("cohort:7", title="春季班")
    page = browser.sign_in(account).get("records.mine")
    text = page.select_one("main").text
    assert "参加轮训考试" in text
    assert "轮训结业考试" in text
    assert "cohort:7" in text
    assert page.select_one('a[href$="0197c2a4-0000-7000-8000-000000000001"]')


def test_a_corrected_entry_stays_visible_with_its_reason(browser, db, account, city, enter):
    enter()
    record_id = db.session.scalars(select(TrainingRecord.id)).one()
    void(record_id, reason="成绩复核更正", actor=system(roots=[city.id]))
    text = browser.sign_in(account).get("records.mine").select_one("main").text
    assert "已更正：成绩复核更正" in text


def test_a_colleague_of_the_same_unit_sees_none_of_it(browser, make, city, enter):
    enter()
    colleague = make.account(city, officer=make.officer(city, "王五"))
    assert "还没有培训记录" in browser.sign_in(colleague).get("records.mine").text


def test_search_narrows_by_title(browser, account, enter):
    enter("cohort:1", title="春季班")
    enter("cohort:2", title="秋季班")
    text = browser.sign_in(account).get("records.mine", q="秋季").select_one("tbody").text
    assert "秋季班" in text
    assert "春季班" not in text


def test_export_equals_the_screen(browser, account, enter):
    for number in range(60):
        enter(f"cohort:{number}", title=f"第{number:02d}期")
    browser.sign_in(account)
    shown = browser.get("records.mine", sort="title").select('td[data-label="名称"]')
    rows = rows_of(browser.get("records.mine", sort="title", export="xlsx"))
    assert rows[0] == ["日期", "事项", "名称", "时任单位", "是否计入"]
    assert [row[2] for row in rows[1:51]] == [cell.text.strip() for cell in shown]
    assert len(rows) == 61


def test_list_costs_the_same_however_long(browser, account, enter, count_queries):
    enter("cohort:0")
    browser.sign_in(account)
    with count_queries() as few:
        browser.get("records.mine")
    for number in range(1, 30):
        enter(f"cohort:{number}", fact=Fact.OTHER_EXAM_SAT)
    with count_queries() as many:
        browser.get("records.mine")
    assert len(many) == len(few)


def test_someone_who_is_no_officer_has_no_record_page(browser, make, city):
    browser.sign_in(make.account(city, Role.TRAINER)).get("records.mine", expect=403)
