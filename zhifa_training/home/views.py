"""The home page (首页): what is due, for whoever is signed in."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from question_bank.articles import article_label
from zhifa_training.accounts.access import Permission
from zhifa_training.accounts.actor import Actor
from zhifa_training.accounts.guard import actor, requires
from zhifa_training.core import clock, navigation
from zhifa_training.core.lists import Asked
from zhifa_training.exams.queries import attempts
from zhifa_training.exams.queries.corrections import list_my_corrected, list_pending
from zhifa_training.exams.queries.old_rules import list_old_rules
from zhifa_training.exams.rules.attempts import EntryState, Phase
from zhifa_training.home import queries
from zhifa_training.metrics.rules import windows
from zhifa_training.questions import queues
from zhifa_training.questions.queues import Queue

bp = Blueprint("home", __name__)
navigation.register("首页", "home.index", Permission.HOME_VIEW, "home", 0)

WEEKDAYS = "一二三四五六日"
REVISIONS_SHOWN = 5
CORRECTIONS_SHOWN = timedelta(days=60)
"""How long one's home page tells that a score was corrected; the result itself tells it always."""
ENTERABLE = (EntryState.OPEN, EntryState.WAITING)


@bp.get("/")
@requires(Permission.HOME_VIEW)
def index() -> ResponseReturnValue:
    """Show each part of the page that the person's rights call for (个人首页)."""
    person, today = actor(), clock.today()
    return render_template(
        "home/index.html",
        person=person,
        today=today,
        weekday=WEEKDAYS[today.weekday()],
        officer=_officer_part(person) if person.may(Permission.EXAM_SIT) else None,
        tasks=_task_part(person) if person.may(Permission.EXAM_VIEW) else None,
        to_approve=_corrections(person) if person.may(Permission.RESULT_RELEASE) else [],
        bank=_bank_part(person),
        standing=_unit_part(person) if person.may(Permission.METRIC_VIEW) else None,
        may_publish=person.may(Permission.EXAM_MANAGE),
        may_release=person.may(Permission.RESULT_RELEASE),
        window=windows(on=today)[0],
        article_label=article_label,
    )


def _officer_part(person: Actor) -> dict[str, Any]:
    """Return what one is to sit, one's results, and one's file."""
    sitter = person.acting(Permission.EXAM_SIT)
    rows = attempts.list_sittings(actor=sitter)
    return {
        "due": [row for row in rows if row.entry in ENTERABLE or row.phase is Phase.ANSWERING],
        "coming": [row for row in rows if row.entry is EntryState.EARLY],
        "old_rules": list_old_rules(actor=sitter),
        "corrected": list_my_corrected(actor=sitter, since=clock.now() - CORRECTIONS_SHOWN),
        "results": queries.list_results(actor=sitter),
        "summary": queries.find_summary(window=windows(on=clock.today())[0], actor=sitter),
    }


def _corrections(person: Actor) -> list[tuple[UUID, str]]:
    """Return the corrections of keys that wait for this person's decision (待审批更正)."""
    return list_pending(actor=person.acting(Permission.RESULT_RELEASE))


def _task_part(person: Actor) -> dict[str, Any]:
    """Return the trainer's tasks, sorted into their three kinds."""
    tasks = queries.list_tasks(actor=person)
    return {
        "drafts": [task for task in tasks if task.is_draft],
        "to_release": [task for task in tasks if task.is_over],
        "sittings": [task for task in tasks if not task.is_draft and not task.is_over],
    }


def _bank_part(person: Actor) -> dict[str, Any] | None:
    """Return what waits for an author or a reviewer, if the person is one (命题与审题)."""
    queues_of = {
        Queue.RETURNED: Permission.QUESTION_EDIT,
        Queue.FOR_ME: Permission.QUESTION_REVIEW,
        Queue.READING: Permission.QUESTION_REVIEW,
    }
    mine = [queue for queue, needed in queues_of.items() if person.may(needed)]
    if not mine:
        return None
    counts = queues.count_reviews(actor=person.acting(Permission.QUESTION_VIEW))
    first = Asked(sort=queues.DEFAULT_SORT, number=1)
    rows = {
        queue: queues.list_reviews(queue, actor=person, asked=first).items[:REVISIONS_SHOWN]
        for queue in mine
        if counts[queue]
    }
    return {"counts": {queue: counts[queue] for queue in mine}, "rows": rows}


def _unit_part(person: Actor) -> queries.UnitStanding | None:
    """Return how far one's unit is this year."""
    today = clock.today()
    return queries.find_unit_standing(window=windows(on=today)[0], on=today, actor=person)
