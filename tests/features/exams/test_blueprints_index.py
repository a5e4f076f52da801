"""组卷方案一览."""

from tests.features.exams.helpers import column
from tests.workbooks import rows_of


def test_shows_size_and_full_score(browser, make, city, trainer):
    make.blueprint(city, {"count": 10}, {"count": 5, "worth": 1}, title="结业方案")
    page = browser.sign_in(trainer).get("blueprints.index")
    assert column(page, "名称") == ["结业方案"]
    assert column(page, "题数") == ["15"]
    assert column(page, "满分") == ["25.00"]


def test_search_sort_and_export_agree(browser, make, city, trainer):
    for number in range(3):
        make.blueprint(city, title=f"方案{number}")
    make.blueprint(city, title="另一个")
    browser.sign_in(trainer)
    asked = {"q": "方案", "sort": "-title"}
    shown = column(browser.get("blueprints.index", **asked), "名称")
    rows = rows_of(browser.get("blueprints.index", export="xlsx", **asked))
    assert shown == [row[0] for row in rows[1:]] == ["方案2", "方案1", "方案0"]


def test_another_units_blueprint_is_not_listed(browser, blueprint, stranger):
    assert column(browser.sign_in(stranger).get("blueprints.index"), "名称") == []


def test_list_costs_the_same_however_long(browser, make, city, trainer, count_queries):
    make.blueprint(city)
    browser.sign_in(trainer)
    with count_queries() as few:
        browser.get("blueprints.index")
    for _ in range(10):
        make.blueprint(city)
    with count_queries() as many:
        browser.get("blueprints.index")
    assert len(many) == len(few)


def test_an_officer_may_not(browser, candidate_account):
    browser.sign_in(candidate_account).get("blueprints.index", expect=403)
