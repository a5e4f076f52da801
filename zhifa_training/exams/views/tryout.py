"""Trying a question out (试做): shown as in the exam room, marked at once, nothing kept."""

from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from question_bank.marking import PartialCredit
from question_bank.questions import QuestionType
from zhifa_training.accounts.access import Permission
from zhifa_training.accounts.guard import actor, requires
from zhifa_training.core.errors import NotVisibleError
from zhifa_training.exams.rules.hints import hint, labels_of
from zhifa_training.exams.rules.tryout import as_delivered, judge, tokens_of
from zhifa_training.questions.models import QuestionRevision, StoredQuestion
from zhifa_training.questions.queries import get_question
from zhifa_training.questions.wording import as_question

bp = Blueprint("tryout", __name__)
OWN = frozenset({"csrf_token", "partial", "tick", "revision"})


@bp.route("/questions/<uuid:question_id>/try", methods=["GET", "POST"])
@requires(Permission.QUESTION_VIEW)
def show(question_id: UUID) -> ResponseReturnValue:
    """Answer a question as a candidate would, and see how it is marked."""
    stored = get_question(question_id, actor=actor())
    revision = _revision(stored)
    question, partial = as_question(revision), _partial()
    tokens = tokens_of([pair for pair in request.form.items(multi=True) if pair[0] not in OWN])
    is_answered = request.method == "POST"
    return render_template(
        "tryout/show.html",
        stored=stored,
        revision=revision,
        item=as_delivered(question),
        chosen=tokens,
        verdicts=judge(question, tokens, ticks=_ticks(), partial=partial) if is_answered else [],
        partial=partial,
        credits=list(PartialCredit),
        hints={kind.value: hint(kind, partial) for kind in QuestionType},
        kinds=labels_of(QuestionType),
    )


def _revision(stored: StoredQuestion) -> QuestionRevision:
    """Return the revision asked for, or the newest."""
    wanted = request.args.get("revision", "")
    if not wanted:
        return stored.revisions[-1]
    found = [revision for revision in stored.revisions if str(revision.number) == wanted]
    if not found:
        raise NotVisibleError("没有这一次修订")
    return found[0]


def _partial() -> PartialCredit:
    wanted = request.values.get("partial", "")
    return next((rule for rule in PartialCredit if rule == wanted), PartialCredit.PROPORTIONAL)


def _ticks() -> frozenset[tuple[int, int]]:
    """Return the guide points ticked, as ``part.point`` each."""
    pairs = (text.partition(".") for text in request.form.getlist("tick"))
    return frozenset(
        (int(place), int(point))
        for place, _, point in pairs
        if place.isdecimal() and point.isdecimal()
    )
