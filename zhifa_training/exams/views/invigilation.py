"""The invigilator's console (监考台): one screen for a room, one page for a seat."""

import hashlib
from collections import Counter
from functools import partial
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from zhifa_training.accounts.access import Permission
from zhifa_training.accounts.guard import actor, requires
from zhifa_training.core import clock
from zhifa_training.core.forms import flash_errors, refusals_flashed
from zhifa_training.exams.forms.invigilation import ActForm, MessageForm, MoreTimeForm
from zhifa_training.exams.queries import invigilation as queries
from zhifa_training.exams.queries.sittings import get_sitting
from zhifa_training.exams.rules.invigilation import PIN_MINUTES, REFRESH_SECONDS, Act, Gap, Seat
from zhifa_training.exams.services import invigilation as services

bp = Blueprint("invigilation", __name__)

DONE = {
    Act.PAUSE: "已暂停{name}的考试，计时停止",
    Act.RESUME: "已恢复{name}的考试，暂停的时间已补回",
    Act.FORCE: "已收{name}的答卷",
    Act.TERMINATE: "已终止{name}的考试",
}


@bp.get("/sittings/<uuid:sitting_id>/console")
@requires(Permission.EXAM_INVIGILATE)
def console(sitting_id: UUID) -> ResponseReturnValue:
    """Show the whole room (监考台)."""
    sitting = get_sitting(sitting_id, actor=actor())
    gaps = queries.list_gaps(sitting_id, actor=actor())
    asked = request.args.get("gap", "")
    made_up = next((gap for gap in gaps if gap.since.isoformat() == asked), None)
    return render_template(
        "invigilation/console.html",
        gaps=gaps,
        sitting=sitting,
        refresh=REFRESH_SECONDS,
        acts=queries.list_acts(sitting_id, actor=actor()),
        message_form=MessageForm(prefix="message"),
        time_form=MoreTimeForm(prefix="time", data=_making_up(made_up)),
        may_manage=actor().may(Permission.EXAM_MANAGE),
        **_room(sitting_id),
    )


@bp.get("/sittings/<uuid:sitting_id>/console/seats")
@requires(Permission.EXAM_INVIGILATE)
def seats(sitting_id: UUID) -> ResponseReturnValue:
    """Return the seats alone, or 304 where nothing has changed since they were last asked for."""
    fragment = render_template("invigilation/_seats.html", **_room(sitting_id))
    response = make_response(fragment)
    response.set_etag(hashlib.sha256(fragment.encode()).hexdigest()[:32])
    response.headers["Cache-Control"] = "private, no-cache"
    return response.make_conditional(request)


@bp.post("/sittings/<uuid:sitting_id>/console/messages")
@requires(Permission.EXAM_INVIGILATE)
def message_all(sitting_id: UUID) -> ResponseReturnValue:
    """Say something to the whole room (全场消息)."""
    sitting = get_sitting(sitting_id, actor=actor())
    form = MessageForm(prefix="message")
    if form.validate_on_submit():
        with refusals_flashed():
            services.message_all(sitting, words=form.words.data or "", actor=actor())
            flash("消息已发出，正在作答的考生半分钟内会看到", "success")
    flash_errors(form)
    return redirect(url_for(".console", sitting_id=sitting_id))


@bp.post("/sittings/<uuid:sitting_id>/console/time")
@requires(Permission.EXAM_MANAGE)
def extend_all(sitting_id: UUID) -> ResponseReturnValue:
    """Give everybody more time (全场延时)."""
    sitting = get_sitting(sitting_id, actor=actor())
    form = MoreTimeForm(prefix="time")
    if form.validate_on_submit():
        with refusals_flashed():
            count = services.extend_all(
                sitting,
                minutes=form.minutes.data or 0,
                reason=form.reason.data or "",
                actor=actor(),
                key=UUID(form.key.data),
            )
            flash(f"已为 {count} 名未交卷的考生延时 {form.minutes.data} 分钟", "success")
    flash_errors(form)
    return redirect(url_for(".console", sitting_id=sitting_id))


@bp.get("/attempts/<uuid:attempt_id>/seat")
@requires(Permission.EXAM_INVIGILATE)
def seat(attempt_id: UUID) -> ResponseReturnValue:
    """Show one candidate's seat and what may be done (座位)."""
    attempt = queries.get_attempt(attempt_id, actor=actor())
    rows = queries.list_seats(attempt.sitting_id, actor=actor())
    acts = queries.list_acts(attempt.sitting_id, actor=actor())
    return render_template(
        "invigilation/seat.html",
        attempt=attempt,
        row=next(row for row in rows if row.candidate_id == attempt.candidate_id),
        acts=[act for act in acts if act.attempt_id in (None, attempt_id)],
        incidents=queries.list_incidents(attempt_id, actor=actor()),
        acts_of=Act,
        forms={act: ActForm(prefix=act.value) for act in (*DONE, Act.PIN)},
        message_form=MessageForm(prefix="message"),
        time_form=MoreTimeForm(prefix="extend"),
        may_manage=actor().may(Permission.EXAM_MANAGE),
    )


