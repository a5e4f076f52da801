"""A wrong key, from the proposal to the candidate's new mark (答案更正)."""

import pytest

from tests.journeys.candidates import ExamPage
from tests.journeys.devices import violations
from zhifa_training.accounts.access import Role


@pytest.fixture
def manager(hall):
    hall.db.session.rollback()
    return hall.make.account(hall.unit, Role.TRAINER, name="考务甲")


@pytest.fixture
def second(hall, manager):
    return hall.make.account(hall.unit, Role.TRAINER, name="考务乙")


def test_a_key_is_corrected_by_two_people_and_the_candidate_is_told(
    new_device, hall, manager, second
):
    account = hall.candidate()
    room = ExamPage(new_device(account=account), hall.sitting).enter()
    room.hand_in()
    before = hall.attempt().id
    page = new_device(account=manager).open(f"/exams/{hall.exam.id}/keys")
    assert violations(page) == [], "keys"
    page.locator("tr", has_text="单选题").first.get_by_role("link", name="更正").click()
    page.select_option("#ruling", "void")
    page.fill("#reason", "题干引用的条款已经删除，无法作答")
    page.get_by_role("button", name="查看影响").click()
    page.wait_for_selector("#changes")
    assert "0.00" in page.locator("td[data-label=原分数]").inner_text()
    assert "2.00" in page.locator("td[data-label=新分数]").inner_text()
    assert violations(page) == [], "consequences"
    page.get_by_role("button", name="提交审批").click()
    page.wait_for_url("**/corrections/*")
    assert "须由另一位" in page.inner_text("main")

    judge = new_device(account=second).open(page.url.removeprefix(room.device.address))
    judge.get_by_role("button", name="批准并重新判分").click()
    judge.get_by_role("dialog").get_by_role("button", name="批准并重新判分").click()
    judge.wait_for_selector(".flashes")
    assert "重新判分的结果" in judge.inner_text("main")
    assert violations(judge) == [], "approved"

    told = room.device.open("/")
    assert "0.00 分改为 2.00 分" in told.inner_text("main")
    told.get_by_role("link", name="查看更正").click()
    told.wait_for_url(f"**/{before}")
    assert "您的成绩已更正" in told.inner_text("main")
    assert "更正理由在本考试全部场次结束后公布" in told.inner_text("main")
    assert violations(told) == [], "result"
