"""答案更正: propose, see whom it affects, a second person decides, everybody is marked again."""

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from zhifa_training.accounts.access import Role
from zhifa_training.audit.models import AuditEntry
from zhifa_training.exams.models.attempts import AttemptScore
from zhifa_training.exams.models.corrections import CorrectionDecision, KeyCorrection, PaperEdition
from zhifa_training.exams.queries.answering import find_answers
from zhifa_training.exams.rules.words import ReleasePolicy
from zhifa_training.exams.services import closing, rescoring, sweeping
from zhifa_training.exams.services import release as releasing
from zhifa_training.records.models import Fact, RecordVoid, TrainingRecord

OVER = {"opens_in": timedelta(hours=-3), "window": timedelta(hours=2)}
REASON = "依照《行政处罚法》第四十二条，应选乙"


@pytest.fixture
def manager(make, city):
    return make.account(city, Role.EXAM_MANAGER, name="提出人")


@pytest.fixture
def second(make, city):
    return make.account(city, Role.EXAM_MANAGER, name="审批人")


@pytest.fixture
def exam(make, city):
    """Four questions worth two each, 4.8 to pass, results out at once."""
    return make.exam(city)


@pytest.fixture
def attempt(make, exam, officer, hand_in):
    """Two of four right: 4 points, not passed, in the ledger."""
    sitting = make.sitting(exam, officer, **OVER)
    attempt = hand_in(make.attempt(sitting, officer), right=2)
    sweeping.sweep()
    return attempt


@pytest.fixture
def wrong(exam):
    """The third question, and what the officer chose of it against the key."""
    item = exam.paper.items[2]
    return item, next(o["id"] for o in item.revision.options if o["id"] not in item.key)


def proposal(token, ruling="replaced", **more):
    return {"ruling": ruling, "key_1": [token], "reason": REASON, **more}


def approve(browser, account, correction_id, *, seen=0, act="approve"):
    data = {"seen": str(seen), "words": ""}
    browser.sign_in(account)
    return browser.post(f"corrections.{act}", data, correction_id=correction_id)


def runs(db, attempt):
    return db.session.scalars(
        sa.select(AttemptScore).filter_by(attempt_id=attempt.id).order_by(AttemptScore.run)
    ).all()


def standing_facts(db):
    is_void = sa.exists().where(RecordVoid.record_id == TrainingRecord.id)
    return sorted(
        (record.fact, record.evidence["score"])
        for record in db.session.scalars(sa.select(TrainingRecord).where(~is_void))
    )


def test_the_keys_of_an_exam_are_listed(browser, manager, exam):
    page = browser.sign_in(manager).get("corrections.index", exam_id=exam.id)
    assert page.text.count("更正：第") == 4
    assert "还没有提出过更正" in page.text


def test_whom_it_affects_is_shown_and_nothing_stored(browser, db, manager, exam, attempt, wrong):
    item, token = wrong
    where = {"exam_id": exam.id, "revision_id": item.revision_id}
    data = proposal(token, look="1")
    page = browser.sign_in(manager).post("corrections.new", data, expect=200, **where)
    assert "改为合格（1 人）" in page.text
    assert "4.00" in page.text
    assert "6.00" in page.text
    assert REASON in page.text
    assert db.session.query(KeyCorrection).count() == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"reason": " "}, "请写明更正理由"),
        ({"key_1": []}, "请从本题的选项中选择"),
        ({"key_1": ["zzz"]}, "请从列表中选择"),
        ({"ruling": "several"}, ""),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    browser, db, manager, exam, wrong, change, words
):
    item, token = wrong
    where = {"exam_id": exam.id, "revision_id": item.revision_id}
    data = proposal(token) | change
    if change == {"ruling": "several"}:
        data |= {"key_2": [token]}
        words = "有两个答案相同"
    page = browser.sign_in(manager).post("corrections.new", data, expect=200, **where)
    assert words in page.text
    assert db.session.query(KeyCorrection).count() == 0