@bp.post("/attempts/<uuid:attempt_id>/seat/pause")
@requires(Permission.EXAM_INVIGILATE)
def pause(attempt_id: UUID) -> ResponseReturnValue:
    """Stop a candidate's clock (暂停)."""
    return _act(attempt_id, Act.PAUSE, services.pause)


@bp.post("/attempts/<uuid:attempt_id>/seat/resume")
@requires(Permission.EXAM_INVIGILATE)
def resume(attempt_id: UUID) -> ResponseReturnValue:
    """Let a candidate go on (恢复)."""
    return _act(attempt_id, Act.RESUME, services.resume)


@bp.post("/attempts/<uuid:attempt_id>/seat/pin")
@requires(Permission.EXAM_INVIGILATE)
def pin(attempt_id: UUID) -> ResponseReturnValue:
    """Make a code for a change of device, shown this once (换机码)."""
    queries.get_attempt(attempt_id, actor=actor())
    form = ActForm(prefix=Act.PIN.value)
    if form.validate_on_submit():
        with refusals_flashed():
            code = services.issue_pin(attempt_id, reason=form.reason.data or "", actor=actor())
            limits = f"{PIN_MINUTES} 分钟内有效，只能用一次"
            flash(f"换机码 {code}，{limits}；离开本页后不再显示", "success")
    flash_errors(form)
    return redirect(url_for(".seat", attempt_id=attempt_id))


@bp.post("/attempts/<uuid:attempt_id>/seat/force")
@requires(Permission.EXAM_MANAGE)
def force(attempt_id: UUID) -> ResponseReturnValue:
    """Take a candidate's paper (收卷)."""
    return _act(attempt_id, Act.FORCE, partial(services.end, act=Act.FORCE))


@bp.post("/attempts/<uuid:attempt_id>/seat/terminate")
@requires(Permission.EXAM_MANAGE)
def terminate(attempt_id: UUID) -> ResponseReturnValue:
    """End a candidate's exam (终止考试)."""
    return _act(attempt_id, Act.TERMINATE, partial(services.end, act=Act.TERMINATE))


@bp.post("/attempts/<uuid:attempt_id>/seat/message")
@requires(Permission.EXAM_INVIGILATE)
def message(attempt_id: UUID) -> ResponseReturnValue:
    """Say something to one candidate (发消息)."""
    form = MessageForm(prefix="message")
    queries.get_attempt(attempt_id, actor=actor())
    if form.validate_on_submit():
        with refusals_flashed():
            services.message(attempt_id, words=form.words.data or "", actor=actor())
            flash("消息已发出，考生半分钟内会看到", "success")
    flash_errors(form)
    return redirect(url_for(".seat", attempt_id=attempt_id))


@bp.post("/attempts/<uuid:attempt_id>/seat/time")
@requires(Permission.EXAM_INVIGILATE)
def extend(attempt_id: UUID) -> ResponseReturnValue:
    """Give one candidate more time (个别延时)."""
    form = MoreTimeForm(prefix="extend")
    queries.get_attempt(attempt_id, actor=actor())
    if form.validate_on_submit():
        with refusals_flashed():
            services.extend(
                attempt_id,
                minutes=form.minutes.data or 0,
                reason=form.reason.data or "",
                actor=actor(),
                key=UUID(form.key.data),
            )
            flash(f"已再延长 {form.minutes.data} 分钟", "success")
    flash_errors(form)
    return redirect(url_for(".seat", attempt_id=attempt_id))


def _act(attempt_id: UUID, act: Act, do: Any) -> ResponseReturnValue:
    attempt = queries.get_attempt(attempt_id, actor=actor())
    name = attempt.officer.name
    form = ActForm(prefix=act.value)
    if form.validate_on_submit():
        with refusals_flashed():
            do(attempt_id, reason=form.reason.data or "", actor=actor())
            flash(DONE[act].format(name=name), "success")
    flash_errors(form)
    return redirect(url_for(".seat", attempt_id=attempt_id))


def _making_up(gap: Gap | None) -> dict[str, Any]:
    """Return what makes up for a gap, to be looked at and sent by a person."""
    if gap is None:
        return {}
    since, until = (f"{clock.in_beijing(moment):%H:%M:%S}" for moment in (gap.since, gap.until))
    reason = f"{since} 至 {until} 全场没有收到作答（{gap.seconds} 秒），按中断时长补时"
    return {"minutes": gap.minutes, "reason": reason}


def _room(sitting_id: UUID) -> dict[str, Any]:
    """Return the seats asked for, and how many there are of each kind."""
    rows = queries.list_seats(sitting_id, actor=actor())
    if not rows:
        get_sitting(sitting_id, actor=actor())
    asked = request.args.get("seat")
    wanted = next((each for each in Seat if each == asked), None)
    counted = Counter(row.seat for row in rows)
    return {
        "sitting_id": sitting_id,
        "rows": [row for row in rows if wanted in (None, row.seat)],
        "everyone": len(rows),
        "counts": {each: counted[each] for each in Seat},
        "wanted": wanted,
    }
