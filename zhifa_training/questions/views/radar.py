"""The amendment radar on the screen (修订雷达): what a new version changed and what it touches."""

from collections import Counter
from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from question_bank.amendments.changes import Change
from question_bank.amendments.effects import Effect
from question_bank.amendments.redline import redline
from question_bank.articles import article_label
from zhifa_training.accounts.access import Permission
from zhifa_training.accounts.guard import actor, requires
from zhifa_training.core.forms import flash_errors, refusals_flashed
from zhifa_training.core.paging import Page, requested_page
from zhifa_training.laws import queries as laws
from zhifa_training.laws.models import LawVersion
from zhifa_training.laws.rules import starts_on
from zhifa_training.questions.amendments import papers, queries, services
from zhifa_training.questions.amendments.queries import Affected, Comparison
from zhifa_training.questions.forms.life import KeepForm
from zhifa_training.questions.views.laws import bp

PER_PAGE = 20
ARTICLES, QUESTIONS = "articles", "questions"
CLOSED = "closed"
"""Questions already suspended, which wait for nobody."""
MOST_URGENT_FIRST = (Effect.SUSPENDED, Effect.TO_REVIEW, Effect.RENUMBERED, Effect.UNTOUCHED)
Row = TypeVar("Row")


@bp.get("/versions/<uuid:version_id>/radar")
@requires(Permission.QUESTION_VIEW)
def radar(version_id: UUID) -> ResponseReturnValue:
    """Show what a version changed, and which questions wait for a decision (修订雷达)."""
    version = laws.get_version(version_id, actor=actor())
    before = laws.find_predecessor(version, actor=actor())
    compared = queries.compare_two(before, version, actor=actor()) if before else None
    affected = queries.list_affected(version, actor=actor())
    kind, shown = _asked(affected)
    return render_template(
        "laws/radar.html",
        version=version,
        before=before,
        begins_on=starts_on(version.adopted_on, version.effective_on),
        changes=_count_changes(compared),
        effects=_count_effects(affected),
        settled=queries.count_settled(version, actor=actor()),
        closed=sum(not each.is_open for each in affected),
        kind=kind,
        shown=shown,
        compared=compared,
        articles=_page([p for p in compared.pairs if p.change == shown] if compared else []),
        questions=_page([each for each in affected if _label(each) == shown]),
        redline=redline,
        label=article_label,
        form=KeepForm(),
        papers=_papers(version),
        may_review=actor().may(Permission.QUESTION_REVIEW),
        may_edit=actor().may(Permission.QUESTION_EDIT),
    )


@bp.post("/versions/<uuid:version_id>/radar/carry-over")
@requires(Permission.QUESTION_REVIEW)
def carry_over(version_id: UUID) -> ResponseReturnValue:
    """Accept the citations that change mechanically, all of one class (批量更新依据)."""
    version = laws.get_version(version_id, actor=actor())
    wanted = [effect for effect in Effect if effect == request.form.get("effect")]
    with refusals_flashed():
        moved = services.carry_over(version, wanted, actor=actor())
        flash(f"已更新 {moved} 题的依据，题面和答案没有改动", "success")
    return _back(version_id)


@bp.post("/versions/<uuid:version_id>/radar/<uuid:question_id>/carry-over")
@requires(Permission.QUESTION_REVIEW)
def carry_one(version_id: UUID, question_id: UUID) -> ResponseReturnValue:
    """Accept the new citation of one question (更新依据)."""
    version = laws.get_version(version_id, actor=actor())
    with refusals_flashed():
        services.carry_one(question_id, version, actor=actor())
        flash("已更新本题依据，题面和答案没有改动", "success")
    return _back(version_id)


@bp.post("/versions/<uuid:version_id>/radar/<uuid:question_id>/keep")
@requires(Permission.QUESTION_REVIEW)
def keep(version_id: UUID, question_id: UUID) -> ResponseReturnValue:
    """Mark a question as read against the new text and still right (复核无误)."""
    version = laws.get_version(version_id, actor=actor())
    form = KeepForm()
    if form.validate_on_submit():
        with refusals_flashed():
            services.keep(question_id, version, remark=form.remark.data, actor=actor())
            flash("已记录复核，本题改引新版本", "success")
    else:
        flash_errors(form)
    return _back(version_id)


@bp.post("/versions/<uuid:version_id>/radar/suspend")
@requires(Permission.QUESTION_EDIT)
def suspend_all(version_id: UUID) -> ResponseReturnValue:
    """Suspend every question whose rule is gone (批量停用)."""
    version = laws.get_version(version_id, actor=actor())
    with refusals_flashed():
        ended = services.suspend_all(version, actor=actor())
        flash(f"已停用 {ended} 题", "success")
    return _back(version_id)


@bp.post("/versions/<uuid:version_id>/radar/<uuid:question_id>/suspend")
@requires(Permission.QUESTION_EDIT)
def suspend_one(version_id: UUID, question_id: UUID) -> ResponseReturnValue:
    """Suspend one question for what the amendment did to it (停用)."""
    version = laws.get_version(version_id, actor=actor())
    with refusals_flashed():
        services.suspend_one(question_id, version, actor=actor())
        flash("已停用，今后组卷不再抽取", "success")
    return _back(version_id)


def _asked(affected: Sequence[Affected]) -> tuple[str, str]:
    """Return which list is asked for, or the most urgent that holds anything."""
    questions, articles = request.args.get(QUESTIONS, ""), request.args.get(ARTICLES, "")
    if questions in (*Effect, CLOSED):
        return QUESTIONS, questions
    if articles in tuple(Change):
        return ARTICLES, articles
    waiting = {_label(each) for each in affected}
    urgent = next((effect for effect in MOST_URGENT_FIRST if effect in waiting), None)
    return (QUESTIONS, urgent.value) if urgent else (ARTICLES, Change.AMENDED.value)


def _label(each: Affected) -> str:
    return each.impact.effect.value if each.is_open else CLOSED


def _count_changes(compared: Comparison | None) -> list[tuple[Change, int]]:
    counts = Counter(pair.change for pair in compared.pairs) if compared else Counter[Change]()
    return [(change, counts[change]) for change in Change]


def _count_effects(affected: Sequence[Affected]) -> list[tuple[Effect, int]]:
    counts = Counter(each.impact.effect for each in affected if each.is_open)
    return [(effect, counts[effect]) for effect in MOST_URGENT_FIRST]


def _page(rows: Sequence[Row]) -> Page[Row]:
    number = requested_page()
    start = (number - 1) * PER_PAGE
    return Page(rows[start : start + PER_PAGE], number, PER_PAGE, len(rows))


def _papers(version: LawVersion) -> list[papers.PaperAhead]:
    """Return the sittings after the version begins whose frozen paper follows the old rule."""
    stale = queries.list_stale_revisions(version, actor=actor())
    if not stale:
        return []
    begins = starts_on(version.adopted_on, version.effective_on)
    return papers.list_papers(stale, since=begins, actor=actor())


def _back(version_id: UUID) -> ResponseReturnValue:
    """Return to the list the button stood in."""
    shown = request.form.get("shown", "")
    chosen = shown if shown in (*Effect, CLOSED) else None
    return redirect(url_for(".radar", version_id=version_id, questions=chosen))
