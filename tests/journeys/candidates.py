"""An exam hall with candidates, and the exam page as a candidate handles it."""

import re
from datetime import timedelta

from question_bank.questions import QuestionType
from zhifa_training.exams.models.attempts import AnswerEvent, Attempt, LateAnswer

MIX = [QuestionType.SINGLE] * 5 + [QuestionType.MULTIPLE] * 3 + [QuestionType.TRUE_FALSE] * 2
SAVED = re.compile(r"^已保存 \d\d:\d\d:\d\d$")
PASSWORD = "Luhe3!bKst"


class Hall:
    """One unit, one exam of ten questions, and what the database holds of it."""

    def __init__(self, make, db, questions=()):
        self.make, self.db = make, db
        self.unit = make.unit("青河市支队")
        version = make.law("公路法")
        revisions = [make.written(version, question) for question in questions] or [
            make.question(version, type=kind) for kind in MIX
        ]
        self.exam = make.exam(self.unit, revisions, title="2026 年轮训结业考试")
        self.sitting = make.sitting(self.exam)
        self.officers = 0

    def candidate(self, sitting=None):
        """Return the account of one more officer called to the sitting."""
        self.db.session.rollback()
        self.officers += 1
        officer = self.make.officer(self.unit, f"王{'一二三四五六七八九'[self.officers - 1]}明")
        self.make.call(sitting or self.sitting, officer)
        account = self.make.account(self.unit, officer=officer)
        self.make.password(account, PASSWORD)
        return account

    def later_sitting(self, **changes):
        return self.make.sitting(self.exam, **{"opens_in": timedelta(seconds=5)} | changes)

    def attempt(self):
        self.db.session.rollback()
        return self.db.session.query(Attempt).one()

    def events(self):
        return self._rows(AnswerEvent)

    def late(self):
        return self._rows(LateAnswer)

    def _rows(self, model):
        self.db.session.rollback()
        self.db.session.expire_all()
        return self.db.session.query(model).order_by(model.client_seq).all()

    def current(self):
        """Return the stored answer of each item, by event order."""
        return {event.item_id: event.value for event in self.events()}

    def end_sessions(self):
        self.db.session.rollback()
        self.db.session.execute(self.db.text("UPDATE sign_in_session SET ended_at = started_at"))
        self.db.session.commit()

    def shift_deadline(self, by):
        attempt = self.attempt()
        attempt.started_at -= by
        attempt.deadline_at -= by
        self.db.session.commit()


class ExamPage:
    """The exam page in one device's hands."""

    def __init__(self, device, sitting):
        self.device, self.page, self.sitting = device, device.page, sitting

    def enter(self):
        """Go through the waiting room into the exam."""
        self.device.open(f"/room/sittings/{self.sitting.id}")
        self.page.click("[data-promise]")
        self.page.click("[data-enter]:not([disabled])")
        return self.wait()

    def wait(self):
        self.page.wait_for_selector("body[data-ready]")
        return self

    @property
    def path(self):
        return self.page.url.removeprefix(self.device.address)

    @property
    def state(self):
        return self.page.inner_text(".save-state")

    @property
    def answered(self):
        return int(
            self.page.inner_text(".hand-in-counts [data-count=answered], .exam-answered strong")
        )

    def go(self, number):
        with_card = self.page.locator(f'#answer-card .card-cell[aria-label^="第 {number} 题"]')
        if self.page.locator(".exam-dock").is_visible():
            self.page.click("[data-open-card]")
        with_card.click()

    def choose(self, number, *places):
        """Answer a question by clicking options, counted from 0."""
        self.go(number)
        for place in places:
            self.page.locator(f"#q{number} .option").nth(place).click()

    def chosen(self, number):
        boxes = self.page.locator(f"#q{number} .option input")
        return [place for place in range(boxes.count()) if boxes.nth(place).is_checked()]

    def wait_saved(self):
        self.page.wait_for_function(
            "() => /^已保存 [0-9:]{8}$/.test(document.querySelector('.save-state').innerText)"
        )

    def wait_for_text(self, selector, text):
        self.page.locator(selector, has_text=text).first.wait_for()

    def open_hand_in(self):
        self.page.click(".hand-in-open")

    def hand_in(self):
        self.open_hand_in()
        self.page.click("[data-confirm-hand-in]:not([disabled])")
        self.page.wait_for_url("**/receipt")
