"""Answering questions one by one (做题)."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from question_bank.articles import article_label
from question_bank.delivery import groups_of, in_order
from question_bank.marking import PartialCredit
from question_bank.questions import Question, QuestionType
from question_bank.responses import read_stored
from zhifa_training.accounts.access import Permission
from zhifa_training.accounts.guard import actor, requires
from zhifa_training.core.errors import DomainError, NotVisibleError
from zhifa_training.core.forms import refusals_flashed
from zhifa_training.core.paging import LONGEST_NUMBER
from zhifa_training.exams.rules.hints import hint, labels_of
from zhifa_training.exams.rules.tryout import as_delivered, judge, tokens_of
from zhifa_training.practice.models import PracticeAnswer, PracticeRun
from zhifa_training.practice.queries import pool
from zhifa_training.practice.queries.runs import find_answer, get_run, progress_of
from zhifa_training.practice.rules.modes import Mode, shuffled
from zhifa_training.practice.services import runs as services
from zhifa_training.practice.services.wrong import take_exam_errors
from zhifa_training.practice.views.blueprint import bp
from zhifa_training.questions.models import QuestionRevision
from zhifa_training.questions.wording import as_question

OWN = frozenset({"csrf_token", "place"})
STRICT = PartialCredit.ALL_OR_NOTHING


@bp.post("/start")
@requires(Permission.PRACTISE)
def start() -> ResponseReturnValue:
    """Go on with what is open, or begin (开始练习)."""
    mode = next((one for one in Mode if one == request.form.get("mode", "")), Mode.SEQUENCE)
    with refusals_flashed():
        if mode is Mode.WRONG:
            take_exam_errors(actor=actor())
        run_id = services.start(
            mode,
            request.form.get("subject", ""),
            is_anew=request.form.get("anew") == "1",
            actor=actor(),
        )
        return redirect(url_for("practice.show", practice_run_id=run_id))
    return redirect(url_for("practice.index"))


@bp.get("/runs/<uuid:practice_run_id>")
@requires(Permission.PRACTISE)
def show(practice_run_id: UUID) -> ResponseReturnValue:
    """Show one question of a run, with its verdict once it is answered (练习题)."""
    run = get_run(practice_run_id, actor=actor())
    progress = progress_of(run, actor=actor())
    place = _place(run) if "place" in request.args else progress.next
    if place is None:
        return render_template("practice/finished.html", run=run, progress=progress)
    revision = pool.find_practisable(UUID(run.queue[place - 1]), actor=actor())
    common = {"run": run, "progress": progress, "place": place, "total": len(run.queue)}
    if revision is None:
        return render_template("practice/withdrawn.html", **common)
    answered = find_answer(run, place, actor=actor())
    return render_template(
        "practice/show.html", **common, **_question(revision, answered, f"{run.id}:{place}")
    )


@bp.post("/runs/<uuid:practice_run_id>")
@requires(Permission.PRACTISE)
def answer(practice_run_id: UUID) -> ResponseReturnValue:
    """Mark an answer and show at once how it was (提交答案)."""
    run = get_run(practice_run_id, actor=actor())
    if "place" not in request.form:
        flash("没有收到题号，请在题目页重新提交答案", "error")
        return redirect(url_for("practice.show", practice_run_id=practice_run_id))
    place = _place(run)
    revision = pool.find_practisable(UUID(run.queue[place - 1]), actor=actor())
    if revision is not None:
        tokens = tokens_of([pair for pair in request.form.items(multi=True) if pair[0] not in OWN])
        try:
            services.answer(run, place, revision, tokens, actor=actor())
        except DomainError as refusal:
            flash(str(refusal), "error")
    return redirect(
        url_for("practice.show", practice_run_id=practice_run_id, place=place, _anchor="verdict")
    )


def _question(
    revision: QuestionRevision, answered: PracticeAnswer | None, seed: str
) -> dict[str, object]:
    """Return what the page shows of a question; keys only once it is answered."""
    question = as_question(revision)
    tokens = read_stored(answered.value) if answered else frozenset()
    texts = pool.list_article_texts([revision], actor=actor()) if answered else {}
    return {
        "revision": revision,
        "item": _delivered(question, seed),
        "chosen": tokens,
        "answered": answered,
        "verdicts": judge(question, tokens, ticks=frozenset(), partial=STRICT) if answered else [],
        "article_text": texts.get((revision.law_version_id, revision.article), ""),
        "article_label": article_label(revision.article),
        "is_favourite": pool.is_favourite(revision.question_id, actor=actor()),
        "hints": {kind.value: hint(kind, STRICT) for kind in QuestionType},
        "kinds": labels_of(QuestionType),
    }


def _delivered(question: Question, seed: str) -> dict[str, object]:
    """Return a question in an order of this place: the author's would tell steps and pairs."""
    item = as_delivered(question)
    groups = ((group.handles, group.may_shuffle) for group in groups_of(item))
    return in_order(item, shuffled(groups, seed))


def _place(run: PracticeRun) -> int:
    """Return the place asked for."""
    text = request.values.get("place", "")
    if text.isdecimal() and len(text) <= LONGEST_NUMBER and 1 <= int(text) <= len(run.queue):
        return int(text)
    raise NotVisibleError("这一轮练习里没有这一题")
