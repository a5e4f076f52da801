"""图像: kept by content, shown to whoever may see it now, and to nobody before the start."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from question_bank.content import Bank, load_bank
from question_bank.questions import Medium, QuestionType
from tests.features.questions.typing import common, rows_of
from zhifa_training.accounts.access import Role
from zhifa_training.accounts.actor import system
from zhifa_training.exams.rules.words import AttemptState, CloseReason, ReleasePolicy, ReviewMode
from zhifa_training.exams.services import closing
from zhifa_training.questions.models import QuestionRevision, QuestionState, StoredMedium
from zhifa_training.questions.services import bank
from zhifa_training.questions.services.media import path_of

images = pytest.importorskip("PIL.Image", reason="没有安装 Pillow")
MP4 = b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41" + bytes(range(256)) * 8


def png():
    out = BytesIO()
    images.new("RGB", (12, 9), "green").save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def sent(law):
    rows = rows_of(("车厢超高", True), ("未喷涂放大号", True), ("轮胎磨损", False))
    return common(law.id) | rows | {"stem": "图中车辆有哪些违法情形？（　）", "why": "新建"}


def upload(browser, sent, content, name="现场 照片.png"):
    form = sent | {"action": "upload", "upload": FileStorage(BytesIO(content), name)}
    boundary, body = encode_multipart(form)
    type = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    return browser.post("questions.compose", body, expect=200, headers=type, type_name="evidence")


def fetch(browser, digest, expect=200, **sent):
    return browser.get("media.show", digest=digest, expect=expect, **sent)


def fields_of(page):
    names = ("media-0-digest", "media-0-kind", "media-0-description")
    return {name: page.select_one(f'input[name="{name}"]')["value"] for name in names}


@pytest.fixture
def evidence(browser, db, author, sent):
    """A published question with a picture."""
    page = upload(browser.sign_in(author), sent, png())
    browser.post(
        "questions.compose", sent | fields_of(page) | {"pool": "exam"}, type_name="evidence"
    )
    revision = db.session.scalars(select(QuestionRevision)).one()
    assert revision.type is QuestionType.EVIDENCE
    return revision


@pytest.fixture
def digest(evidence):
    return evidence.body["media"][0]["digest"]


def test_an_upload_keeps_what_was_typed_and_comes_back_as_a_picture(browser, db, author, sent):
    page = upload(browser.sign_in(author), sent, png())
    assert page.select_one("textarea#stem").text.strip() == sent["stem"]
    assert page.select_one("input[name=media-0-description]")["value"] == "现场 照片"
    medium = db.session.scalars(select(StoredMedium)).one()
    assert path_of(medium.digest).stat().st_size == medium.size
    shown = fetch(browser, medium.digest)
    assert shown.mimetype == "image/png"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" not in shown.headers["Cache-Control"]
    again = upload(browser, sent, png())
    assert fields_of(again)["media-0-digest"] == medium.digest
    assert len(db.session.scalars(select(StoredMedium)).all()) == 1


def test_a_removed_picture_is_gone_from_the_question(browser, author, sent):
    page = upload(browser.sign_in(author), sent, png())
    form = sent | fields_of(page) | {"action": "remove:media-0"}
    page = browser.post("questions.compose", form, expect=200, type_name="evidence")
    assert not page.select(".editor-medium")


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "x.png", "图片须为 PNG"),
        (b"", "x.png", "文件为空"),
    ],
)
def test_a_bad_upload_is_refused_and_nothing_typed_is_lost(
    browser, db, author, sent, content, name, said
):
    page = upload(browser.sign_in(author), sent, content, name)
    assert said in page.text
    assert page.select_one("textarea#stem").text.strip() == sent["stem"]
    assert db.session.scalars(select(StoredMedium)).all() == []


def test_uploading_nothing_says_so(browser, author, sent):
    form = sent | {"action": "upload"}
    page = browser.sign_in(author).post("questions.compose", form, expect=200, type_name="evidence")
    assert "请先选择文件" in page.text


def test_without_a_picture_it_is_no_evidence_question(browser, author, sent):
    page = browser.sign_in(author).post(
        "questions.compose", sent | {"pool": "exam"}, expect=200, type_name="evidence"
    )
    assert "没有图片或视频" in page.text


def test_a_film_larger_than_other_uploads_is_taken_and_played_in_pieces(browser, db, author, sent):
    film = MP4 + b"\x00" * (13 * 1024 * 1024)
    page = upload(browser.sign_in(author), sent, film, "超限.mp4")
    assert page.select_one("video")
    medium = db.session.scalars(select(StoredMedium)).one()
    part = fetch(browser, medium.digest, expect=206, headers={"Range": "bytes=4-7"})
    assert (part.data, part.mimetype) == (b"ftyp", "video/mp4")
    assert part.headers["Content-Range"] == f"bytes 4-7/{len(film)}"


def candidate(browser, make, city, evidence, **changes):
    """Sign an officer in and call them to an exam whose paper holds the picture."""
    exam = make.exam(city, [evidence], **changes)
    officer = make.officer(city)
    account = make.account(city, officer=officer)
    browser.sign_in(account)
    return exam, officer


def test_a_candidate_sees_it_from_the_start_of_the_attempt_and_not_before(
    browser, make, city, evidence, digest
):
    exam, officer = candidate(browser, make, city, evidence)
    sitting = make.sitting(exam, officer)
    fetch(browser, digest, expect=404)
    attempt = make.attempt(sitting, officer)
    assert fetch(browser, digest).mimetype == "image/png"
    assert attempt.state is AttemptState.LIVE
    colleague = make.account(city, officer=make.officer(city))
    fetch(browser.sign_in(colleague), digest, expect=404)


@pytest.mark.parametrize(
    ("changes", "is_over", "expected"),
    [
        ({}, True, 200),
        ({}, False, 404),
        ({"review_mode": ReviewMode.SCORE}, True, 404),
        ({"review_mode": ReviewMode.WRONG_ITEMS}, True, 200),
        ({"release_policy": ReleasePolicy.TOGETHER}, True, 404),
    ],
)
def test_after_the_end_it_follows_the_review_mode(
    browser, db, make, city, evidence, digest, changes, is_over, expected
):
    exam, officer = candidate(browser, make, city, evidence, **changes)
    sitting = make.sitting(exam, officer)
    attempt = make.attempt(sitting, officer, deadline_in=timedelta(minutes=-5))
    closing.close_expired(attempt.id)
    db.session.rollback()
    db.session.expire_all()
    assert attempt.close_reason is CloseReason.EXPIRED
    assert attempt.state is not AttemptState.LIVE
    if is_over:
        sitting.closes_at = sitting.opens_at + timedelta(minutes=1)
        db.session.commit()
    fetch(browser, digest, expect=expected)
    page = browser.get("results.mine", attempt_id=attempt.id)
    assert bool(page.select(f'img[src$="{digest}"]')) == (expected == 200)


def test_who_looks_after_the_exam_sees_it_unless_called_themselves(
    browser, make, city, evidence, digest
):
    exam = make.exam(city, [evidence])
    officer = make.officer(city)
    invigilator = make.account(city, Role.INVIGILATOR, officer=officer)
    fetch(browser.sign_in(invigilator), digest)
    make.sitting(exam, officer)
    fetch(browser, digest, expect=404)
    elsewhere = make.unit("邻市支队")
    browser.sign_in(make.account(elsewhere, Role.INVIGILATOR))
    fetch(browser, digest, expect=404)


def test_what_is_unknown_or_lost_is_not_found(browser, author, evidence, digest):
    fetch(browser.sign_in(author), "0" * 64, expect=404)
    path_of(digest).unlink()
    fetch(browser, digest, expect=404)


def test_the_picture_is_part_of_what_is_reviewed(browser, reviewer, evidence, digest):
    page = browser.sign_in(reviewer).get("reviews.show", question_id=evidence.question_id)
    assert digest[:12] in page.text
    page = browser.get("questions.show", question_id=evidence.question_id)
    assert page.select_one(f'img[src$="{digest}"]')["alt"] == "现场 照片"
    assert evidence.question.state is QuestionState.DRAFT


def test_shipped_pictures_are_taken_in_with_the_bank(
    browser, db, author, sent, tmp_path, monkeypatch
):
    content = png()
    (tmp_path / "vehicle.png").write_bytes(content)
    (tmp_path / "unused.png").write_bytes(png() + b"other")
    digest = hashlib.sha256(content).hexdigest()
    monkeypatch.setattr(bank, "MEDIA", tmp_path)
    shipped = load_bank(only=["port-law"])
    one = shipped.questions[0]
    medium = Medium(digest, "image", "一辆货车")
    pictured = replace(one, body=replace(one.body, media=(medium,)))
    for _ in range(2):
        bank.load_bank(Bank(shipped.laws, (pictured,)), actor=system(roots=()))
    kept = db.session.scalars(select(StoredMedium)).one()
    assert (kept.digest, kept.type) == (digest, "image/png")
    assert path_of(digest).read_bytes() == content
    assert fetch(browser.sign_in(author), digest).data == content
