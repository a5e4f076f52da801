"""The exam room (考场): waiting, answering, handing in."""

import logging
import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import (
    Blueprint,
    current_app,
    flash,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, generate_csrf
from sqlalchemy.exc import OperationalError

from zhifa_training.accounts.access import Permission
from zhifa_training.accounts.guard import actor, decided_in_statement, public, requires
from zhifa_training.accounts.login import session_digest
from zhifa_training.accounts.rules.errors import TooManyAttemptsError
from zhifa_training.core import navigation, web
from zhifa_training.core.crypto import KeyRing
from zhifa_training.core.db import database_now
from zhifa_training.exams.forms.room import FreshTakeOverForm, TakeOverForm
from zhifa_training.exams.queries import attempts as queries
from zhifa_training.exams.queries.invigilation import get_news
from zhifa_training.exams.rules.answers import MalformedSaveError, read_epoch, read_save
from zhifa_training.exams.rules.attempts import Phase
from zhifa_training.exams.rules.invigilation import NEWS_EVERY_SECONDS
from zhifa_training.exams.rules.leaving import read_incidents
from zhifa_training.exams.rules.words import Refusal
from zhifa_training.exams.services import answers, attempts, closing, taking_over
from zhifa_training.exams.services.incidents import take_note
from zhifa_training.exams.services.pins import PinRefusedError
from zhifa_training.exams.views.paper_page import paper_page

bp = Blueprint("room", __name__)
navigation.register("我的考试", "room.mine", Permission.EXAM_SIT, "exam", 10)
log = logging.getLogger(__name__)
DEVICE = "zhifa_device"
DEVICE_LIFETIME = 30 * 24 * 3600
LARGEST_SAVE = 256 * 1024
LARGEST_NOTE = 16 * 1024
STATUS = {
    Refusal.SIGNED_OUT: 401,
    Refusal.NOT_FOUND: 404,
    Refusal.MALFORMED: 422,
    Refusal.LEASE_LOST: 409,
    Refusal.CLOSED: 410,
    Refusal.TOO_EARLY: 425,
    Refusal.PAUSED: 423,
}


@bp.get("/exams/mine")
@requires(Permission.EXAM_SIT)
def mine() -> ResponseReturnValue:
    """List one's own sittings."""
    return render_template("room/mine.html", rows=queries.list_sittings(actor=actor()))


@bp.get("/room/sittings/<uuid:sitting_id>")
@requires(Permission.EXAM_SIT)
def waiting(sitting_id: UUID) -> ResponseReturnValue:
    """Show the rules of the room and wait for the bell.

    The device is named here and not at the start: Chromium writes a new cookie to disk only after
    half a minute, and a name lost with the power would make this another device.
    """
    sitting = queries.get_sitting(sitting_id, actor=actor())
    page = render_template("room/waiting.html", sitting=sitting, data=_waiting_data(sitting))
    return _with_device(page)


@bp.post("/room/sittings/<uuid:sitting_id>/start")
@requires(Permission.EXAM_SIT)
def start(sitting_id: UUID) -> ResponseReturnValue:
    """Begin the attempt, or go back to the one begun."""
    device = _device() or _new_device()
    try:
        attempt_id = attempts.start(sitting_id, actor=actor(), device=device)
    except attempts.EntryRefusedError as refusal:
        flash(str(refusal), "danger")
        return redirect(url_for("room.waiting", sitting_id=sitting_id))
    return _with_device(redirect(url_for("room.paper", attempt_id=attempt_id)), device)


@bp.get("/room/attempts/<uuid:attempt_id>")
@requires(Permission.EXAM_SIT)
def paper(attempt_id: UUID) -> ResponseReturnValue:
    """Show the exam page, on the device that holds the attempt."""
    device = attempts.device_digest(_device())
    room = queries.get_room(attempt_id, actor=actor(), device=device)
    if room.phase is not Phase.ANSWERING:
        return redirect(url_for("room.receipt", attempt_id=attempt_id))
    if not room.is_this_device:
        return redirect(url_for("room.take_over", attempt_id=attempt_id))
    return paper_page(room, _room_data(room))


@bp.post("/room/attempts/<uuid:attempt_id>/answers")
@decided_in_statement
def save(attempt_id: UUID) -> ResponseReturnValue:
    """Save answers."""
    request.max_content_length = LARGEST_SAVE
    wanted = read_save(request.get_json(silent=True))
    outcome = answers.save(attempt_id, wanted, token_digest=session_digest())
    told = {
        "now": _milliseconds(outcome.now),
        "deadline": _milliseconds(outcome.deadline_at),
        "saved": [str(event) for event in outcome.saved],
        "late": [str(event) for event in outcome.late],
    }
    return _refused(outcome.refusal, **told) if outcome.refusal else jsonify(state="saved", **told)


@bp.post("/room/attempts/<uuid:attempt_id>/hand-in")
@decided_in_statement
def hand_in(attempt_id: UUID) -> ResponseReturnValue:
    """Hand in; however often it is asked, the answer is the same."""
    epoch = read_epoch(request.get_json(silent=True))
    outcome = closing.hand_in(attempt_id, epoch=epoch, token_digest=session_digest())
    if outcome.receipt is None:
        return _refused(outcome.refusal or Refusal.NOT_FOUND)
    return jsonify(
        state="handed_in",
        receipt=outcome.receipt.number,
        digest=outcome.receipt.digest,
        answered=outcome.receipt.answered,
        total=outcome.receipt.total,
        closed_at=_milliseconds(outcome.receipt.closed_at),
        url=url_for("room.receipt", attempt_id=attempt_id),
    )


@bp.route("/room/attempts/<uuid:attempt_id>/take-over", methods=["GET", "POST"])
@requires(Permission.EXAM_SIT)
def take_over(attempt_id: UUID) -> ResponseReturnValue:
    """Go on with the attempt on this device."""
    device = _device() or _new_device()
    room = queries.get_room(attempt_id, actor=actor(), device=attempts.device_digest(device))
    is_fresh = taking_over.is_fresh(actor(), room.now)
    form = FreshTakeOverForm() if is_fresh else TakeOverForm()
    if form.validate_on_submit():
        try:
            taking_over.confirm_and_take_over(
                attempt_id,
                actor=actor(),
                device=device,
                password=None if is_fresh else form.password.data,
                pin="" if is_fresh else (form.pin.data or "").strip(),
                address=request.remote_addr or "",
            )
        except PinRefusedError as refusal:
            form.pin.errors = [str(refusal)]
        except (taking_over.NotConfirmedError, TooManyAttemptsError) as refusal:
            form.password.errors = [str(refusal)]
        else:
            return _with_device(redirect(url_for("room.paper", attempt_id=attempt_id)), device)
    return render_template("room/take_over.html", room=room, form=form, is_fresh=is_fresh)


@bp.get("/room/attempts/<uuid:attempt_id>/receipt")
@requires(Permission.EXAM_SIT)
def receipt(attempt_id: UUID) -> ResponseReturnValue:
    """Show what was received, and when."""
    row = queries.get_receipt(attempt_id, actor=actor())
    if row.phase is Phase.ANSWERING:
        return redirect(url_for("room.paper", attempt_id=attempt_id))
    return render_template("room/receipt.html", receipt=row, store_key=_store_key(attempt_id))


@bp.get("/room/attempts/<uuid:attempt_id>/news")
@requires(Permission.EXAM_SIT)
def news(attempt_id: UUID) -> ResponseReturnValue:
    """Tell the exam page what the invigilator did: messages, a pause, more time, the end."""
    told = get_news(attempt_id, actor=actor())
    return jsonify(
        now=_milliseconds(told.now),
        deadline=_milliseconds(told.deadline_at),
        paused=told.is_paused,
        closed=told.is_closed,
        messages=[
            {"id": str(message_id), "words": words, "at": _milliseconds(sent_at)}
            for message_id, words, sent_at in told.messages
        ],
    )


@bp.post("/room/attempts/<uuid:attempt_id>/incidents")
@requires(Permission.EXAM_SIT)
def incidents(attempt_id: UUID) -> ResponseReturnValue:
    """Take note of what the browser saw, and tell how often one has left so far."""
    request.max_content_length = LARGEST_NOTE
    seen = read_incidents(request.get_json(silent=True))
    told = take_note(attempt_id, seen, actor=actor())
    return jsonify(
        count=told.leaves.count,
        seconds=told.leaves.seconds,
        words=told.leaves.words,
        collected=told.is_collected,
    )


@bp.get("/room/clock")
@public
def clock() -> ResponseReturnValue:
    """Tell the time by which exams are judged."""
    return jsonify(now=_milliseconds(database_now()))


@bp.errorhandler(MalformedSaveError)
def _malformed(error: MalformedSaveError) -> ResponseReturnValue:
    return jsonify(code="malformed", message=str(error)), STATUS[Refusal.MALFORMED]


@bp.errorhandler(CSRFError)
def _forged(error: CSRFError) -> ResponseReturnValue:
    if not request.is_json:
        return web.refusal(400, "页面已过期，请返回上一页刷新后重新提交。")
    return jsonify(code="csrf", message="页面凭证已失效，请重新登录后继续作答。"), 400


@bp.errorhandler(OperationalError)
def _unavailable(error: OperationalError) -> ResponseReturnValue:
    log.warning("the database did not answer: %s", error.orig)
    if not request.is_json:
        return web.refusal(503, "数据库暂时无法连接，您填写的内容没有丢失，请稍候重试。")
    body = jsonify(code="unavailable", message="服务暂时不可用，作答保留在本机，稍后自动重试。")
    return body, 503, {"Retry-After": str(web.RETRY_SECONDS)}


def _device() -> str:
    return request.cookies.get(DEVICE, "")[:128]


def _new_device() -> str:
    return secrets.token_urlsafe(24)


def _with_device(response: Any, device: str = "") -> ResponseReturnValue:
    answer = make_response(response)
    answer.set_cookie(
        DEVICE,
        device or _device() or _new_device(),
        max_age=DEVICE_LIFETIME,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )
    return answer


def _refused(refusal: Refusal, **told: Any) -> ResponseReturnValue:
    return jsonify(code=refusal.value, message=refusal.label, **told), STATUS[refusal]


def _milliseconds(moment: datetime | None) -> int | None:
    return None if moment is None else round(moment.timestamp() * 1000)


def _waiting_data(sitting: queries.SittingRow) -> dict[str, Any]:
    """Return what the script of the waiting room needs: times, and nothing of the paper."""
    return {
        "now": _milliseconds(sitting.now),
        "opens": _milliseconds(sitting.opens_at),
        "closes": _milliseconds(sitting.closes_at),
        "clockUrl": url_for("room.clock"),
    }


def _room_data(room: queries.Room) -> dict[str, Any]:
    """Return what the script of the exam page needs; no key and no score is in it."""
    urls = {
        f"{name}Url": url_for(endpoint, attempt_id=room.attempt_id)
        for name, endpoint in (
            ("save", "room.save"),
            ("handIn", "room.hand_in"),
            ("receipt", "room.receipt"),
            ("takeOver", "room.take_over"),
            ("news", "room.news"),
            ("incidents", "room.incidents"),
        )
    }
    return urls | {
        "attempt": str(room.attempt_id),
        "epoch": room.epoch,
        "now": _milliseconds(room.now),
        "started": _milliseconds(room.started_at),
        "deadline": _milliseconds(room.deadline_at),
        "paused": room.paused_at is not None,
        "leavePolicy": room.leave_policy.value,
        "leaveLimit": room.leave_limit,
        "newsEverySeconds": NEWS_EVERY_SECONDS,
        "handInFrom": _milliseconds(room.hand_in_from),
        "minimumMinutes": room.minimum_minutes,
        "clockUrl": url_for("room.clock"),
        "signInAgainUrl": "/sign-in/again",
        "answers": room.answers,
        "nextSeq": room.next_seq,
        "csrfToken": generate_csrf(),
        "storeKey": _store_key(room.attempt_id),
    }


def _store_key(attempt_id: UUID) -> str:
    """Return the key of the answers that wait in the browser; the same whenever it is asked for."""
    ring: KeyRing = current_app.extensions["key_ring"]
    return ring.blind_index(f"answers waiting in the browser, attempt {attempt_id}")
