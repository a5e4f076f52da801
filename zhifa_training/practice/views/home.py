"""The officer's own page of practice, and what it leads to (练习首页)."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from question_bank.articles import article_label
from question_bank.in_words import right_in_words
from question_bank.questions import QuestionType
from zhifa_training.accounts.access import Permission
from zhifa_training.accounts.guard import actor, requires
from zhifa_training.core import clock
from zhifa_training.core.errors import NotVisibleError
from zhifa_training.core.paging import requested_page
from zhifa_training.practice.queries import pool, progress
from zhifa_training.practice.queries import runs as run_queries
from zhifa_training.practice.queries import wrong as wrong_queries
from zhifa_training.practice.queries.pool import Seen, Wanted
from zhifa_training.practice.queries.wrong import Shelf
from zhifa_training.practice.rules.modes import Mode, Subject, read_subject
from zhifa_training.practice.rules.progress import FEWEST_ANSWERS, days_running, weakest
from zhifa_training.practice.services import favourites
from zhifa_training.practice.views.blueprint import bp
from zhifa_training.questions.wording import as_question


@bp.get("")
@requires(Permission.PRACTISE)
def index() -> ResponseReturnValue:
    """Show what one can practise, what one can go on with, and how far one is (练习)."""
    person = actor()
    laws = progress.list_laws(actor=person)
    names = {law.law_id: law.law for law in laws}
    entries = wrong_queries.list_entries(None, actor=person)
    return render_template(
        "practice/index.html",
        laws=laws,
        open_runs=[(run, _name_of(run, names)) for run in run_queries.list_open(actor=person)],
        modes=[mode for mode in Mode if mode is not Mode.FOCUS],
        types=list(QuestionType),
        due=sum(entry.shelf is Shelf.DUE for entry in entries),
        to_win_back=sum(entry.shelf in (Shelf.DUE, Shelf.OPEN) for entry in entries),
        streak=days_running(progress.list_days(actor=person), on=clock.today()),
        weak=weakest(progress.list_articles(actor=person)),
        article_label=article_label,
    )


@bp.get("/articles")
@requires(Permission.PRACTISE)
def articles() -> ResponseReturnValue:
    """Show one's answers article by article, and the weakest (薄弱条文)."""
    tallies = progress.list_articles(actor=actor())
    weak = weakest(tallies)
    subject = Subject(articles=tuple((each.law_id, each.article) for each in weak))
    return render_template(
        "practice/articles.html",
        tallies=tallies,
        weak=weak,
        subject=str(subject),
        fewest=FEWEST_ANSWERS,
        article_label=article_label,
    )


@bp.get("/read")
@requires(Permission.PRACTISE)
def read() -> ResponseReturnValue:
    """Show questions with their keys, for learning by heart; nothing of it counts (背题)."""
    given = {name: request.args.get(name, "") for name in ("law", "type", "seen")}
    page = pool.list_to_read(_wanted(given), requested_page(), actor=actor())
    questions = [as_question(revision) for revision in page.items]
    return render_template(
        "practice/read.html",
        page=page,
        shown=[
            (revision, question, right_in_words(question, question.key))
            for revision, question in zip(page.items, questions, strict=True)
        ],
        texts=pool.list_article_texts(page.items, actor=actor()),
        laws=[(law.law_id, law.law) for law in progress.list_laws(actor=actor())],
        types=[(kind.value, kind.label) for kind in QuestionType],
        seen=[(one.value, one.label) for one in Seen],
        given=given,
        article_label=article_label,
    )


@bp.post("/favourites/<uuid:question_id>")
@requires(Permission.PRACTISE)
def favourite(question_id: UUID) -> ResponseReturnValue:
    """Keep a question at hand, or let it go (收藏)."""
    if request.form.get("keep") == "1":
        favourites.keep(question_id, actor=actor())
        flash("已收藏。在练习首页点“收藏的题”可集中练习", "success")
    else:
        favourites.let_go(question_id, actor=actor())
        flash("已取消收藏", "success")
    run_id, place = request.form.get("run", ""), request.form.get("place", "")
    try:
        return redirect(url_for("practice.show", practice_run_id=UUID(run_id), place=place))
    except ValueError:
        return redirect(url_for("practice.read", seen=Seen.FAVOURITE.value))


def _wanted(given: dict[str, str]) -> Wanted:
    try:
        return Wanted(
            law_id=UUID(given["law"]) if given["law"] else None,
            type=QuestionType(given["type"]) if given["type"] else None,
            seen=Seen(given["seen"]) if given["seen"] else None,
        )
    except ValueError:
        raise NotVisibleError("筛选条件有误，请从练习首页重新选择") from None


def _name_of(run: run_queries.OpenRun, laws: dict[UUID, str]) -> str:
    """Return what an open run is called."""
    subject = read_subject(run.mode, run.subject)
    if subject.law_id:
        return f"专项练习：{laws.get(subject.law_id, '法规')}"
    if subject.type:
        return f"专项练习：{subject.type.label}"
    if subject.articles:
        named = "、".join(
            f"{laws.get(law_id, '')}{article_label(number)}" for law_id, number in subject.articles
        )
        return f"专项练习：{named}"
    return run.mode.label
