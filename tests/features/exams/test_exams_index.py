"""考试一览."""

from tests.features.exams.helpers import column
from tests.workbooks import rows_of
from zhifa_training.accounts.access import Role
from zhifa_training.exams.rules.words import ExamKind


def test_drafts_and_published_exams_are_told_apart(browser, make, city, trainer, draft):
    exam = make.exam(city, title="已发布的")
    make.sitting(exam)
    page = browser.sign_in(trainer).get("exams.index", sort="title")
    by_title = dict(zip(column(page, "考试名称"), column(page, "状态"), strict=True))
    assert by_title == {"已发布的": "已发布", "春季轮训考试": "草稿"}


def test_kind_filter_and_export_agree(browser, make, city, trainer, draft):
    make.draft(city, kind=ExamKind.OTHER, title="普法测试")
    browser.sign_in(trainer)
    assert column(browser.get("exams.index", kind="other"), "考试名称") == ["普法测试"]
    rows = rows_of(browser.get("exams.index", kind="other", export="xlsx"))
    assert [row[0] for row in rows] == ["考试名称", "普法测试"]
    assert rows[1][1] == "其他考试"


def test_only_managers_see_the_button(browser, trainer, invigilator):
    assert browser.sign_in(trainer).get("exams.index").select('a[href="/exams/new"]')
    assert not browser.sign_in(invigilator).get("exams.index").select('a[href="/exams/new"]')


def test_province_sees_down_and_city_does_not_see_up(browser, make, draft, stranger):
    province = make.unit("省局")
    beneath = make.unit("下辖支队", parent=province)
    make.draft(beneath, title="下级考试")
    above = make.account(province, Role.TRAINER)
    assert column(browser.sign_in(above).get("exams.index"), "考试名称") == ["下级考试"]
    make.draft(province, title="省级考试")
    below = make.account(beneath, Role.TRAINER)
    assert column(browser.sign_in(below).get("exams.index"), "考试名称") == ["下级考试"]
    assert column(browser.sign_in(stranger).get("exams.index"), "考试名称") == []


def test_list_costs_the_same_however_long(browser, make, city, trainer, count_queries, draft):
    browser.sign_in(trainer)
    with count_queries() as few:
        browser.get("exams.index")
    for _ in range(10):
        make.draft(city)
    with count_queries() as many:
        browser.get("exams.index")
    assert len(many) == len(few)


def test_an_officer_may_not(browser, candidate_account):
    browser.sign_in(candidate_account).get("exams.index", expect=403)