def test_two_people_correct_a_key(
    browser, db, manager, second, exam, attempt, wrong, candidate_account
):
    item, token = wrong
    where = {"exam_id": exam.id, "revision_id": item.revision_id}
    browser.sign_in(manager).post("corrections.new", proposal(token), **where)
    correction = db.session.query(KeyCorrection).one()
    correction_id, attempt_id = correction.id, attempt.id
    assert "待审批的答案更正" in browser.sign_in(second).get("home.index").text
    page = browser.get("corrections.show", correction_id=correction_id)
    assert "改为合格（1 人）" in page.text
    approve(browser, second, correction_id)
    old, new = runs(db, attempt)
    assert (old.score, old.is_current, old.key_edition) == (Decimal("4.00"), False, 0)
    assert (new.score, new.is_current, new.key_edition) == (Decimal("6.00"), True, 1)
    assert new.is_passed
    assert standing_facts(db) == [
        (Fact.ROTATION_EXAM_PASSED, "6.00"),
        (Fact.ROTATION_EXAM_SAT, "6.00"),
    ]
    assert {"key.propose", "key.approve", "record.correct"} <= set(
        db.session.scalars(sa.select(AuditEntry.action))
    )
    notice = browser.get("corrections.notice", correction_id=correction_id)
    assert "共有 1 人分数变化，其中 1 人改为合格，0 人改为不合格" in notice.text
    assert REASON in notice.text
    mine = browser.sign_in(candidate_account).get("results.mine", attempt_id=attempt_id)
    assert "4.00 分（不合格）改为 6.00 分（合格）" in mine.text
    assert REASON in mine.text
    assert "本题已更正" in mine.text
    assert "成绩更正：轮训结业考试" in browser.get("home.index").text
    assert (
        "已更正：答案更正后重新判分，成绩由 4.00 分改为 6.00 分" in browser.get("records.mine").text
    )
    sheet = browser.get("results.my_score_sheet", attempt_id=attempt_id)
    assert sheet.mimetype == "application/pdf"


def test_a_void_question_gives_its_worth_and_leaves_the_statistics(
    browser, db, make, second, exam, attempt, someone
):
    revision = exam.paper.items[3].revision
    assert len(find_answers(revision.id, actor=someone)) == 1
    correction = make.correction(exam, revision=revision)
    approve(browser, second, correction.id)
    assert runs(db, attempt)[-1].score == Decimal("6.00")
    assert find_answers(revision.id, actor=someone) == []


def test_the_proposer_approves_nothing(browser, db, make, manager, exam, attempt):
    correction = make.correction(exam, by=manager)
    page = browser.sign_in(manager).get("corrections.show", correction_id=correction.id)
    assert "须由另一位" in page.text
    approve(browser, manager, correction.id)
    assert "须由另一位" in browser.get("corrections.show", correction_id=correction.id).text
    assert db.session.query(CorrectionDecision).count() == 0
    approve(browser, manager, correction.id, act="withdraw")
    assert db.session.query(CorrectionDecision).one().verdict == "withdrawn"
    assert len(runs(db, attempt)) == 1


def test_the_database_itself_wants_two_people(db, make, manager, exam):
    correction = make.correction(exam, by=manager)
    alone = {
        "correction_id": correction.id,
        "proposed_by": manager.id,
        "decided_by": manager.id,
        "decided_name": "某",
        "verdict": "approved",
        "words": "",
    }
    insert = sa.insert(CorrectionDecision)
    with pytest.raises(sa.exc.IntegrityError, match="two_people"):
        db.session.execute(insert.values(alone))
    db.session.rollback()
    forged = alone | {"proposed_by": make.account(exam.unit).id}
    with pytest.raises(sa.exc.IntegrityError):
        db.session.execute(insert.values(forged))
    db.session.rollback()
    edition = sa.insert(PaperEdition).values(
        paper_id=exam.paper.id, edition=1, correction_id=correction.id
    )
    with pytest.raises(sa.exc.IntegrityError, match="未经他人批准"):
        db.session.execute(edition)
    db.session.rollback()


def test_a_run_is_superseded_and_never_rewritten(db, attempt):
    for values in ({"score": Decimal(1)}, {"is_current": False, "score": Decimal(1)}):
        with pytest.raises(sa.exc.IntegrityError, match="判分只增不改"):
            db.session.execute(sa.update(AttemptScore).values(**values))
        db.session.rollback()
    with pytest.raises(sa.exc.IntegrityError, match="判分不得删除"):
        db.session.execute(sa.delete(AttemptScore))
    db.session.rollback()


def test_declined_nothing_changes_and_it_is_decided_once(browser, db, make, second, exam, attempt):
    correction = make.correction(exam)
    approve(browser, second, correction.id, act="decline")
    approve(browser, second, correction.id)
    assert "不能再作决定" in browser.get("corrections.show", correction_id=correction.id).text
    assert len(runs(db, attempt)) == 1
    browser.get("corrections.notice", correction_id=correction.id, expect=409)


def test_consequences_seen_by_other_keys_are_not_approved(browser, db, make, second, exam, attempt):
    first = make.correction(exam)
    later = make.correction(exam, revision=exam.paper.items[3].revision)
    approve(browser, second, first.id)
    approve(browser, second, later.id, seen=0)
    page = browser.get("corrections.show", correction_id=later.id)
    assert "影响已重新计算" in page.text
    approve(browser, second, later.id, seen=1)
    assert [run.key_edition for run in runs(db, attempt)] == [0, 1, 2]


