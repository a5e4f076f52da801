"""The exam page, put together from parts rendered once for each paper (考试页面拼装)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import get_template_attribute, render_template
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup, escape

from question_bank.questions import QuestionType
from zhifa_training.core.fillable import Fillable, slot
from zhifa_training.exams.queries.attempts import Room
from zhifa_training.exams.rules.delivery import PAPERS_KEPT, Memory
from zhifa_training.exams.rules.hints import hint, labels_of, needs_of
from zhifa_training.exams.views.articles import Article

ARTICLES, ANSWERED, DATA, NAME, UNIT = "articles", "answered", "data", "name", "unit"


@dataclass(frozen=True, slots=True)
class PaperPage:
    """What the pages of all who sit a paper have in common."""

    frame: Fillable
    articles: Mapping[str, Article]
    told: Mapping[str, str]
    """What the script of the page needs of each question, as JSON."""
    kinds: str

    def fill(self, room: Room, data: Mapping[str, Any]) -> str:
        """Return one candidate's page; ``data`` is what its script needs besides the questions."""
        articles = (
            self.articles[item].fill(number, order, room.answers.get(item, ()))
            for number, (item, order) in enumerate(room.layout, 1)
        )
        items = ",".join(self.told[item] for item, _ in room.layout)
        return self.frame.fill(
            {
                ARTICLES: "".join(articles),
                ANSWERED: str(len(room.answers)),
                DATA: f'{{"items":[{items}],"kinds":{self.kinds},{_in_script(data)[1:]}',
                NAME: str(escape(room.candidate_name)),
                UNIT: str(escape(room.unit_name)),
            }
        )


_pages: Memory[PaperPage] = Memory(PAPERS_KEPT)


def paper_page(room: Room, data: Mapping[str, Any]) -> str:
    """Return the exam page of an attempt; the first of a paper renders its parts."""
    page = _pages.find(room.paper_id) or _pages.keep(room.paper_id, _rendered(room))
    return page.fill(room, data)


def _rendered(room: Room) -> PaperPage:
    items = room.paper.items
    names = [item["type"] for item in items.values()]
    frame = render_template(
        "room/paper.html",
        room=replace(room, candidate_name=slot(NAME), unit_name=slot(UNIT)),
        answered=slot(ANSWERED),
        articles=Markup(slot(ARTICLES)),  # noqa: S704 - rendered by the template of the questions
        data=Markup(slot(DATA)),  # noqa: S704 - escaped for a script by the application's JSON
    )
    return PaperPage(
        Fillable.of(frame),
        {key: Article.of(item, _render(room)) for key, item in items.items()},
        {key: _in_script(_item_data(item)) for key, item in items.items()},
        _in_script(list(labels_of(names).items())),
    )


def _render(room: Room) -> Any:
    hints = {kind.value: hint(kind, room.partial_credit) for kind in QuestionType}
    kinds = labels_of(QuestionType)
    macro = get_template_attribute("room/_article.html", "article")
    return lambda item, number, chosen: str(macro(item, number, chosen, hints, kinds))


def _item_data(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the answer card needs of a question; more than one need only where it has."""
    needs = needs_of(item)
    told = {"id": item["id"], "type": item["type"]}
    return told | {"needs": needs} if len(needs) > 1 else told


def _in_script(value: Any) -> str:
    """Return JSON that may stand in a script element."""
    return str(htmlsafe_json_dumps(value, separators=(",", ":")))
