"""What the shown officers of the demo practised lately (演示练习)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import select

from question_bank.questions import QuestionType
from question_bank.responses import stored
from zhifa_training.core import clock
from zhifa_training.core.db import db
from zhifa_training.demo.draws import Keys, stream
from zhifa_training.demo.history import beijing
from zhifa_training.demo.people import Person
from zhifa_training.demo.rows import Rows
from zhifa_training.laws.models import Law, LawVersion
from zhifa_training.practice.models import Leaving, PracticeAnswer, PracticeRun, WrongEntry
from zhifa_training.practice.rules.modes import Mode, Subject
from zhifa_training.practice.rules.spacing import Standing, unmet
from zhifa_training.questions.models import Pool, QuestionRevision, QuestionState, StoredQuestion

ROUNDS, EVERY = 6, timedelta(days=2)
"""So many times the officer goes through one law, a round every so often."""
FIRST_OF_ALL = 20
"""So many questions of the sequence are done."""
WEAK, SURE = 0.12, 0.8
"""How likely a right answer is: on the articles not known, and on the others."""
WEAK_QUESTIONS = 2
KINDS = (QuestionType.SINGLE, QuestionType.TRUE_FALSE)


class Practice:
    """Gathers one law gone through again and again, and the sequence begun."""

    def __init__(self, rows: Rows, keys: Keys, *, seed: int, on: date) -> None:
        self.rows, self.keys, self.seed, self.on = rows, keys, seed, on
        self.questions = _questions()
        laws = Counter(each.law_version.law_id for each in self.questions)
        self.law_id = min(laws, key=lambda law_id: (-laws[law_id], str(law_id)), default=None)

    def gather(self, people: Iterable[Person]) -> None:
        """Gather the practice of these officers."""
        for person in people:
            _Learner(self, person).practise()


class _Learner:
    """One officer, and how far each question they got wrong has been won back."""

    def __init__(self, practice: Practice, person: Person) -> None:
        self.practice, self.person = practice, person
        self.draw: Random = stream(practice.seed, "practice", person.badge_number)
        self.book: dict[UUID, dict[str, Any]] = {}

    def practise(self) -> None:
        """Gather the rounds, the sequence and the wrong-answer book."""
        all_of_them = self.practice.questions
        of_law = [each for each in all_of_them if each.law_version.law_id == self.practice.law_id]
        weak = {each.id for each in of_law[:WEAK_QUESTIONS]}
        for number in range(ROUNDS, 0, -1):
            began = beijing(self.practice.on - number * EVERY, time(8, 10))
            self._run(Mode.FOCUS, str(Subject(law_id=self.practice.law_id)), of_law, began, weak)
        yesterday = beijing(self.practice.on - timedelta(days=1), time(12, 30))
        self._run(Mode.SEQUENCE, "", all_of_them, yesterday, weak, done=FIRST_OF_ALL)
        for entry in self.book.values():
            standing: Standing = entry.pop("standing")
            self.practice.rows.add(
                WrongEntry,
                **entry,
                wrong_count=standing.wrong,
                streak=standing.streak,
                due_on=standing.due_on,
            )

    def _run(
        self,
        mode: Mode,
        subject: str,
        questions: Sequence[QuestionRevision],
        began: datetime,
        weak: set[UUID],
        *,
        done: int | None = None,
    ) -> None:
        answered = questions[:done]
        run = self.practice.rows.add(
            PracticeRun,
            id=self.practice.keys.at(began),
            officer_id=self.person.id,
            mode=mode,
            subject=subject,
            queue=[str(each.question_id) for each in questions],
            started_at=began,
            ended_at=began + timedelta(minutes=len(questions)) if done is None else None,
        )
        for place, question in enumerate(answered, 1):
            is_right = self.draw.random() < (WEAK if question.id in weak else SURE)
            self._answer(run["id"], place, question, is_right, began + timedelta(minutes=place))

    def _answer(
        self, run_id: UUID, place: int, question: QuestionRevision, is_right: bool, at: datetime
    ) -> None:
        others = [option["id"] for option in question.options if option["id"] not in question.key]
        value = stored(question.key if is_right else [self.draw.choice(others)])
        self.practice.rows.add(
            PracticeAnswer,
            run_id=run_id,
            place=place,
            officer_id=self.person.id,
            question_id=question.question_id,
            revision_id=question.id,
            value=value,
            is_right=is_right,
            answered_at=at,
            answered_on=clock.in_beijing(at).date(),
        )
        self._learn(question, value, is_right=is_right, at=at)

    def _learn(
        self, question: QuestionRevision, value: str, *, is_right: bool, at: datetime
    ) -> None:
        on = clock.in_beijing(at).date()
        entry = self.book.get(question.question_id)
        if entry is None and is_right:
            return
        before = entry["standing"] if entry else unmet(on)
        now = before.after(is_right=is_right, on=on)
        if entry is None or not is_right:
            entry = self.book[question.question_id] = {
                "officer_id": self.person.id,
                "question_id": question.question_id,
                "revision_id": question.id,
                "last_value": value,
                "last_wrong_at": at,
                "attempt_id": None,
                "left_at": None,
                "leaving": None,
            }
        entry["standing"] = now
        if now.is_mastered and entry["left_at"] is None:
            entry |= {"left_at": at, "leaving": Leaving.MASTERED}


def _questions() -> list[QuestionRevision]:
    statement = (
        select(QuestionRevision)
        .join(StoredQuestion, StoredQuestion.id == QuestionRevision.question_id)
        .join(LawVersion, LawVersion.id == QuestionRevision.law_version_id)
        .join(Law, Law.id == LawVersion.law_id)
        .where(
            QuestionRevision.number == StoredQuestion.published_number,
            StoredQuestion.state == QuestionState.PUBLISHED,
            StoredQuestion.pool == Pool.PRACTICE,
            QuestionRevision.type.in_(KINDS),
        )
        .order_by(Law.name, QuestionRevision.article, StoredQuestion.code)
    )
    return list(db.session.scalars(statement))
