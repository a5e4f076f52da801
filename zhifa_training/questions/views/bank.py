"""Question pages (题库)."""

from enum import Enum
from typing import Any, TypeVar
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from question_bank.in_words import right_in_words
from question_bank.questions import QuestionType
from question_bank.syllabus import Difficulty, Field, Topic
from zhifa_training.accounts.access import Permission
from zhifa_training.accounts.guard import actor, requires
from zhifa_training.core import lists, navigation
from zhifa_training.core.errors import DomainError, NotVisibleError
from zhifa_training.core.spreadsheet.export import Column, workbook_response
from zhifa_training.questions import queries, uses
from zhifa_training.questions.forms import RevisionForm, SuspendForm
from zhifa_training.questions.models import QuestionState
from zhifa_training.questions.services import revisions, standing
from zhifa_training.questions.wording import as_question

bp = Blueprint("questions", __name__, url_prefix="/questions")
navigation.register("题库", "questions.index", Permission.QUESTION_VIEW, "bank", 50)

bp.add_app_template_global(right_in_words, "right_in_words")
Choice = TypeVar("Choice", bound=Enum)
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
        given={name: request.args.get(name, "") for name in ("q", "law", *FILTERS)},
        export_url=lists.export_url(),
    )


@bp.get("/<uuid:question_id>")
@requires(Permission.QUESTION_VIEW)
def show(question_id: UUID) -> ResponseReturnValue:
    """Show a question with its key, its citation and all its revisions (试题)."""
    stored = queries.get_question(question_id, actor=actor())
    return render_template(
        "questions/show.html",
        stored=stored,
        question=as_question(stored.revisions[-1]),
        standing=stored.revisions[-1].law_version.standing,
        uses=uses.list_uses(question_id, actor=actor()),
        suspend_form=SuspendForm(),
        may=_may(),
    )


@bp.route("/<uuid:question_id>/edit", methods=["GET", "POST"])
@requires(Permission.QUESTION_EDIT)
def edit(question_id: UUID) -> ResponseReturnValue:
    """Propose a new wording (修订试题)."""
    stored = queries.get_question(question_id, actor=actor())
    before = as_question(stored.revisions[-1])
    versions = {version.id: version for version in queries.list_law_versions(actor=actor())}
    labels = [(v.id, f"{v.law.name}（{v.adopted_on}）") for v in versions.values()]
    form = RevisionForm.of(before, labels, stored.revisions[-1].law_version_id)
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


@bp.post("/<uuid:question_id>/suspend")
@requires(Permission.QUESTION_EDIT)
def suspend(question_id: UUID) -> ResponseReturnValue:
    """Take a question out of use (停用)."""
    stored = queries.get_question(question_id, actor=actor())
    form = SuspendForm()
    if form.validate_on_submit():
        standing.suspend(stored, reason=form.reason.data, actor=actor())
        flash("已停用，今后组卷不再抽取", "success")
    else:
        flash("；".join(form.reason.errors), "error")
    return redirect(url_for(".show", question_id=question_id))


def _wanted() -> queries.QuestionFilter:
    difficulty = request.args.get("difficulty", "")
    return queries.QuestionFilter(
        law_id=_law_id(request.args.get("law", "")),
        topic=_choice(Topic, request.args.get("topic", "")),
        type=_choice(QuestionType, request.args.get("type", "")),
        difficulty=_choice(Difficulty, int(difficulty) if difficulty.isdecimal() else 0),
        field=_choice(Field, request.args.get("field", "")),
        state=_choice(QuestionState, request.args.get("state", "")),
    )


def _choice(kind: type[Choice], value: Any) -> Choice | None:
    return next((member for member in kind if member.value == value), None)


def _law_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _may() -> dict[str, bool]:
    return {
        "edit": actor().may(Permission.QUESTION_EDIT),
        "review": actor().may(Permission.QUESTION_REVIEW),
    }
