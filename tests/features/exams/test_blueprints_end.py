"""停用组卷方案."""

from tests.features.exams.helpers import audited, column


def test_an_ended_blueprint_is_offered_no_more(browser, db, trainer, blueprint):
    browser.sign_in(trainer).post("blueprints.end", blueprint_id=blueprint.id)
    browser.post("blueprints.end", blueprint_id=blueprint.id)
    assert column(browser.get("blueprints.index"), "状态") == ["已停用"]
    assert not browser.get("exams.new").select("#blueprint option")
    assert len(audited(db, "blueprint.end")) == 1


def test_another_units_is_not_found(browser, stranger, blueprint):
    browser.sign_in(stranger).post("blueprints.end", expect=404, blueprint_id=blueprint.id)


def test_an_officer_may_not(browser, candidate_account, blueprint):
    browser.sign_in(candidate_account).post("blueprints.end", expect=403, blueprint_id=blueprint.id)
