"""新建组卷方案: a table that grows and shrinks without script, and says what the pool lacks."""

import pytest
from sqlalchemy import select

from question_bank.content import load_bank
from tests.features.exams.helpers import alerts, audited, column
from zhifa_training.accounts.actor import system
from zhifa_training.exams.models.papers import Blueprint
from zhifa_training.questions.services.bank import load_bank as take_in


@pytest.fixture
def typed(city):
    return {
        "title": "结业方案",
        "unit": str(city.id),
        "cells-0-type": "single",
        "cells-0-topic": "",
        "cells-0-law": "",
        "cells-0-field": "",
        "cells-0-difficulty": "",
        "cells-0-count": "4",
        "cells-0-worth": "2.5",
        "action": "save",
    }


def stored(db):
    return db.session.scalars(select(Blueprint)).all()


def test_saves_what_was_typed(browser, db, trainer, pool, typed):
    browser.sign_in(trainer).post("blueprints.new", typed)
    (blueprint,) = stored(db)
    (cell,) = blueprint.cells
    assert (blueprint.title, cell.count, str(cell.worth)) == ("结业方案", 4, "2.50")
    assert audited(db, "blueprint.create")[0].detail["full_score"] == "10.0"


def test_the_suggestion_is_a_hundred_points_on_all_five_topics(browser, db, trainer):
    take_in(load_bank(), actor=system(roots=()))
    page = browser.sign_in(trainer).get("blueprints.new")
    figures = dict(
        zip(
            (term.text for term in page.select("dt")),
            (value.text.strip() for value in page.select("dd")),
            strict=True,
        )
    )
    assert figures["题数"] == "85"
    assert figures["满分"] == "100"
    assert all(figures[topic] != "0 题" for topic in ("宪法", "职业道德", "文明执法"))
    assert "题库足够" in page.text, "the shipped bank must fill the shipped suggestion"


def test_a_short_cell_is_named_with_what_is_missing(browser, db, trainer, pool, typed):
    page = browser.sign_in(trainer).post(
        "blueprints.new", typed | {"cells-0-count": "6", "action": "check"}, expect=200
    )
    assert column(page, "题库") == ["还差 2 题"]
    assert "缺 2 题" in alerts(page)
    assert stored(db) == []


def test_rows_are_added_and_removed_without_losing_what_was_typed(browser, db, trainer, typed):
    page = browser.sign_in(trainer).post("blueprints.new", typed | {"action": "add"}, expect=200)
    assert page.select_one("#cells-0-worth")["value"] == "2.5"
    assert page.select_one("#cells-1-count")["value"] == "1"
    both = typed | {key.replace("-0-", "-1-"): value for key, value in typed.items()}
    both |= {"cells-1-count": "7", "action": "remove-cells-0"}
    page = browser.post("blueprints.new", both, expect=200)
    assert not page.select("#cells-0-count")
    assert page.select_one("#cells-1-count")["value"] == "7"
    assert page.select_one("#title")["value"] == "结业方案"
    assert stored(db) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": ""}, "请填写名称"),
        ({"title": "长" * 81}, "名称不超过 80 个字"),
        ({"cells-0-count": "0"}, "题数须在 1 至 300 之间"),
        ({"cells-0-count": "四"}, "请填写整数"),
        ({"cells-0-worth": "0"}, "分值须大于 0"),
        ({"cells-0-worth": "1.005"}, "最多两位小数"),
        ({"cells-0-worth": "NaN"}, "请填写数字"),
        ({"cells-0-type": "essay"}, "请从列表中选择"),
        ({"cells-0-law": "没有的法"}, "请从列表中选择"),
        ({"unit": "nonsense"}, "请从列表中选择"),
    ],
)
def test_each_bad_input_is_refused_in_chinese(browser, db, trainer, typed, change, said):
    page = browser.sign_in(trainer).post("blueprints.new", typed | change, expect=200)
    assert said in alerts(page)
    assert stored(db) == []


def test_a_blueprint_without_rows_is_refused(browser, db, trainer, typed):
    bare = {key: value for key, value in typed.items() if not key.startswith("cells")}
    page = browser.sign_in(trainer).post("blueprints.new", bare, expect=200)
    assert "请至少添加一行" in alerts(page)
    assert stored(db) == []


def test_the_unit_must_be_ones_own(browser, db, make, trainer, typed):
    other = make.unit("邻市支队")
    browser.sign_in(trainer).post("blueprints.new", typed | {"unit": str(other.id)}, expect=200)
    assert stored(db) == []


def test_an_officer_may_not(browser, candidate_account, typed):
    browser.sign_in(candidate_account).post("blueprints.new", typed, expect=403)


def test_the_table_of_specifications_marks_what_is_short(browser, trainer, pool, typed):
    both = typed | {key.replace("-0-", "-1-"): value for key, value in typed.items()}
    both |= {"cells-1-type": "multiple", "cells-1-topic": "ethics", "action": "check"}
    page = browser.sign_in(trainer).post("blueprints.new", both, expect=200)
    table = page.select_one(".table-region[aria-label=双向细目表]")
    assert [head.text for head in table.select("thead th")] == ["内容", "单选题", "多选题", "合计"]
    lines = {row.th.text: row for row in table.select("tr") if row.td}
    assert [square.text.split() for square in lines["职业道德"].select("td")] == [
        ["—"],
        ["4", "题10", "分缺题"],
        ["4", "题10", "分缺题"],
    ]
    assert "缺题" not in lines["不限"].text
    assert "8 题" in lines["合计"].text


def test_it_says_how_many_forms_the_pool_can_fill(browser, make, trainer, pool, typed):
    version = make.law("公路法")
    for _ in range(5):
        make.question(version)
    page = browser.sign_in(trainer).post("blueprints.new", typed | {"action": "check"}, expect=200)
    assert column(page, "题库") == ["2 套"]
    assert "互不重复的平行卷可出 2 套" in page.text