def test_a_rescoring_that_stopped_goes_on_with_the_sweep(
    browser, db, make, second, exam, attempt, monkeypatch
):
    """The approval is stored; the process dies before, and then in the midst of, marking again."""
    correction = make.correction(exam, revision=exam.paper.items[3].revision)

    def dies(*_args, **_kwargs):
        raise RuntimeError("killed")

    with monkeypatch.context() as killed:
        killed.setattr(rescoring, "correct_attempt", dies)
        approve(browser, second, correction.id)
    assert [run.key_edition for run in runs(db, attempt)] == [0]
    assert (Fact.ROTATION_EXAM_SAT, "4.00") in standing_facts(db)
    assert (
        "正在按新答案重新判分" in browser.get("corrections.show", correction_id=correction.id).text
    )
    assert sweeping.sweep().rescored == 1
    db.session.commit()
    assert [run.key_edition for run in runs(db, attempt)] == [0, 1]
    assert (Fact.ROTATION_EXAM_PASSED, "6.00") in standing_facts(db)
    assert sweeping.sweep().rescored == 0


def test_who_hands_in_after_an_approval_is_marked_by_the_new_key(
    browser, db, make, city, second, exam, attempt, hand_in
):
    """The worker remembers the old keys, and reads the new ones."""
    assert closing.marking_by_paper.find(exam.paper.id).edition == 0
    correction = make.correction(exam, revision=exam.paper.items[3].revision)
    approve(browser, second, correction.id)
    later = make.officer(city, "王五")
    again = hand_in(make.attempt(make.sitting(exam, later, **OVER), later), right=0)
    [run] = runs(db, again)
    assert (run.score, run.key_edition) == (Decimal("2.00"), 1)


def test_before_release_the_change_is_no_news(
    browser, db, make, city, officer, second, someone, hand_in, candidate_account
):
    exam = make.exam(city, release_policy=ReleasePolicy.TOGETHER)
    attempt = hand_in(make.attempt(make.sitting(exam, officer, **OVER), officer), right=2)
    approve(browser, second, make.correction(exam, revision=exam.paper.items[3].revision).id)
    releasing.release(attempt.sitting, actor=someone)
    page = browser.sign_in(candidate_account).get("results.mine", attempt_id=attempt.id)
    assert "6.00" in page.text
    assert "您的成绩已更正" not in page.text
    assert standing_facts(db)[0][1] == "6.00"


def test_while_windows_are_open_the_reason_is_kept(
    browser, make, exam, officer, second, hand_in, candidate_account
):
    attempt = hand_in(make.attempt(make.sitting(exam, officer), officer), right=2)
    correction = make.correction(exam, revision=exam.paper.items[3].revision, reason="应选丙")
    approve(browser, second, correction.id)
    text = browser.sign_in(candidate_account).get("results.mine", attempt_id=attempt.id).text
    assert "您的成绩已更正" in text
    assert "应选丙" not in text


def test_strangers_and_candidates_see_no_keys(browser, make, stranger, city, exam, officer):
    correction = make.correction(exam)
    browser.sign_in(stranger)
    browser.get("corrections.index", exam_id=exam.id, expect=404)
    browser.get("corrections.show", correction_id=correction.id, expect=404)
    make.sitting(exam, officer)
    both = make.account(city, Role.OFFICER, Role.EXAM_MANAGER, officer=officer)
    browser.sign_in(both).get("corrections.index", exam_id=exam.id, expect=403)
    browser.get("corrections.show", correction_id=correction.id, expect=403)


@pytest.fixture
def suspected(make, city, exam, hand_in):
    """Thirty-two who know the rest and agree on another option of the last question."""
    sitting = make.sitting(exam, **OVER)
    for place in range(32):
        officer = make.officer(city, f"考生{place}")
        make.call(sitting, officer)
        hand_in(make.attempt(sitting, officer), right=3)
    return sitting


def test_a_suspicious_key_is_shown_to_managers_only(
    browser, count_queries, suspected, manager, invigilator
):
    page = browser.sign_in(manager).get("sittings.show", sitting_id=suspected.id)
    assert "疑似错误答案：1 题" in page.text
    assert "32 人选 B，0 人选现行答案" in page.text
    with count_queries() as again:
        browser.get("corrections.index", exam_id=suspected.exam_id)
    assert len(again) < 20
    text = browser.sign_in(invigilator).get("sittings.show", sitting_id=suspected.id).text
    assert "疑似错误答案" not in text


def test_keys_are_read_by_a_right_to_the_bank_or_after_the_exam(
    browser, db, make, manager, trainer, exam, attempt, wrong
):
    coming = make.sitting(exam, opens_in=timedelta(days=1))
    url = {"exam_id": exam.id}
    browser.sign_in(manager)
    told = browser.get("corrections.index", **url, expect=403)
    assert "您没有查看题库的权限" in told.text
    browser.get("corrections.new", **url, revision_id=wrong[0].revision_id, expect=403)
    browser.get("sittings.show", sitting_id=coming.id)
    browser.sign_in(trainer).get("corrections.index", **url)
    db.session.delete(coming)
    db.session.commit()
    browser.sign_in(manager).get("corrections.index", **url)
