"""An invented local rule and its amendment (虚构规定): so that the radar has something to show.

The product ships no law texts. This rule exists nowhere; its name says so wherever it appears.
"""

from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from uuid import UUID

from question_bank.articles import article_label
from question_bank.assembly import Cell
from question_bank.law_texts import look_over
from question_bank.questions import (
    Citation,
    Option,
    Question,
    QuestionType,
    option_id,
    true_false_options,
)
from question_bank.syllabus import Difficulty, Field, Topic
from zhifa_training.core.db import db
from zhifa_training.demo.draws import Keys, repeatable_rows
from zhifa_training.demo.exams import ExamOffice, Plan
from zhifa_training.demo.history import beijing
from zhifa_training.demo.people import Person
from zhifa_training.demo.tree import Node
from zhifa_training.exams.rules.words import ExamKind
from zhifa_training.laws.models import LawVersion
from zhifa_training.laws.services import drafts
from zhifa_training.questions.models import Pool, QuestionRevision, QuestionState, StoredQuestion
from zhifa_training.questions.wording import revision_values
from zhifa_training.units.scope import Actor

NAME = "模拟示范规定（虚构）"
TITLE = "某省路面检查模拟示范规定（虚构，仅供演示）"
OLD_SINCE, NEW_SINCE, SAT_BEFORE = (timedelta(days=days) for days in (500, 12, 30))
PUBLISHED_AHEAD = timedelta(days=25)
TWENTY = Decimal(20)
CELLS = (Cell(QuestionType.SINGLE, 3, TWENTY), Cell(QuestionType.TRUE_FALSE, 2, TWENTY))
FIRST = (
    "为了演示法规修订后试题和考试如何处理，制定本规定。本规定为虚构，不得作为执法依据。",
    "本规定适用于示范路段的巡查、检查和处理活动。",
    "执法人员在示范路段检查时，不得少于两人，并应当主动出示执法证件。",
    "示范路段的日常巡查每日不少于一次，节假日期间应当增加巡查次数。",
    "当事人对示范检查结果有异议的，可以自收到结果之日起五日内申请复核。",
    "示范机构应当自收到复核申请之日起十日内作出答复。",
    "示范检查使用的计量器具应当经检定合格，并在有效期内使用。",
    "示范检查记录应当当场制作，由当事人签字确认。",
    "当事人拒绝签字的，执法人员应当在记录上注明情况。",
    "示范检查资料由示范机构统一保管，保管期限为二年。",
    "对轻微并及时改正的示范违规行为，可以口头告诫，不予处理。",
    "示范机构不得以罚没数额作为考核指标。",
)
SECOND = (
    *FIRST[:2],
    "示范检查的依据、程序和结果应当向社会公开，依法不得公开的除外。",
    *FIRST[2:4],
    "当事人对示范检查结果有异议的，可以自收到结果之日起七日内申请复核。",
    "示范机构应当自收到复核申请之日起十日内作出书面答复，并说明理由。",
    *FIRST[6:9],
    *FIRST[10:],
)
"""One article more, two amended, one less: so that each class of the radar holds a question."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question on the rule; the first option is right, or the statement is."""

    article: int
    stem: str
    evidence: str
    explanation: str
    options: tuple[str, ...] = ()


ASKED = (
    Asked(
        3,
        "按照《模拟示范规定（虚构）》，执法人员在示范路段检查时，人数至少为（　）。",
        "不得少于两人",
        "示范规定要求检查时不得少于两人。",
        ("两人", "一人", "三人", "四人"),
    ),
    Asked(
        5,
        "按照《模拟示范规定（虚构）》，当事人对示范检查结果有异议的，申请复核的期限为（　）。",
        "自收到结果之日起五日内申请复核",
        "示范规定给当事人五日的复核申请期。",
        ("五日", "二日", "十五日", "三十日"),
    ),
    Asked(
        6,
        "按照《模拟示范规定（虚构）》，示范机构答复复核申请的期限为（　）。",
        "自收到复核申请之日起十日内作出",
        "示范规定要求在十日内答复。",
        ("十日", "二日", "二十日", "六十日"),
    ),
    Asked(
        10,
        "按照《模拟示范规定（虚构）》，示范检查资料的保管期限为二年。",
        "保管期限为二年",
        "示范规定写明资料保管二年。",
    ),
    Asked(
        11,
        "按照《模拟示范规定（虚构）》，对轻微并及时改正的示范违规行为，可以口头告诫，不予处理。",
        "可以口头告诫，不予处理",
        "示范规定允许对轻微并及时改正的行为口头告诫。",
    ),
)


