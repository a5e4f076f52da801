"""Exams of the demo as rows (演示考试): blueprint, paper, sitting, attempts, scores, ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import cycle
from typing import Any
from uuid import UUID

from question_bank import assembly, marking
from question_bank.assembly import Cell, Drawn
from question_bank.form_kinds import facility_of
from question_bank.marking import MarkItem, PartialCredit
from question_bank.questions import QuestionType
from question_bank.syllabus import Topic
from zhifa_training.core import clock
from zhifa_training.core.types import CENT
from zhifa_training.demo import answering
from zhifa_training.demo.answering import Given
from zhifa_training.demo.bank import DemoQuestion
from zhifa_training.demo.draws import Keys, stream
from zhifa_training.demo.people import Person
from zhifa_training.demo.rows import Rows
from zhifa_training.demo.tree import Node
from zhifa_training.exams.models.attempts import AnswerEvent, Attempt, AttemptScore
from zhifa_training.exams.models.corrections import KeyCorrection
from zhifa_training.exams.models.papers import Blueprint, BlueprintCell, Exam, Paper, PaperItem
from zhifa_training.exams.models.resits import Absence, ResitCall
from zhifa_training.exams.models.sittings import Candidate, Sitting
from zhifa_training.exams.models.trials import PaperTrial
from zhifa_training.exams.rules.attempts import deadline, receipt_number
from zhifa_training.exams.rules.leaving import DEFAULT_LIMIT, LeavePolicy
from zhifa_training.exams.rules.resits import AbsenceReason
from zhifa_training.exams.rules.words import (
    AttemptState,
    CloseReason,
    ExamKind,
    ReleasePolicy,
    ReviewMode,
)
from zhifa_training.exams.services.publishing import digest
from zhifa_training.records.models import Fact, TrainingRecord

S, M, T = QuestionType.SINGLE, QuestionType.MULTIPLE, QuestionType.TRUE_FALSE
FIVE, FOUR, TWO = Decimal(5), Decimal(4), Decimal(2)
SHORT_CELLS = (
    Cell(S, 2, FIVE, Topic.CONSTITUTION),
    Cell(S, 6, FIVE, Topic.COMMON_LAW),
    Cell(T, 5, FIVE, Topic.COMMON_LAW),
    Cell(T, 2, FIVE, Topic.CONDUCT),
    Cell(T, 1, FIVE, Topic.ETHICS),
    Cell(M, 3, FIVE, Topic.COMMON_LAW),
    Cell(M, 1, FIVE, Topic.CIVILITY),
)
LONG_CELLS = (
    Cell(S, 3, TWO, Topic.CONSTITUTION),
    Cell(S, 18, TWO, Topic.COMMON_LAW),
    Cell(S, 4, TWO, Topic.CONDUCT),
    Cell(T, 9, TWO, Topic.COMMON_LAW),
    Cell(T, 3, TWO, Topic.ETHICS),
    Cell(T, 3, TWO, Topic.CIVILITY),
    Cell(M, 7, TWO, Topic.COMMON_LAW),
    Cell(M, 2, TWO, Topic.CONDUCT),
    Cell(M, 1, TWO, Topic.CONSTITUTION),
)
CONSTITUTION_CELLS = (
    Cell(S, 10, FOUR, Topic.CONSTITUTION),
    Cell(T, 12, FOUR, Topic.CONSTITUTION),
    Cell(M, 3, FOUR, Topic.CONSTITUTION),
)
PASS_SCORE = Decimal(60)
GRACE_SECONDS = 30


EXCUSES = (
    (AbsenceReason.DUTY, "当日参加路面联合执法，见值班安排"),
    (AbsenceReason.SICK, "因病就诊，已交诊断证明"),
    (AbsenceReason.LEAVE, "年休假，已经批准"),
    (AbsenceReason.TRAINING, "参加上级举办的业务培训"),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What an exam is, before it has rows."""

    owner: Node
    title: str
    cells: tuple[Cell, ...]
    minutes: int
    created_at: datetime
    published_at: datetime | None
    kind: ExamKind = ExamKind.ROTATION
    release: ReleasePolicy = ReleasePolicy.AT_ONCE
    review: ReviewMode = ReviewMode.WHOLE_PAPER
    resit_limit: int = 0
    resits_ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DemoExam:
    """An exam with its paper."""

    id: UUID
    paper_id: UUID | None
    plan: Plan
    questions: tuple[DemoQuestion, ...]
    marks: tuple[MarkItem, ...]


@dataclass(frozen=True, slots=True)
class Session:
    """A sitting with its times."""

    id: UUID
    exam: DemoExam
    opens_at: datetime
    closes_at: datetime
    resit_round: int = 0


