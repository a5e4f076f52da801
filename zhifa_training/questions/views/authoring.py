"""Writing questions (命题): one form for new questions and for revisions, of every type."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from question_bank.questions import Question, QuestionType
from question_bank.well_formed import problems
from zhifa_training.accounts.access import Permission
from zhifa_training.accounts.guard import actor, requires
from zhifa_training.core import clock
from zhifa_training.core.errors import DomainError, NotVisibleError
from zhifa_training.core.forms import refusals_on
from zhifa_training.core.ids import new_id
from zhifa_training.laws.models import LawVersion
from zhifa_training.questions import queries
from zhifa_training.questions.drafting import SHAPES
from zhifa_training.questions.forms.wording import CHECK, SAVE, UPLOAD, WordingForm
from zhifa_training.questions.models import Pool, StoredQuestion
from zhifa_training.questions.services import media, revisions
from zhifa_training.questions.similar import Similar, find_similar
from zhifa_training.questions.views.blueprint import bp
from zhifa_training.questions.wording import as_question

LARGEST_UPLOAD = 52 * 1024 * 1024
UPLOADING = frozenset({"questions.compose", "questions.edit"})
CODE_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Sent:
    """What the form came to (命题结果): ``wording`` only where nothing is wrong with it."""

    wording: Question | None = None
    version: LawVersion | None = None
    similar: tuple[Similar, ...] = ()
    is_checked: bool = False


@bp.url_value_preprocessor
def _allow_films(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let the two pages that take pictures and films take more than others do."""
    if endpoint in UPLOADING:
        request.max_content_length = LARGEST_UPLOAD


@bp.get("/new")
@requires(Permission.QUESTION_EDIT)
def new() -> ResponseReturnValue:
    """Choose the type of a new question (新建试题)."""
    return render_template("questions/new.html", kinds=list(QuestionType))


@bp.route("/new/<type_name>", methods=["GET", "POST"])
@requires(Permission.QUESTION_EDIT)
def compose(type_name: str) -> ResponseReturnValue:
    """Write a new question (命题)."""
    kind = _kind(type_name)
    versions = _versions()
    form = WordingForm.blank(kind, _labels(versions))
    sent = _read(form, versions, code=_new_code(), before=None, number=1)
    if sent.wording and sent.version and _is_saving(form, sent):
        with refusals_on(form):
            stored = revisions.create(
                wording=sent.wording,
                law_version_id=sent.version.id,
                pool=Pool(form.pool.data),
                actor=actor(),
            )
            flash("试题已提交，待另一位审题员审核后启用", "success")
            return redirect(url_for(".show", question_id=stored.id))
    return _editor("questions/compose.html", form, sent)


@bp.route("/<uuid:question_id>/edit", methods=["GET", "POST"])
@requires(Permission.QUESTION_EDIT)
def edit(question_id: UUID) -> ResponseReturnValue:
    """Propose a new wording (修订试题)."""
    stored = queries.get_question(question_id, actor=actor())
    newest, versions = stored.revisions[-1], _versions()
    before = as_question(newest)
    asked = _version(versions, request.args.get("version"))
    cited = asked.id if asked else newest.law_version_id
    form = WordingForm.filled(before, _labels(versions), cited)
    sent = _read(form, versions, code=stored.code, before=before, number=newest.number + 1)
    if sent.wording and sent.version and _is_saving(form, sent):
        with refusals_on(form):
            _propose(stored, sent.wording, sent.version, form.why.data)
            flash("已提交新修订，待另一位审题员审核后启用", "success")
            return redirect(url_for(".show", question_id=question_id))
    return _editor("questions/edit.html", form, sent, stored=stored)


def _propose(stored: StoredQuestion, wording: Question, version: LawVersion, why: str) -> None:
    revisions.propose(stored, wording=wording, law_version_id=version.id, why=why, actor=actor())


def _read(
    form: Any,
    versions: dict[UUID, LawVersion],
    *,
    code: str,
    before: Question | None,
    number: int,
) -> Sent:
    """Return what was sent, with all that is wrong shown on the form."""
    action = request.form.get("action", "")
    if not form.is_submitted() or form.change_rows(action):
        return Sent()
    if action == UPLOAD:
        _upload(form)
        return Sent()
    is_valid = form.validate()
    version = _version(versions, form.law_version.data)
    if version is None or not _has_choices(form):
        return Sent(is_checked=True)
    wording = form.wording(
        code, law=version.law.name, adopted_on=version.adopted_on, number=number, before=before
    )
    found = problems(wording)
    form.place_problems(found)
    if found or not is_valid:
        return Sent(is_checked=True)
    similar = tuple(find_similar(wording, actor=actor()))
    return Sent(wording, version, similar, is_checked=True)


def _upload(form: Any) -> None:
    file = form.upload.data
    if not file or not file.filename:
        form.upload.errors = ["请先选择文件，再点“上传”"]
        return
    description = file.filename.rsplit(".", 1)[0][:60]
    try:
        form.add_medium(media.take_in(file.read(), description=description, actor=actor()))
    except DomainError as refusal:
        form.upload.errors = [str(refusal)]


def _is_saving(form: Any, sent: Sent) -> bool:
    if request.form.get("action") != SAVE:
        return False
    return not sent.similar or bool(form.accepts_similar.data)


def _editor(template: str, form: Any, sent: Sent, **context: Any) -> ResponseReturnValue:
    return render_template(
        template,
        form=form,
        kind=form.kind,
        shapes={kind.value: shape for kind, shape in SHAPES.items()},
        sent=sent,
        faults=form.faults(),
        action=request.form.get("action", ""),
        CHECK=CHECK,
        **context,
    )


def _has_choices(form: Any) -> bool:
    return not (form.topic.errors or form.difficulty.errors or form.fields.errors)


def _kind(name: str) -> QuestionType:
    found = next((kind for kind in QuestionType if kind.value == name), None)
    if found is None:
        raise NotVisibleError("没有这种题型，请从“新建试题”中选择")
    return found


def _new_code() -> str:
    """Return a code nobody else has: the day, then chance."""
    return f"own-{clock.today():%Y%m%d}-{new_id().hex[-CODE_DIGITS:]}"


def _versions() -> dict[UUID, LawVersion]:
    return {version.id: version for version in queries.list_law_versions(actor=actor())}


def _labels(versions: dict[UUID, LawVersion]) -> list[tuple[UUID, str]]:
    return [(v.id, f"{v.law.name}（{v.adopted_on}）") for v in versions.values()]


def _version(versions: dict[UUID, LawVersion], text: str | None) -> LawVersion | None:
    return next((version for id, version in versions.items() if str(id) == text), None)