class InventedRule:
    """Enacts the rule, lets the demo city be examined on it, and amends it."""

    def __init__(self, *, keys: Keys, on: date, author: Actor, reviewer: Actor) -> None:
        self.keys, self.on = keys, on
        self.author, self.reviewer = author, reviewer

    def enact(self) -> LawVersion:
        """Store the first version and the questions on it."""
        version = self._version(FIRST, since=self.on - OLD_SINCE)
        moment = beijing(self.on - OLD_SINCE, time(10))
        with repeatable_rows(self.keys, moment):
            for number, asked in enumerate(ASKED, 1):
                self._store(_question(number, asked, version), version.id)
            db.session.flush()
        return version

    def amend(self) -> None:
        """Store the version that changes it, in force since some days."""
        self._version(SECOND, since=self.on - NEW_SINCE)

    def examine(self, office: ExamOffice, city: Node, people: list[tuple[Person, Node]]) -> None:
        """Let people of the demo city sit a paper on the first version, before it changed."""
        sat_on = self.on - SAT_BEFORE
        created_at = beijing(sat_on - timedelta(days=9), time(9, 40))
        plan = Plan(
            owner=city,
            title="模拟示范规定（虚构）知识测验",
            cells=CELLS,
            minutes=20,
            created_at=created_at,
            published_at=created_at + timedelta(hours=6),
            kind=ExamKind.OTHER,
        )
        opens_at, closes_at = beijing(sat_on, time(9)), beijing(sat_on, time(18))
        session = office.sitting(office.exam(plan), city, "演示场", opens_at, closes_at)
        for person, unit in people:
            if person.services[0].starts_on < sat_on:
                candidate_id = office.call(session, person, unit)
                office.sit(session, person, unit, candidate_id, bonus=0.3)

    def _version(self, articles: tuple[str, ...], *, since: date) -> LawVersion:
        adopted_on = since - PUBLISHED_AHEAD
        last = f"本规定自{since.year}年{since.month}月{since.day}日起施行。"
        numbered = enumerate((*articles, last), 1)
        published = f"{adopted_on.year}年{adopted_on.month}月{adopted_on.day}日 公布"
        lines = [published, *(f"{article_label(number)}　{text}" for number, text in numbered)]
        facts = drafts.VersionFacts(
            name=NAME,
            title=TITLE,
            adopted_on=adopted_on,
            effective_on=since,
            source="虚构，仅供演示",
        )
        moment = beijing(adopted_on, time(15))
        with repeatable_rows(self.keys, moment):
            reading = look_over("\n".join(lines))
            draft = drafts.stage(
                facts, reading=reading, file_name=f"{NAME}.md", actor=self.author, at=moment
            )
            confirmed_at = moment + timedelta(hours=1)
            return drafts.confirm(draft, actor=self.reviewer, at=confirmed_at)

    def _store(self, question: Question, version_id: UUID) -> None:
        stored = StoredQuestion(code=question.id, state=QuestionState.PUBLISHED, pool=Pool.EXAM)
        db.session.add(stored)
        db.session.flush()
        values = revision_values(question, law_version_id=version_id)
        db.session.add(
            QuestionRevision(
                question_id=stored.id,
                number=1,
                why="演示题",
                created_by=self.author.account_id,
                **values,
            )
        )


def _question(number: int, asked: Asked, version: LawVersion) -> Question:
    code = f"demo-invented-{number:03d}"
    options = tuple(
        Option(option_id(code, place), text) for place, text in enumerate(asked.options)
    ) or true_false_options(code)
    return Question(
        id=code,
        type=QuestionType.SINGLE if asked.options else QuestionType.TRUE_FALSE,
        stem=asked.stem,
        options=options,
        key=frozenset([options[0].id]),
        citation=Citation(NAME, version.adopted_on, asked.article),
        explanation=asked.explanation,
        evidence=asked.evidence,
        topic=Topic.COMMON_LAW,
        fields=frozenset([Field.GENERAL]),
        difficulty=Difficulty.EASY,
    )
