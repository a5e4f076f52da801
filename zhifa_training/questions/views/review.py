"""Review pages (审题): what waits, what changed, what was said, and the decision."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from question_bank.comparison import compare
from zhifa_training.accounts.access import Permission
from zhifa_training.accounts.guard import actor, requires
from zhifa_training.core import clock, lists, navigation
from zhifa_training.core.forms import flash_errors, refusals_flashed
from zhifa_training.core.spreadsheet.export import Column, ColumnKind, workbook_response
from zhifa_training.questions import cited, queries, queues
from zhifa_training.questions.forms.life import CommentForm, DecisionForm
from zhifa_training.questions.models import QuestionRevision, StoredQuestion
from zhifa_training.questions.queues import Queue
from zhifa_training.questions.rules import ReviewState, is_stale
from zhifa_training.questions.services import review as services
from zhifa_training.questions.wording import as_question

bp = Blueprint("reviews", __name__, url_prefix="/reviews")
navigation.register("审题", "reviews.index", Permission.QUESTION_REVIEW, "check", 52)

COLUMNS = (
    Column("code", "编号"),
    Column("stem", "题干"),
    Column("type", "题型"),
    Column("author", "命题人"),
    Column("proposed_at", "提交时间", ColumnKind.MOMENT),
    Column("days", "等待天数", ColumnKind.NUMBER),
    Column("review", "状态"),
    Column("reviewer", "审题人"),
)
APPROVE = "approve"


@bp.get("/")
@requires(Permission.QUESTION_VIEW)
def index() -> ResponseReturnValue:
    """List the revisions that wait for somebody (审题清单)."""
    queue = _queue()
    page = queues.list_reviews(queue, actor=actor(), asked=lists.asked(queues.DEFAULT_SORT))
    if lists.wants_export():
        return workbook_response(f"审题清单_{queue.label}", COLUMNS, page.items)
    return render_template(
        "reviews/index.html",
        page=page,
        queue=queue,
        counts=queues.count_reviews(actor=actor()),
        headings=lists.headings(
            [(c.label, c.key) for c in COLUMNS],
            queues.ORDERS,
            queues.DEFAULT_SORT,
            numeric=["days"],
        ),
        query=request.args.get("q", ""),
        export_url=lists.export_url(),
    )


@bp.get("/<uuid:question_id>")
@requires(Permission.QUESTION_VIEW)
def show(question_id: UUID) -> ResponseReturnValue:
    """Show the newest revision beside the one in use, and what was said of it (审题)."""
    stored = queries.get_question(question_id, actor=actor())
    newest, in_use = stored.revisions[-1], _in_use(stored)
    before = as_question(in_use) if in_use and in_use is not newest else None
    return render_template(
        "reviews/show.html",
        stored=stored,
        newest=newest,
        in_use=in_use,
        before=before,
        lines=compare(before, as_question(newest)),
        citation=as_question(newest).citation,
        article=cited.find_article(newest.law_version_id, newest.article),
        steps=queues.list_steps(question_id, actor=actor()),
        may=_may(stored),
        decision=DecisionForm(formdata=None, number=newest.number),
        comment=CommentForm(formdata=None, prefix="comment"),
    )


@bp.post("/<uuid:question_id>/claim")
@requires(Permission.QUESTION_REVIEW)
def claim(question_id: UUID) -> ResponseReturnValue:
    """Begin to review (开始审核)."""
    with refusals_flashed():
        services.claim(queries.get_question(question_id, actor=actor()), actor=actor())
    return redirect(url_for(".show", question_id=question_id))


@bp.post("/<uuid:question_id>/release")
@requires(Permission.QUESTION_REVIEW)
def release(question_id: UUID) -> ResponseReturnValue:
    """Give it back to the queue (放回待审)."""
    with refusals_flashed():
        services.release(queries.get_question(question_id, actor=actor()), actor=actor())
        flash("已放回待审清单", "success")
    return redirect(url_for(".show", question_id=question_id))


@bp.post("/<uuid:question_id>/decision")
@requires(Permission.QUESTION_REVIEW)
def decide(question_id: UUID) -> ResponseReturnValue:
    """Approve the revision or return it to its author (审核决定)."""
    stored = queries.get_question(question_id, actor=actor())
    form = DecisionForm()
    if not form.validate_on_submit():
        flash_errors(form)
        return redirect(url_for(".show", question_id=question_id))
    number, words = form.number.data, form.words.data or ""
    with refusals_flashed():
        if request.form.get("action") == APPROVE:
            services.approve(stored, number=number, words=words, actor=actor())
            flash(f"第 {number} 次修订审核通过，已经启用", "success")
        else:
            services.send_back(stored, number=number, reason=words, actor=actor())
            flash("已退回命题员修改", "success")
    return redirect(url_for(".show", question_id=question_id))


@bp.post("/<uuid:question_id>/comments")
@requires(Permission.QUESTION_VIEW)
def comment(question_id: UUID) -> ResponseReturnValue:
    """Say something about the newest revision (提出意见)."""
    stored = queries.get_question(question_id, actor=actor())
    form = CommentForm(prefix="comment")
    if form.validate_on_submit():
        services.comment(stored, words=form.words.data, actor=actor())
        flash("意见已记入履历", "success")
    else:
        flash_errors(form)
    return redirect(url_for(".show", question_id=question_id))


def _queue() -> Queue:
    wanted = request.args.get("queue", "")
    default = Queue.FOR_ME if actor().may(Permission.QUESTION_REVIEW) else Queue.RETURNED
    return next((queue for queue in Queue if queue.value == wanted), default)


def _in_use(stored: StoredQuestion) -> QuestionRevision | None:
    numbers = {revision.number: revision for revision in stored.revisions}
    return numbers.get(stored.published_number or 0)


def _may(stored: StoredQuestion) -> dict[str, bool]:
    """Return which buttons to offer; the services decide again."""
    me = actor()
    reviews = me.may(Permission.QUESTION_REVIEW)
    pending = stored.revisions[(stored.published_number or 0) :]
    wrote = me.account_id in {revision.created_by for revision in pending}
    is_mine = stored.review is ReviewState.IN_REVIEW and stored.claimed_by == me.account_id
    is_free = stored.review is ReviewState.WAITING or (
        stored.review is ReviewState.IN_REVIEW and is_stale(stored.claimed_at, at=clock.now())
    )
    return {
        "claim": reviews and is_free and not is_mine and not wrote,
        "decide": reviews and is_mine,
        "edit": me.may(Permission.QUESTION_EDIT),
        "wrote": wrote,
    }