class ExamOffice:
    """Gathers the rows of exams, each drawn from lots of its own."""

    def __init__(
        self,
        rows: Rows,
        pool: dict[str, DemoQuestion],
        *,
        seed: int,
        keys: Keys,
        staff: dict[str, UUID],
    ) -> None:
        self.rows, self.pool = rows, pool
        self.seed, self.keys, self.staff = seed, keys, staff
        self.draw = stream(seed, "answers")
        self.excuses = cycle(EXCUSES)
        self.blueprints: dict[tuple[str, tuple[Cell, ...]], UUID] = {}

    def exam(self, plan: Plan) -> DemoExam:
        """Gather an exam, and its paper once it is published."""
        exam_id = self.keys.at(plan.created_at)
        by = self.staff.get(plan.owner.code)
        self.rows.add(
            Exam,
            id=exam_id,
            unit_id=plan.owner.id,
            blueprint_id=self._blueprint(plan),
            title=plan.title,
            kind=plan.kind,
            duration_minutes=plan.minutes,
            pass_score=PASS_SCORE,
            partial_credit=PartialCredit.HALF,
            shuffles_items=True,
            shuffles_options=True,
            release_policy=plan.release,
            review_mode=plan.review,
            leave_policy=LeavePolicy.RECORD,
            leave_limit=DEFAULT_LIMIT,
            resit_limit=plan.resit_limit,
            resits_ended_at=plan.resits_ended_at,
            created_at=plan.created_at,
            created_by=by,
            published_at=plan.published_at,
            published_by=by if plan.published_at else None,
            cancelled_at=None,
        )
        if plan.published_at is None:
            return DemoExam(exam_id, None, plan, (), ())
        return self._paper(exam_id, plan, plan.published_at)

    def _blueprint(self, plan: Plan) -> UUID:
        known = self.blueprints.get((plan.owner.code, plan.cells))
        if known:
            return known
        blueprint_id = self.keys.at(plan.created_at)
        self.blueprints[plan.owner.code, plan.cells] = blueprint_id
        count = sum(cell.count for cell in plan.cells)
        kind = "宪法专题" if plan.cells is CONSTITUTION_CELLS else "应知应会"
        self.rows.add(
            Blueprint,
            id=blueprint_id,
            unit_id=plan.owner.id,
            title=f"{plan.owner.short_name}{kind}组卷方案（{count} 题）",
            created_at=plan.created_at,
            created_by=self.staff.get(plan.owner.code),
            ended_at=None,
        )
        for position, cell in enumerate(plan.cells, 1):
            self.rows.add(
                BlueprintCell,
                id=self.keys.at(plan.created_at),
                blueprint_id=blueprint_id,
                position=position,
                type=cell.type,
                count=cell.count,
                worth=cell.worth,
                topic=cell.topic,
                law_id=None,
                difficulty=None,
                field=None,
            )
        return blueprint_id

    def _paper(self, exam_id: UUID, plan: Plan, built_at: datetime) -> DemoExam:
        pool = (question.pool_item for question in self.pool.values())
        drawn = assembly.assemble(plan.cells, pool, f"{self.seed}/{plan.title}")
        paper_id = self.keys.at(built_at)
        questions = tuple(self.pool[each.item_id] for each in drawn)
        content = [_shown(self.pool[each.item_id], each.worth) for each in drawn]
        full_score = sum((each.worth for each in drawn), Decimal())
        self.rows.add(
            Paper,
            id=paper_id,
            exam_id=exam_id,
            content=content,
            content_digest=digest(content),
            full_score=full_score,
            expected_score=_expected(self.pool, drawn),
            built_at=built_at,
        )
        for position, each in enumerate(drawn, 1):
            self.rows.add(
                PaperItem,
                paper_id=paper_id,
                position=position,
                revision_id=UUID(each.item_id),
                worth=each.worth,
                key=sorted(self.pool[each.item_id].key),
            )
        self.rows.add(
            PaperTrial,
            id=self.keys.at(built_at),
            paper_id=paper_id,
            tried_at=built_at + timedelta(minutes=40),
            by_name="考务管理员",
            answered=len(drawn),
            score=full_score,
            full_score=full_score,
        )
        marks = tuple(
            MarkItem(question.id, question.type, question.key, each.worth)
            for question, each in zip(questions, drawn, strict=True)
        )
        return DemoExam(exam_id, paper_id, plan, questions, marks)

    def sitting(
        self,
        exam: DemoExam,
        unit: Node,
        title: str,
        opens_at: datetime,
        closes_at: datetime,
        *,
        attempt_limit: int = 1,
        resit_round: int = 0,
    ) -> Session:
        """Gather a sitting of ``exam`` for ``unit`` and what is beneath it."""
        session_id = self.keys.at(exam.plan.created_at)
        session = Session(session_id, exam, opens_at, closes_at, resit_round)
        self.rows.add(
            Sitting,
            id=session.id,
            exam_id=exam.id,
            unit_id=unit.id,
            title=title,
            place=f"{unit.short_name}考试教室",
            opens_at=opens_at,
            closes_at=closes_at,
            duration_minutes=exam.plan.minutes,
            late_entry_minutes=None,
            grace_seconds=GRACE_SECONDS,
            attempt_limit=attempt_limit,
            resit_round=resit_round,
            created_at=exam.plan.created_at,
            created_by=self.staff.get(exam.plan.owner.code),
            cancelled_at=None,
            released_at=None,
            released_by=None,
        )
        return session

    def call(self, session: Session, person: Person, unit: Node) -> UUID:
        """Gather a candidate, and return the key."""
        candidate_id = self.keys.at(session.exam.plan.created_at)
        self.rows.add(
            Candidate,
            id=candidate_id,
            sitting_id=session.id,
            officer_id=person.id,
            unit_id=unit.id,
            extra_minutes=0,
            withdrawn_at=None,
        )
        if session.resit_round:
            self.rows.add(
                ResitCall,
                exam_id=session.exam.id,
                officer_id=person.id,
                round=session.resit_round,
                candidate_id=candidate_id,
            )
        return candidate_id

    def doubt(self, exam: DemoExam, reason: str) -> Given:
        """Gather a proposal to void the first single choice; return what the able choose there."""
        question = next(each for each in exam.questions if each.type is S)
        rival = min(option for option in question.option_ids if option not in question.key)
        moment = exam.plan.created_at + timedelta(days=17)
        self.rows.add(
            KeyCorrection,
            id=self.keys.at(moment),
            exam_id=exam.id,
            revision_id=UUID(question.id),
            accepts=[],
            reason=reason,
            proposed_by=self.staff[exam.plan.owner.code],
            proposed_name="培训管理员",
            proposed_at=moment,
        )
        return Given(question.id, frozenset([rival]))

    @staticmethod
    def _doubted(exam: DemoExam, given: Given, doubt: Given) -> Given:
        is_known = any(
            each.id == given.item and each.key == given.options for each in exam.questions
        )
        return doubt if is_known and given.item == doubt.item else given

    def excuse(self, session: Session, candidate_id: UUID) -> None:
        """Gather why a candidate did not come, each time the next good reason."""
        reason, remark = next(self.excuses)
        self.rows.add(
            Absence,
            candidate_id=candidate_id,
            reason=reason,
            note=remark,
            recorded_at=session.closes_at + timedelta(hours=2),
            recorded_by=self.staff.get(session.exam.plan.owner.code),
        )

    def sit(
        self,
        session: Session,
        person: Person,
        unit: Node,
        candidate_id: UUID,
        *,
        bonus: float = 0.0,
        doubt: Given | None = None,
    ) -> bool:
        """Gather an attempt handed in, its score and ledger entries; return whether it passed.

        ``doubt`` is what those who know a question choose where its key is wrong.
        """
        exam, minutes = session.exam, session.exam.plan.minutes
        started_at = self._start(session)
        spent = timedelta(minutes=minutes * min(0.97, max(0.3, self.draw.gauss(0.62, 0.16))))
        attempt_id = self.keys.at(started_at)
        shown = self.draw.sample(exam.questions, len(exam.questions))
        given = answering.answer(self.draw, shown, person.ability + bonus)
        if doubt:
            given = [self._doubted(exam, each, doubt) for each in given]
        self._attempt(session, person, candidate_id, attempt_id, started_at, spent, shown)
        self._events(attempt_id, given, started_at, spent)
        answers = answering.final(given)
        score = marking.mark_paper(exam.marks, answers, PartialCredit.HALF)
        closed_at = started_at + spent
        is_passed = score.total >= PASS_SCORE
        self.rows.add(
            AttemptScore,
            id=self.keys.at(closed_at),
            attempt_id=attempt_id,
            run=1,
            scorer_version=marking.SCORER_VERSION,
            answers_digest=marking.answers_digest(answers),
            score=score.total,
            full_score=score.full,
            is_passed=is_passed,
            item_scores={item: str(worth) for item, worth in score.per_item.items()},
            key_edition=0,
            is_current=True,
            scored_at=closed_at,
        )
        if exam.plan.release is ReleasePolicy.AT_ONCE:
            self._credit(session, person, unit, attempt_id, closed_at, score.total, is_passed)
        return is_passed

    def _start(self, session: Session) -> datetime:
        """Draw a start inside working hours of one of the window's days."""
        days = (session.closes_at - session.opens_at).days
        day = session.opens_at + timedelta(days=self.draw.randint(0, days))
        room = (session.closes_at - session.opens_at) - timedelta(days=days)
        latest = max(60, int(room.total_seconds()) - session.exam.plan.minutes * 60)
        return day + timedelta(seconds=self.draw.randrange(30, latest))

    def _attempt(
        self,
        session: Session,
        person: Person,
        candidate_id: UUID,
        attempt_id: UUID,
        started_at: datetime,
        spent: timedelta,
        shown: list[DemoQuestion],
    ) -> None:
        """Gather an attempt that is live while its answers go in, and closes after them."""
        exam = session.exam
        is_final = exam.plan.release is ReleasePolicy.AT_ONCE
        self.rows.add(
            Attempt,
            id=attempt_id,
            sitting_id=session.id,
            candidate_id=candidate_id,
            officer_id=person.id,
            paper_id=exam.paper_id,
            number=1,
            number_limit=1,
            started_at=started_at,
            deadline_at=deadline(
                started_at=started_at,
                duration_minutes=exam.plan.minutes,
                extra_minutes=0,
                closes_at=session.closes_at,
            ),
            grace_seconds=GRACE_SECONDS,
            lease_epoch=1,
            lease_device=f"{self.draw.getrandbits(256):064x}",
            layout=self._layout(shown),
            state=AttemptState.LIVE,
        )
        self.rows.closings.append(
            {
                "key": attempt_id,
                "state": AttemptState.FINAL if is_final else AttemptState.SCORED,
                "closed_at": started_at + spent,
                "close_reason": CloseReason.HANDED_IN,
                "receipt": receipt_number(attempt_id),
            }
        )

    def _layout(self, shown: list[DemoQuestion]) -> list[tuple[str, list[str]]]:
        """Shuffle the options as an attempt does; 正确 and 错误 keep their order."""
        return [
            (
                question.id,
                list(question.option_ids)
                if question.type is T
                else self.draw.sample(question.option_ids, len(question.option_ids)),
            )
            for question in shown
        ]

    def _events(
        self,
        attempt_id: UUID,
        given: list[answering.Given],
        started_at: datetime,
        spent: timedelta,
    ) -> None:
        step = spent / (len(given) + 1)
        for number, each in enumerate(given, 1):
            received_at = started_at + step * number
            self.rows.add(
                AnswerEvent,
                attempt_id=attempt_id,
                client_event_id=self.keys.at(received_at),
                item_id=self.pool[each.item].revision_id,
                value=",".join(sorted(each.options)),
                client_seq=number,
                lease_epoch=1,
                received_at=received_at,
            )

    def _credit(
        self,
        session: Session,
        person: Person,
        unit: Node,
        attempt_id: UUID,
        closed_at: datetime,
        score: Decimal,
        is_passed: bool,
    ) -> None:
        exam = session.exam
        sat, passed = _FACTS[exam.plan.kind]
        for fact in (sat, passed) if is_passed else (sat,):
            self.rows.add(
                TrainingRecord,
                id=self.keys.at(closed_at),
                officer_id=person.id,
                unit_id=unit.id,
                fact=fact,
                occurred_on=clock.in_beijing(closed_at).date(),
                source=f"attempt:{attempt_id}",
                title=exam.plan.title,
                evidence={
                    "attempt": str(attempt_id),
                    "score": str(score),
                    "passed": is_passed,
                    "resit": session.resit_round,
                },
                recorded_at=closed_at,
            )


_FACTS = {
    ExamKind.ROTATION: (Fact.ROTATION_EXAM_SAT, Fact.ROTATION_EXAM_PASSED),
    ExamKind.OTHER: (Fact.OTHER_EXAM_SAT, Fact.OTHER_EXAM_PASSED),
}


def _expected(pool: Mapping[str, DemoQuestion], drawn: Sequence[Drawn]) -> Decimal:
    expected = sum(each.worth * facility_of(pool[each.item_id].pool_item) for each in drawn)
    return Decimal(expected).quantize(CENT)


def _shown(question: DemoQuestion, worth: Decimal) -> dict[str, Any]:
    return {
        "id": question.id,
        "type": question.type.value,
        "stem": question.stem,
        "options": list(question.options),
        "worth": str(worth),
    }
