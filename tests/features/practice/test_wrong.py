"""错题本: errors enter, are won back at intervals, leave, come back, and are nobody else's."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from tests.features.exams.conftest import hand_in as hand_in
from tests.features.practice.conftest import acting_as, wrong_option
from tests.workbooks import rows_of
from zhifa_training.core import clock
from zhifa_training.exams.models.sittings import Sitting
from zhifa_training.exams.rules.words import ReleasePolicy, ReviewMode
from zhifa_training.practice.models import Leaving
from zhifa_training.practice.queries.wrong import Shelf, list_entries
from zhifa_training.practice.rules.modes import Mode
from zhifa_training.practice.services import runs, wrong
from zhifa_training.records.models import TrainingRecord


@pytest.fixture
def erred(browser, questions, begun):
    """Answer the first question wrongly."""
    run = begun()
    sent = {"place": "1", "q": wrong_option(questions[0])}
    browser.post("practice.answer", sent, practice_run_id=run)
    return questions[0]


@pytest.fixture
def on_day(monkeypatch):
    """Let it be so many days later."""
    today = clock.today()
    return lambda days: monkeypatch.setattr(clock, "today", lambda: today + timedelta(days=days))


def answer_rightly(revision, me, db):
    run_id = runs.start(Mode.WRONG, "", is_anew=True, actor=me)
    run = db.session.get(runs.PracticeRun, run_id)
    return runs.answer(run, 1, revision, frozenset(revision.key), actor=me)


def test_the_page_shows_count_last_answer_date_and_law(browser, erred):
    text = browser.get("practice.wrong").select_one("table").text
    assert erred.stem in text
    assert "某条例" in text
    chosen = next(o["text"] for o in erred.options if o["id"] == wrong_option(erred))
    assert chosen in text
    assert clock.today().isoformat() in text


def test_three_spaced_right_answers_win_it_back(erred, me, db, book, on_day):
    for day in (1, 4, 11):
        assert book()[0].left_at is None
        on_day(day)
        answer_rightly(erred, me, db)
        db.session.commit()
    assert book()[0].leaving is Leaving.MASTERED


def test_right_answers_of_one_day_do_not_win_it_back(erred, me, db, book, on_day):
    on_day(1)
    for _ in range(4):
        answer_rightly(erred, me, db)
    assert (book()[0].streak, book()[0].left_at) == (1, None)


def test_out_by_hand_and_back(browser, erred, book):
    browser.post("practice.drop", question_id=erred.question_id)
    assert book()[0].leaving is Leaving.BY_HAND
    assert erred.stem not in browser.get("practice.wrong").text
    assert erred.stem in browser.get("practice.wrong", shelf="left").text
    browser.post("practice.restore", question_id=erred.question_id)
    assert book()[0].left_at is None
    assert book()[0].streak == 0


def test_an_amended_article_takes_it_out_with_a_card(browser, make, erred):
    texts = {n: f"某条例第{n}条的原文。" for n in range(1, 60)}
    make.enact("某条例", texts | {1: "全新的第一条，罚款改为五千元。"}, date(2025, 3, 1))
    page = browser.get("practice.wrong")
    assert "法条已修订" in page.text
    assert erred.stem not in page.text
    assert erred.stem in browser.get("practice.wrong", shelf="stale").text


@pytest.mark.parametrize("shelf", list(Shelf))
def test_workbook_and_sheet_equal_the_screen(browser, erred, shelf):
    screen = browser.get("practice.wrong", shelf=shelf.value).select("tbody tr")
    book = browser.get("practice.wrong", shelf=shelf.value, export="xlsx")
    rows = rows_of(book)[1:]
    paper = browser.get("practice.print_wrong", shelf=shelf.value).select("tbody tr")
    assert len(rows) == len(screen) == len(paper)
    for cells, line, printed in zip(rows, screen, paper, strict=True):
        shown = [cell.text.strip() for cell in line.select("td")]
        assert [cells[0], f"{cells[3]:g}", cells[7]] == [shown[0], shown[3], shown[7]]
        assert [cell.text.strip() for cell in printed.select("td")] == shown[:8]


def test_nobody_elses_book(browser, erred, other, book):
    browser.sign_in(other)
    assert erred.stem not in browser.get("practice.wrong").text
    assert erred.stem not in browser.get("practice.print_wrong").text
    browser.post("practice.drop", expect=404, question_id=erred.question_id)
    browser.post("practice.restore", expect=404, question_id=erred.question_id)
    assert book()[0].left_at is None


class TestExamErrors:
    @pytest.fixture
    def sat(self, make, city, officer, hand_in):
        def sat(**changes):
            exam = make.exam(city, **{"release_policy": ReleasePolicy.TOGETHER} | changes)
            sitting = make.sitting(exam, officer)
            hand_in(make.attempt(sitting, officer), right=3)
            return sitting

        return sat

    @staticmethod
    def end(db, sitting, *, is_released):
        past = clock.now() - timedelta(hours=1)
        released = clock.now() if is_released else None
        db.session.execute(
            sa.update(Sitting)
            .where(Sitting.id == sitting.id)
            .values(opens_at=past - timedelta(hours=4), closes_at=past, released_at=released)
        )
        db.session.commit()

    def test_they_enter_after_the_release_and_once(self, browser, db, learner, sat, book):
        sitting = sat()
        browser.sign_in(learner).post("practice.take_exams")
        assert book() == []
        self.end(db, sitting, is_released=False)
        browser.post("practice.take_exams")
        assert book() == []
        self.end(db, sitting, is_released=True)
        assert "考试错题" in browser.get("practice.wrong").text
        browser.post("practice.take_exams")
        browser.post("practice.take_exams")
        (entry,) = book()
        assert entry.wrong_count == 1
        assert entry.attempt_id is not None
        page = browser.get("practice.wrong")
        assert "看答卷" in page.text
        assert "考试用题" in page.text
        assert page.select_one('[aria-label=错题筛选] a[href$="shelf=due"]').text.split() == [
            "今天可复习",
            "0",
        ]

    def test_where_only_the_score_is_shown_none_enters(self, browser, db, learner, sat, book):
        self.end(db, sat(review_mode=ReviewMode.SCORE), is_released=True)
        browser.sign_in(learner).post("practice.take_exams")
        assert book() == []

    def test_a_question_secret_again_is_not_shown(self, browser, db, make, city, learner, sat, me):
        sitting = sat()
        self.end(db, sitting, is_released=True)
        wrong.take_exam_errors(actor=me)
        revision = sitting.exam.paper.items[3].revision
        make.sitting(make.exam(city, [revision], release_policy=ReleasePolicy.TOGETHER))
        (row,) = list_entries(None, actor=me)
        assert revision.stem not in row.stem
        assert row.last_given == ""
        assert revision.stem not in browser.sign_in(learner).get("practice.wrong").text

    def test_nobody_elses_exam(self, db, sat, other, book):
        self.end(db, sat(), is_released=True)
        assert wrong.take_exam_errors(actor=acting_as(other)) == 0


def test_practice_never_reaches_the_ledger(browser, erred, questions, begun, db):
    run = begun()
    for place in (2, 3):
        sent = {"place": str(place), "q": questions[place - 1].key}
        browser.post("practice.answer", sent, practice_run_id=run)
    assert db.session.scalars(sa.select(TrainingRecord)).all() == []
