from datetime import date, timedelta

import pytest
from sqlalchemy import select

from zhifa_training.accounts.access import Role
from zhifa_training.audit.models import AuditEntry
from zhifa_training.core import clock
from zhifa_training.questions.models import QuestionRevision, StoredQuestion

NAME = "模拟示范规定"
FINE = "对公民处以五十元以下罚款的，可以当场作出处罚决定。"
OLD = {
    1: "为了规范示范活动，保护当事人的合法权益，制定本规定。",
    2: "执法人员当场收缴罚款的，应当出具专用票据。",
    3: FINE,
    4: "当事人对处罚决定不服的，可以依法申请复议，申请期限为三十日。",
    5: "示范活动的档案由示范机构保管，保管期限为十年。",
}
NEW = {
    1: OLD[1],
    2: "示范活动应当公开，并接受社会监督，法律另有规定的除外。",
    3: OLD[2],
    4: FINE.replace("五十元", "二百元"),
    5: OLD[4].replace("可以依法", "可以自收到决定书之日起依法"),
}
"""1 stays, 2 becomes 3, 3 loses its number, 4 is amended and keeps its evidence, 5 is deleted."""
EVIDENCE = {
    1: "保护当事人的合法权益",
    2: "应当出具专用票据",
    3: "处以五十元以下罚款",
    4: "申请期限为三十日",
    5: "保管期限为十年",
}
KEYS = {3: ["五十元以下", "甲", "乙", "丙"], 4: ["三十日", "甲", "乙", "丙"]}


@pytest.fixture
def city(make):
    return make.unit("某市支队")


@pytest.fixture
def author(make, city):
    return make.account(city, Role.AUTHOR, name="命题人")


@pytest.fixture
def reviewer(make, city):
    return make.account(city, Role.REVIEWER, name="审题人")


@pytest.fixture
def officer_account(make, city):
    return make.account(city, officer=make.officer(city))


@pytest.fixture
def today():
    return clock.today()


@pytest.fixture
def old(make):
    return make.enact(NAME, OLD, date(2020, 1, 1))


@pytest.fixture
def questions(make, old):
    """One question on each article of the old version, by article."""
    return {
        article: make.question(old, article=article, evidence=evidence, texts=KEYS.get(article))
        for article, evidence in EVIDENCE.items()
    }


@pytest.fixture
def new(make, questions, today):
    """The version that follows, in force since ten days."""
    return make.enact(NAME, NEW, today - timedelta(days=40), today - timedelta(days=10))


@pytest.fixture
def latest(db):
    """Return the latest wording of a question and the question itself."""

    def latest(revision):
        db.session.expire_all()
        statement = (
            select(QuestionRevision)
            .filter_by(question_id=revision.question_id)
            .order_by(QuestionRevision.number.desc())
        )
        found = db.session.scalars(statement).first()
        return found, db.session.get(StoredQuestion, revision.question_id)

    return latest


@pytest.fixture
def audited(db):
    return lambda action: db.session.scalars(select(AuditEntry).filter_by(action=action)).all()


@pytest.fixture
def flashed(browser):
    return lambda endpoint, **values: browser.get(endpoint, **values).select_one(".flashes").text
