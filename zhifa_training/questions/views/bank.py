"""Question pages (题库)."""

import re
from enum import Enum
from typing import Any, TypeVar
from uuid import UUID

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from question_bank.in_words import right_in_words
from question_bank.questions import QuestionType
from question_bank.syllabus import Difficulty, Field, Topic
from zhifa_training.accounts.access import Permission
from zhifa_training.accounts.guard import actor, requires
from zhifa_training.core import clock, lists, navigation
from zhifa_training.core.spreadsheet.export import Column, workbook_response
from zhifa_training.questions import charts, exposure, queries, queues, uses
from zhifa_training.questions.amendments.queries import list_unfit
from zhifa_training.questions.answering import find_answered
from zhifa_training.questions.exposure import Met
from zhifa_training.questions.figures import Figures, figures
from zhifa_training.questions.forms.life import ReasonForm, RestForm, SuspendForm
from zhifa_training.questions.models import StoredQuestion
from zhifa_training.questions.rules import Pool, ReviewState, Stage
from zhifa_training.questions.rules import stage as stage_of
from zhifa_training.questions.views.blueprint import bp
from zhifa_training.questions.wording import as_question

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
    Column("pending", "新修订"),
    Column("pool", "用途"),
)
FILTERS: dict[str, Any] = {
    "topic": Topic,
    "type": QuestionType,
    "difficulty": Difficulty,
    "field": Field,
    "state": Stage,
    "review": ReviewState,
    "pool": Pool,
    "met": Met,
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
    revision = stored.revisions[(stored.published_number or len(stored.revisions)) - 1]
    met = exposure.find_exposure(question_id, now=clock.now(), actor=actor())
    return render_template(
        "questions/show.html",
        stored=stored,
        stage=_stage(stored),
        revision=revision,
        question=as_question(revision),
        standing=revision.law_version.standing,
        unfit=next(iter(list_unfit([revision.id], on=clock.today(), actor=actor())), None),
        figures=_figures(stored),
        uses=uses.list_uses(question_id, actor=actor()),
        steps=queues.list_steps(question_id, actor=actor()),
        suspend_form=SuspendForm(formdata=None, prefix="suspend"),
        exposure=met,
        rest_form=RestForm(formdata=None, prefix="rest", data={"until": met.rests_until}),
        move_form=ReasonForm(formdata=None, prefix="move"),
        reason_form=ReasonForm(formdata=None, prefix="step"),
        may=_may(),
    )


@bp.get("/<uuid:question_id>/options.svg")
@requires(Permission.QUESTION_VIEW)
def options_chart(question_id: UUID) -> ResponseReturnValue:
    """Draw how candidates of different ability chose (选项曲线图)."""
    stored = queries.get_question(question_id, actor=actor())
    return Response(charts.options_svg(_figures(stored)), mimetype="image/svg+xml")


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
        state=_choice(Stage, request.args.get("state", "")),
        review=_choice(ReviewState, request.args.get("review", "")),
        pool=_choice(Pool, request.args.get("pool", "")),
        met=_choice(Met, request.args.get("met", "")),
    )


def _choice(kind: type[Choice], value: Any) -> Choice | None:
    return next((member for member in kind if member.value == value), None)


def _stage(stored: StoredQuestion) -> Stage:
    return stage_of(stored.state, stored.review, stored.resting_until, on=clock.today())


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
