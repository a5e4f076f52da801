"""Question pages (题库)."""

import re
from enum import Enum
from typing import Any, TypeVar
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from question_bank.in_words import right_in_words
from question_bank.questions import QuestionType
from question_bank.syllabus import Difficulty, Field, Topic
from zhifa_training.accounts.access import Permission
from zhifa_training.accounts.guard import actor, requires
from zhifa_training.core import clock, lists, navigation
from zhifa_training.core.errors import DomainError, NotVisibleError
from zhifa_training.core.spreadsheet.export import Column, workbook_response
from zhifa_training.questions import charts, queries, uses
from zhifa_training.questions.amendments.queries import list_unfit
from zhifa_training.questions.answering import find_answered
from zhifa_training.questions.figures import Figures, figures
from zhifa_training.questions.forms import RevisionForm, SuspendForm
from zhifa_training.questions.models import QuestionState, StoredQuestion
from zhifa_training.questions.services import revisions
from zhifa_training.questions.wording import as_question

bp = Blueprint("questions", __name__, url_prefix="/questions")
navigation.register("题库", "questions.index", Permission.QUESTION_VIEW, "bank", 50)

bp.add_app_template_global(right_in_words, "right_in_words")
Choice = TypeVar("Choice", bound=Enum)
_ARTICLE = re.compile(r"[1-9]\d{0,3}", re.ASCII)
COLUMNS = (
    Column("code", "编号"),
    Column("stem", "题干"),
    Column("type", "题型"),
    Column("topic", "内容类别"),
    Column("citation", "依据"),
    Column("fields", "适用门类"),
    Column("difficulty", "难度"),
    Column("state", "状态"),
    Column("pool", "用途"),
)
FILTERS: dict[str, Any] = {
    "topic": Topic,
    "type": QuestionType,
    "difficulty": Difficulty,
    "field": Field,
    "state": QuestionState,
}


@bp.get("/")
@requires(Permission.QUESTION_VIEW)
def index() -> ResponseReturnValue:
    """List the questions (试题一览)."""
    page = queries.list_questions(actor=actor(), asked=lists.asked("code"), wanted=_wanted())
    if lists.wants_export():
        return workbook_response("题库", COLUMNS, page.items)
    return render_template(
        "questions/index.html",
        page=page,
        headings=lists.headings([(c.label, c.key) for c in COLUMNS], queries.ORDERS, "code"),
        laws=queries.list_law_names(actor=actor()),
        filters={name: [(m.value, m.label) for m in kind] for name, kind in FILTERS.items()},
        given={
            name: request.args.get(name, "")
            for name in ("q", "law", "version", "article", *FILTERS)
        },
        export_url=lists.export_url(),
        may_import=actor().may(Permission.QUESTION_EDIT),
    )


@bp.get("/<uuid:question_id>")
@requires(Permission.QUESTION_VIEW)
def show(question_id: UUID) -> ResponseReturnValue:
    """Show a question with its key, its citation and all its revisions (试题)."""
    stored = queries.get_question(question_id, actor=actor())
    latest = stored.revisions[-1]
    return render_template(
        "questions/show.html",
        stored=stored,
        question=as_question(latest),
        standing=latest.law_version.standing,
        unfit=next(iter(list_unfit([latest.id], on=clock.today(), actor=actor())), None),
        uses=uses.list_uses(question_id, actor=actor()),
        figures=_figures(stored),
        suspend_form=SuspendForm(),
        may=_may(),
    )


@bp.get("/<uuid:question_id>/options.svg")
@requires(Permission.QUESTION_VIEW)
def options_chart(question_id: UUID) -> ResponseReturnValue:
    """Draw how candidates of different ability chose (选项曲线图)."""
    stored = queries.get_question(question_id, actor=actor())
    return Response(charts.options_svg(_figures(stored)), mimetype="image/svg+xml")


@bp.route("/<uuid:question_id>/edit", methods=["GET", "POST"])
@requires(Permission.QUESTION_EDIT)
def edit(question_id: UUID) -> ResponseReturnValue:
    """Propose a new wording (修订试题)."""
    stored = queries.get_question(question_id, actor=actor())
    before = as_question(stored.revisions[-1])
    versions = {version.id: version for version in queries.list_law_versions(actor=actor())}
    labels = [(v.id, f"{v.law.name}（{v.adopted_on}）") for v in versions.values()]
    asked = _id(request.args.get("version", ""))
    cited = asked if asked in versions else stored.revisions[-1].law_version_id
    form = RevisionForm.of(before, labels, cited)
    if form.validate_on_submit():
        version = versions[UUID(form.law_version.data)]
        wording = form.wording(
            before,
            law=version.law.name,
            adopted_on=version.adopted_on,
            number=len(stored.revisions) + 1,
        )
        try:
            revisions.propose(
                stored,
                wording=wording,
                law_version_id=version.id,
                why=form.why.data.strip(),
                actor=actor(),
            )
        except DomainError as refusal:
            form.form_errors.append(str(refusal))
        else:
            flash("已提交新修订，待另一位审题员审核后启用", "success")
            return redirect(url_for(".show", question_id=question_id))
    return render_template("questions/edit.html", stored=stored, question=before, form=form)


@bp.post("/<uuid:question_id>/publish")
@requires(Permission.QUESTION_REVIEW)
def publish(question_id: UUID) -> ResponseReturnValue:
    """Approve the latest revision (审核发布)."""
    stored = queries.get_question(question_id, actor=actor())
    try:
        revisions.publish(stored, actor=actor())
    except NotVisibleError:
        raise
    except DomainError as refusal:
        flash(str(refusal), "error")
    else:
        flash("已审核发布", "success")
    return redirect(url_for(".show", question_id=question_id))


@bp.post("/<uuid:question_id>/suspend")
@requires(Permission.QUESTION_EDIT)
def suspend(question_id: UUID) -> ResponseReturnValue:
    """Take a question out of use (停用)."""
    stored = queries.get_question(question_id, actor=actor())
    form = SuspendForm()
    if form.validate_on_submit():
        revisions.suspend(stored, reason=form.reason.data, actor=actor())
        flash("已停用，今后组卷不再抽取", "success")
    else:
        flash("；".join(form.reason.errors), "error")
    return redirect(url_for(".show", question_id=question_id))


def _figures(stored: StoredQuestion) -> Figures | None:
    answered = find_answered(stored.revisions, actor=actor())
    return figures(*answered) if answered else None


def _wanted() -> queries.QuestionFilter:
    difficulty = request.args.get("difficulty", "")
    article = request.args.get("article", "")
    return queries.QuestionFilter(
        law_id=_id(request.args.get("law", "")),
        law_version_id=_id(request.args.get("version", "")),
        article=int(article) if _ARTICLE.fullmatch(article) else None,
        topic=_choice(Topic, request.args.get("topic", "")),
        type=_choice(QuestionType, request.args.get("type", "")),
        difficulty=_choice(Difficulty, int(difficulty) if difficulty.isdecimal() else 0),
        field=_choice(Field, request.args.get("field", "")),
        state=_choice(QuestionState, request.args.get("state", "")),
    )


def _choice(kind: type[Choice], value: Any) -> Choice | None:
    return next((member for member in kind if member.value == value), None)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _may() -> dict[str, bool]:
    return {
        "edit": actor().may(Permission.QUESTION_EDIT),
        "review": actor().may(Permission.QUESTION_REVIEW),
    }
